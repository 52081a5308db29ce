import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
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

  const devices = ["auto", "wasm"] as const;

  test.each(devices)(
    "does not outline what its encoder answers beyond the numbers of single precision, on %s",
    async (device) => {
      const { manifest, location } = await loadPromptedModel(join(folder, "sam"));
      if (isPatchManifest(manifest)) throw new Error("sam has an encoder");
      const image = { ...manifest.image, deviation: [1e-39, 1e-39, 1e-39] };
      await using prompter = await createPrompter({ location, manifest: { ...manifest, image } }, { device });
      const refused = {
        code: "inference-failed",
        message: expect.stringMatching(
          /^The model sam-tiny failed on .*: value \d+ of its output is (-?Inf|NaN)/,
        ),
      };
      await expect(prompter.prepare(volume, "axial", 8)).rejects.toMatchObject(refused);
      await expect(prompter.prompt(volume, [click])).rejects.toMatchObject(refused);
    },
  );

  test.each(
    devices.flatMap((device) =>
      [Number.NaN, Number.POSITIVE_INFINITY].map((value) => [value, device] as const),
    ),
  )("does not outline what its decoder answers from a weight of %d, on %s", async (value, device) => {
    await using copy = await copyOf("sam", (decoder) => {
      // Tag and length of the bytes of a tensor of one number: the logit of what is as bright as the point.
      const five = Buffer.concat([Buffer.of(0x4a, 4), Buffer.from(Float32Array.of(5).buffer)]);
      decoder.writeFloatLE(value, decoder.indexOf(five) + 2);
    });
    await using prompter = await createPrompter(await loadPromptedModel(copy.path), { device });
    await prompter.prepare(volume, "axial", 8);
    await expect(prompter.prompt(volume, [click])).rejects.toMatchObject({
      code: "inference-failed",
      message: expect.stringMatching(/: value \d+ of its output is (Inf|NaN)/),
    });
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

/** A copy of a model whose decoder is changed, and whose manifest has its new hash. */
async function copyOf(name: string, change: (decoder: Buffer) => void) {
  const path = await mkdtemp(join(tmpdir(), "autoseg-encoded-"));
  await cp(join(folder, name), path, { recursive: true });
  const [decoderPath, manifestPath] = [join(path, "decoder.onnx"), join(path, "manifest.json")];
  const decoder = await readFile(decoderPath);
  change(decoder);
  await writeFile(decoderPath, decoder);
  const manifest = JSON.parse(await readFile(manifestPath, "utf8"));
  manifest.decoder.weights[0].sha256 = createHash("sha256").update(decoder).digest("hex");
  await writeFile(manifestPath, JSON.stringify(manifest));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

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
