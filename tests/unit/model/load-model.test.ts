import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadModel, loadWeights } from "../../../src/model/index.ts";
import { exampleJson } from "./example-manifest.ts";

const weights = Uint8Array.of(1, 2, 3);
const sha256 = createHash("sha256").update(weights).digest("hex");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "autoseg-model-"));
  const json = exampleJson();
  const files = [
    { ...json.weights[0], file: "model.onnx", sha256 },
    { ...json.weights[0], file: "absent.onnx", precision: "float16" },
  ];
  await writeFile(join(folder, "model.onnx"), weights);
  await writeFile(join(folder, "manifest.json"), JSON.stringify({ ...json, weights: files }));
});

afterEach(() => rm(folder, { recursive: true }));

describe("loadModel", () => {
  it.each([
    ["the folder", () => folder],
    ["the folder with a slash", () => `${folder}/`],
    ["the manifest", () => join(folder, "manifest.json")],
    ["a file URL", () => pathToFileURL(folder).href],
  ])("takes %s, and finds the weights beside the manifest", async (_, location) => {
    const model = await loadModel(location());
    expect(model.manifest.name).toBe("example");
    expect(await loadWeights(model, model.manifest.networks[0]!.weights[0]!)).toEqual(weights);
  });

  it("reads no weights, and is data that another thread can have", async () => {
    await rm(join(folder, "model.onnx"));
    const model = await loadModel(folder);
    expect(structuredClone(model)).toEqual(model);
  });

  it("refuses a manifest that is not JSON", async () => {
    await writeFile(join(folder, "manifest.json"), "{");
    await expect(loadModel(folder)).rejects.toMatchObject({ code: "invalid-manifest" });
  });
});

describe("loadWeights", () => {
  it("refuses weights that are not those of the manifest", async () => {
    await writeFile(join(folder, "model.onnx"), Uint8Array.of(1, 2, 4));
    const model = await loadModel(folder);
    await expect(loadWeights(model, model.manifest.networks[0]!.weights[0]!)).rejects.toMatchObject({
      code: "model-hash-mismatch",
      details: { expected: sha256 },
      message: expect.stringContaining("Download the model again"),
    });
  });

  it("names the file that is missing", async () => {
    const model = await loadModel(folder);
    await expect(loadWeights(model, model.manifest.networks[0]!.weights[1]!)).rejects.toMatchObject({
      code: "model-not-found",
      message: expect.stringContaining("absent.onnx (ENOENT)"),
    });
  });
});
