import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createBackend } from "../../../src/inference/index.ts";
import { isPatchManifest, loadPromptedModel } from "../../../src/model/index.ts";
import { createNetworkEngine } from "../../../src/prompting/network-engine.ts";
import { OutlineSession } from "../../../src/prompting/outline-session.ts";
import type { Prompt } from "../../../src/prompting/prompt.ts";
import { offsetIn } from "../../../src/regions/index.ts";
import { createVolume } from "../../../src/volume/index.ts";
import { findPython } from "../installed.ts";
import { fromBase64 } from "../parity/base64.ts";
import { allowedPart } from "../parity/parity.ts";

const python = findPython("onnxruntime", "numpy", "torch", "scipy");
const root = join(import.meta.dirname, "..", "..", "..");
const [columns, rows, slices] = [150, 120, 14];
const spacingMm = [1.5, 1.1, 4] as const;

/** A leaning cylinder of soft tissue that narrows, beside another that touches it, on an uneven ground. */
function createGrey(): Uint8Array {
  const grey = new Uint8Array(columns * rows * slices);
  for (let k = 0, n = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, n++) {
        const inFirst = Math.hypot((i - 60 - 2 * k) * 1.5, (j - 50) * 1.1) < 26 - 2 * Math.abs(k - 6);
        const inSecond = Math.hypot((i - 105) * 1.5, (j - 60) * 1.1) < 18 && k > 2;
        const texture = ((i * 7 + j * 13 + k * 29) % 11) - 5;
        grey[n] = (inFirst ? 165 : inSecond ? 190 : 105) + texture;
      }
  return grey;
}

interface Reference {
  readonly count: number;
  readonly probability: string;
  readonly runs: readonly { readonly slices: string; readonly prompt: string; readonly logits: string }[];
}

test("patches, logits and propagation are those of the training recipe", async ({ skip }) => {
  if (python.missing) skip(python.missing);
  const model = await loadPromptedModel(join(root, "models", "click-any"));
  if (!isPatchManifest(model.manifest)) throw new Error("click-any is a network of patches");
  const grey = createGrey();
  // Slice, row, column: at the object, beside it, on another slice, and a correction there.
  const clicks = [
    [6, 50, 70, 1],
    [6, 60, 103, 0],
    [10, 52, 80, 1],
    [3, 50, 64, 1],
  ] as const;
  const answer = execFileSync(python.path!, [join(import.meta.dirname, "outline_reference.py")], {
    input: JSON.stringify({
      training: join(root, "models", "training"),
      model: join(root, "models", "click-any", "model.onnx"),
      grey: Buffer.from(grey).toString("base64"),
      shape: [slices, rows, columns],
      spacingMm,
      clicks,
    }),
    maxBuffer: 2 ** 28,
  });
  const expected = JSON.parse(answer.toString()) as Reference[];
  const volume = createVolume({
    grid: {
      size: [columns, rows, slices],
      spacingMm,
      originLps: [0, 0, 0],
      directionsLps: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    },
    // The manifest's window, -125 to 275 HU, becomes 0 to 1 as the recipe's 0 to 255 do.
    voxels: Float32Array.from(grey, (value) => (value / 255) * 400 - 125),
    unit: "HU",
    modality: "CT",
  });
  await using backend = await createBackend({ manifest: model.manifest, location: model.location });
  const runs: { slices: Float32Array; prompt: Float32Array; logits: Float32Array }[] = [];
  const recording: typeof backend = {
    ...backend,
    async run(request) {
      const found = await backend.run(request);
      const { slices: given, prompt } = request.units[0]!;
      runs.push({ slices: given!, prompt: prompt!, logits: found.units[0]!.output! });
      return found;
    },
  };
  const session = new OutlineSession(volume, createNetworkEngine(model.manifest, recording));
  const prompts: Prompt[] = [];
  for (const [n, [k, j, i, adds]] of clicks.entries()) {
    runs.length = 0;
    prompts.push({ kind: "click", at: [i * 1.5, j * 1.1, k * 4], adds: adds === 1, plane: "axial" });
    const { probability, mask } = await session.prompt(prompts, {});
    expect(runs.length, `runs of click ${n}`).toBe(expected[n]!.count);
    for (const [at, run] of expected[n]!.runs.entries())
      for (const name of ["slices", "prompt", "logits"] as const) {
        const [found, wanted] = [runs[at]![name], fromBase64(run[name])];
        const scale = name === "logits" ? largestSize(wanted) : 1;
        expect(largestDifference(found, wanted), `${name} of run ${at} of click ${n}`).toBeLessThan(
          allowedPart * scale,
        );
      }
    const whole = fromBase64(expected[n]!.probability);
    let [largest, others, inside] = [0, 0, 0];
    for (let at = 0; at < whole.length; at++) {
      const ijk = [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))] as const;
      const isIn = ijk.every((v, axis) => v >= mask.box.from[axis]! && v < mask.box.to[axis]!);
      const found = isIn ? probability.values[offsetIn(mask.box, ...ijk)]! : 0;
      if (found > 0.5 !== whole[at]! > 0.5) others++;
      else largest = Math.max(largest, Math.abs(found - Math.min(1, whole[at]!)));
      if (whole[at]! > 0.5) inside++;
    }
    expect(inside).toBeGreaterThan(500);
    expect(largest, `probability of click ${n}`).toBeLessThan(1e-3);
    expect(others, `other voxels of click ${n}`).toBeLessThanOrEqual(inside / 10_000);
  }
});

function largestSize(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n]!)), 0);
}
