import { describe, expect, it } from "vitest";
import { parseManifest, toSegments } from "../../../src/model/index.ts";
import { exampleManifest } from "./example-manifest.ts";

/** A copy of the example with the value at a dotted path replaced. */
function withValue(path: string, value: unknown): unknown {
  const manifest = structuredClone(exampleManifest()) as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop()!;
  const parent = keys.reduce((object, key) => object[key] as Record<string, unknown>, manifest);
  parent[last] = value;
  return manifest;
}

describe("parseManifest", () => {
  it("takes a whole manifest as it is", () => {
    expect(parseManifest(exampleManifest(), "m")).toEqual(exampleManifest());
  });

  it.each([
    ["schemaVersion", 2, "schemaVersion"],
    ["name", "Liver Model", "name"],
    ["intendedUse", "diagnosis", "intendedUse"],
    ["weights.file", "../model.onnx", "weights.file"],
    ["weights.sha256", "abc", "weights.sha256"],
    ["input.layout", "NHWC", "input.layout"],
    ["input.shape", [1, 3, 32], "input.shape"],
    ["input.shape", [1, 1, 32, 48], "input.shape"],
    ["input.adjacentSlices.count", 2, "input.adjacentSlices.count"],
    ["input.intensity.upperHu", -100, "upperHu"],
    ["output.shape", [1, 3, 32, 40], "output.shape"],
    ["output.shape", [1, 2, 32, 48], "value must be a channel"],
    ["segments", [], "segments"],
    ["segments.0.value", 2, "same value"],
    ["segments.0.color", [0, 0, 256], "segments.0.color.2"],
    ["segments.1.type.codeValue", "", "segments.1.type.codeValue"],
    ["postprocessing", [{ operation: "blur" }], "postprocessing.0.operation"],
    ["surprise", 1, "surprise"],
  ])("refuses %s = %j and names it", (path, value, named) => {
    expect(() => parseManifest(withValue(path, value), "folder/manifest.json")).toThrow(
      expect.objectContaining({
        code: "invalid-manifest",
        message: expect.stringMatching(new RegExp(`folder/manifest.json.*${named.replaceAll(".", "\\.")}`)),
      }),
    );
  });

  it.each([null, 7, "text", []])("refuses %j", (json) => {
    expect(() => parseManifest(json, "m")).toThrow(expect.objectContaining({ code: "invalid-manifest" }));
  });
});

describe("toSegments", () => {
  it("numbers segments by their channel and keeps codes, region and the algorithm's name", () => {
    const [liver, tumour] = toSegments(exampleManifest());
    expect(liver).toMatchObject({
      segmentNumber: 1,
      label: "Liver",
      algorithmType: "AUTOMATIC",
      algorithmName: "example",
    });
    expect(liver).not.toHaveProperty("anatomicRegion");
    expect(tumour?.anatomicRegion?.codeValue).toBe("10200004");
  });
});
