import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ijkToLps } from "../../../src/geometry/index.ts";
import { createEncodedBackend } from "../../../src/inference/index.ts";
import { isPatchManifest, loadPromptedModel } from "../../../src/model/index.ts";
import { FeatureCache } from "../../../src/prompting/feature-cache.ts";
import { createPrompter, type Prompt } from "../../../src/prompting/index.ts";
import { countBright, createBalls, grid } from "./phantom.ts";

const folder = join(import.meta.dirname, "..", "..", "fixtures", "prompted-models");
const volume = createBalls();
const large = countBright(volume, (i) => i < 44);
const at = (i: number, j: number, k: number) => ijkToLps(grid, [i, j, k]);
const click: Prompt = { kind: "click", at: at(28, 20, 8), adds: true, plane: "axial" };
const box: Prompt = { kind: "box", corners: [at(15, 10, 8), at(41, 30, 8)], plane: "axial" };

/** Networks of a few hundred bytes with the signatures of others' models (make_models.py). */
describe("an encoder with a decoder", () => {
  test.each([
    ["sam", click],
    ["sam-2", box],
    ["efficient-sam", click],
    ["med-sam", box],
  ] as const)("of the signature of %s outlines a ball by its manifest alone", async (name, prompt) => {
    const model = await loadPromptedModel(join(folder, name));
    await using prompter = await createPrompter(model);
    await prompter.prepare(volume, "axial", 8);
    const { mask, report, algorithm } = await prompter.prompt(volume, [prompt]);
    const count = mask.values.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(count - large) / large).toBeLessThan(0.2);
    expect(report.method).toBe("network");
    expect(algorithm.algorithmName).toBe(`${name}-tiny`);
  });

  test("that takes boxes only says so for a click", async () => {
    await using prompter = await createPrompter(await loadPromptedModel(join(folder, "med-sam")));
    await expect(prompter.prompt(volume, [click])).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining("takes boxes only"),
    });
  });

  test("whose graph has other names than its manifest is refused", async () => {
    const model = await loadPromptedModel(join(folder, "sam"));
    const { manifest, location } = model;
    if (isPatchManifest(manifest)) throw new Error("sam has an encoder");
    const rename = (inputs: typeof manifest.decoder.inputs) => ({
      location,
      manifest: { ...manifest, decoder: { ...manifest.decoder, inputs } },
    });
    const { inputs } = manifest.decoder;
    await expect(
      createEncodedBackend(
        rename(inputs.map((one) => (one.role === "points" ? { ...one, name: "clicks" } : one))),
      ),
    ).rejects.toMatchObject({ code: "invalid-model", message: expect.stringContaining('no input "clicks"') });
    await expect(
      createEncodedBackend(rename(inputs.filter(({ role }) => role !== "original-size"))),
    ).rejects.toMatchObject({ message: expect.stringContaining('needs an input "orig_im_size"') });
  });
});

test("features of the slices that were used last are kept, within a limit", () => {
  const features = { embedding: { values: new Float32Array(25), dims: [25] } };
  const cache = new FeatureCache(250);
  cache.set("a", features);
  cache.set("b", features);
  expect(cache.get("a")).toBe(features);
  cache.set("c", features);
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([features, undefined, features]);
  expect(cache.bytes).toBe(200);
});
