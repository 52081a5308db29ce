import { AutosegError } from "../errors.ts";
import type { ModelManifest } from "../model/index.ts";
import type { Backend } from "./backend.ts";

/** Pixels along each side of the pattern's blocks. */
const blockSize = 8;

/**
 * The input of the numeric check: blocks of 8 x 8 pixels in 32 grey levels over the manifest's output range, different
 * in each channel, made of whole numbers so that every language computes the same: the level at channel c, row r and
 * column x is `(7 c + 13 floor(r / 8) + 29 floor(x / 8)) mod 32`.
 */
export function createReferenceInput({ input }: ModelManifest): Float32Array {
  const [, channels, rows, columns] = input.shape;
  const [lowest, highest] = input.intensity.outputRange;
  const pattern = new Float32Array(channels * rows * columns);
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const level =
          (7 * channel + 13 * Math.floor(row / blockSize) + 29 * Math.floor(column / blockSize)) % 32;
        pattern[at++] = lowest + ((highest - lowest) * level) / 31;
      }
    }
  }
  return pattern;
}

/** A sample of the output, spread over all channels, rows and columns by a step that shares no factor with their sizes. */
export function sampleReference(
  logits: Float32Array,
  count = 64,
): { readonly indices: number[]; readonly logits: number[] } {
  const step = 7919;
  const indices = Array.from(
    { length: Math.min(count, logits.length) },
    (_, n) => (n * step * step) % logits.length,
  );
  return { indices, logits: indices.map((index) => Number(logits[index]!.toPrecision(7))) };
}

/**
 * Holds a backend against the manifest's reference, where it has one: graphics drivers have been seen to compute
 * convolutions wrongly without an error (onnxruntime issues 26734, 28977, 29651).
 * @throws AutosegError `wrong-numbers` when a logit is farther off than the manifest's tolerance.
 */
export async function checkNumbers(backend: Backend, manifest: ModelManifest): Promise<void> {
  const { reference } = manifest;
  if (!reference) return;
  const logits = await backend.run(createReferenceInput(manifest));
  for (const [n, index] of reference.indices.entries()) {
    const expected = reference.logits[n]!;
    const found = logits[index] ?? Number.NaN;
    if (Math.abs(found - expected) <= reference.tolerance) continue;
    throw new AutosegError(
      "wrong-numbers",
      `${backend.provider.label} computes the model ${manifest.name} wrongly: logit ${index} of the check is ${found} instead of ` +
        `${expected}. It is not used; choose another device.`,
      { provider: backend.provider.name, expected, found },
    );
  }
}
