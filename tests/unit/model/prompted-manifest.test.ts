import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  isPatchManifest,
  listWeights,
  loadAnyModel,
  loadModel,
  loadPromptedModel,
  parseManifest,
  parsePromptedManifest,
} from "../../../src/model/index.ts";
import { samManifest } from "./prompted-manifests.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const clickAny = join(root, "models", "click-any");
const read = (): Record<string, unknown> => JSON.parse(readFileSync(join(clickAny, "manifest.json"), "utf8"));
/** The manifest with another value at a path; without what is there where the value is undefined. */
const change = (manifest: object, path: string, value: unknown): unknown => {
  const copy = structuredClone(manifest) as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop()!;
  const parent = keys.reduce((at, key) => at[key] as Record<string, unknown>, copy);
  if (value === undefined && Array.isArray(parent)) parent.splice(Number(last), 1);
  else parent[last] = value;
  return copy;
};

describe("a manifest of the kind prompted", () => {
  test("describes the shipped network", async () => {
    const { manifest } = await loadPromptedModel(clickAny);
    expect(isPatchManifest(manifest)).toBe(true);
    expect(listWeights(manifest).map(({ graphName, file }) => `${graphName} ${file.precision}`)).toEqual([
      "network float32",
      "network float16",
    ]);
    expect((await loadAnyModel(clickAny)).manifest).toEqual(manifest);
  });

  test("describes an encoder with a decoder", () => {
    const manifest = parsePromptedManifest(samManifest(), "sam");
    expect(isPatchManifest(manifest)).toBe(false);
    expect(listWeights(manifest).map(({ graphName }) => graphName)).toEqual(["encoder", "decoder"]);
  });

  test("is not one of a model that segments by itself, nor the other way round", async () => {
    await expect(loadModel(clickAny)).rejects.toMatchObject({
      code: "invalid-manifest",
      details: { path: "kind" },
    });
    await expect(loadPromptedModel(join(root, "models", "mr-glioma"))).rejects.toMatchObject({
      code: "invalid-manifest",
      details: { path: "kind" },
    });
  });

  test("of the kind segmentation is an ordinary one", () => {
    const json = JSON.parse(readFileSync(join(root, "models", "mr-glioma", "manifest.json"), "utf8"));
    const { kind, ...manifest } = parseManifest({ ...json, kind: "segmentation" }, "glioma");
    expect(kind).toBe("segmentation");
    expect(manifest).toEqual(parseManifest(json, "glioma"));
    expect(() => parseManifest({ ...json, kind: "detection" }, "glioma")).toThrow(/"kind"/);
  });

  test.each([
    ['"network.scalesMm": Expected rising scales', "network.scalesMm", [2, 1]],
    ['"network": Expected 3 channels', "network.prompt.shape.1", 2],
    ['"network": Expected an input that is square', "network.prompt.shape.3", 64],
    ['"network": output.shape must have the slices', "network.output.shape.3", 64],
    ['"network": reference.indices', "network.reference.indices.0", 128 * 128],
    ['"intensity": Expected a modality', "intensity", {}],
    ['"intensity": A window is in Hounsfield', "intensity.default", samManifest().intensity.CT],
    [
      "Statistics over the voxels other than 0",
      "intensity.CT",
      { kind: "z-score", over: { nonZero: "filled" } },
    ],
    ['"segments"', "segments", []],
  ])("says what is wrong with a network: %s", (message, path, value) => {
    expect(() => parsePromptedManifest(change(read(), path, value), "x")).toThrow(message);
  });

  test.each([
    ['needs the roles "points" and "labels" together', "decoder.inputs.2", undefined],
    ['needs the roles "points" and "labels", or "box"', "decoder.inputs", [samManifest().decoder.inputs[0]]],
    ['decoder.inputs needs the role "features"', "decoder.inputs.0", undefined],
    ['"image_embeddings" comes from "tokens"', "decoder.inputs.0.from", "tokens"],
    ['without "previous-mask"', "decoder.inputs.3", undefined],
    ['has the role "labels" twice', "decoder.inputs.1.role", "labels"],
    ['has the name "point_coords" twice', "decoder.inputs.2.name", "point_coords"],
    ['decoder.outputs needs the role "masks"', "decoder.outputs.0", undefined],
    ['encoder.inputs needs the role "image"', "encoder.inputs", []],
    ['encoder.outputs needs the role "features"', "encoder.outputs", []],
    ['"decoder.inputs.1.role"', "decoder.inputs.1.role", "clicks"],
    ["mean and deviation need one number", "image.mean", [1]],
  ])("says what is wrong with the roles: %s", (message, path, value) => {
    expect(() => parsePromptedManifest(change(samManifest(), path, value), "x")).toThrow(message);
  });
});
