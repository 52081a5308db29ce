import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadModel } from "../../../src/model/index.ts";
import { exampleManifest } from "./example-manifest.ts";

const weights = Uint8Array.of(1, 2, 3);
const sha256 = createHash("sha256").update(weights).digest("hex");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "autoseg-model-"));
  await writeFile(join(folder, "model.onnx"), weights);
  const manifest = exampleManifest();
  await writeFile(
    join(folder, "manifest.json"),
    JSON.stringify({ ...manifest, weights: { ...manifest.weights, sha256 } }),
  );
});

afterEach(() => rm(folder, { recursive: true }));

describe("loadModel", () => {
  it.each([
    ["the folder", () => folder],
    ["the folder with a slash", () => `${folder}/`],
    ["the manifest", () => join(folder, "manifest.json")],
    ["a file URL", () => pathToFileURL(folder).href],
  ])("takes %s", async (_, location) => {
    const model = await loadModel(location());
    expect(model.weights).toEqual(weights);
    expect(model.manifest.name).toBe("example");
  });

  it("refuses weights that are not those of the manifest", async () => {
    await writeFile(join(folder, "model.onnx"), Uint8Array.of(1, 2, 4));
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: "model-hash-mismatch",
      details: { expected: sha256 },
      message: expect.stringContaining("Fetch the model again"),
    });
  });

  it("names the file that is missing", async () => {
    await rm(join(folder, "model.onnx"));
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: "model-not-found",
      message: expect.stringContaining("model.onnx (ENOENT)"),
    });
  });

  it("refuses a manifest that is not JSON", async () => {
    await writeFile(join(folder, "manifest.json"), "{");
    await expect(loadModel(folder)).rejects.toMatchObject({ code: "invalid-manifest" });
  });
});
