import type { Grid } from "../../../src/geometry/index.ts";
import type { Model } from "../../../src/model/index.ts";
import type { RunOptions, Segmenter } from "../../../src/segmentation/index.ts";
import { type Volume, writeGridSlice } from "../../../src/volume/index.ts";

/** Temperature at which probabilities are read, so that 8 bits still distinguish very certain logits. */
const readingTemperature = 4;
/** Value of a probability of 0 in 8 bits, in steps. */
const belowOne = 0.25;
/** Logits up to a constant, by the probability read. */
const logitOf = Float64Array.from(
  { length: 256 },
  (_, byte) => readingTemperature * Math.log(Math.max(byte, belowOne) / 255),
);

/** A validation case with the model's probabilities at every voxel, in the order `i + columns * (j + rows * k)`. */
export interface SoftCase {
  readonly name: string;
  readonly patient: string;
  readonly grid: Grid;
  readonly reference: Uint8Array;
  /** The model's labels after postprocessing. */
  readonly labels: Uint8Array;
  /** Values of the model's segments, and for each the probabilities at the reading temperature, 0..255 per voxel. */
  readonly values: readonly number[];
  readonly probabilities: readonly Uint8Array[];
}

/** The model with all temperatures set to the reading temperature. */
export function atReadingTemperature(model: Model): Model {
  const segments = model.manifest.segments.map((segment) => ({
    ...segment,
    temperature: readingTemperature,
  }));
  return { ...model, manifest: { ...model.manifest, segments } };
}

/** Runs a segmenter of {@link atReadingTemperature} on a volume, and returns labels and probabilities. */
export async function runSoftly(
  segmenter: Segmenter,
  volume: Volume,
  values: readonly number[],
  options: RunOptions,
): Promise<Pick<SoftCase, "labels" | "values" | "probabilities">> {
  const probabilities = values.map(() => new Uint8Array(volume.voxels.length));
  const { labelMap } = await segmenter.run(volume, {
    ...options,
    probabilities: { segments: "all", entropy: false },
    onSlice: ({ probabilities: read, ...slice }) => {
      for (const { segmentNumber, values: bytes } of read!.segments)
        writeGridSlice(probabilities[values.indexOf(segmentNumber)]!, volume.grid, {
          ...slice,
          labels: bytes,
        });
    },
  });
  return { labels: labelMap.voxels, values, probabilities };
}

/**
 * Reads the logits of a voxel, up to a constant: background, then each segment.
 * @returns the index of the most likely segment, or -1 without writing logits if no segment has a noticeable probability.
 */
export function readLogits({ probabilities }: SoftCase, voxel: number, into: Float64Array): number {
  let [sum, most, likeliest] = [0, 0, -1];
  for (let index = 0; index < probabilities.length; index++) {
    const byte = probabilities[index]![voxel]!;
    sum += byte;
    if (byte > most) [likeliest, most] = [index, byte];
  }
  if (likeliest < 0) return -1;
  into[0] = logitOf[Math.max(0, 255 - sum)]!;
  for (let index = 0; index < probabilities.length; index++)
    into[index + 1] = logitOf[probabilities[index]![voxel]!]!;
  return likeliest;
}

/** Converts logits to probabilities at a temperature, in place. @returns the highest. */
export function soften(logits: Float64Array, temperature: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < logits.length; index++) highest = Math.max(highest, logits[index]!);
  let sum = 0;
  for (let index = 0; index < logits.length; index++) {
    const power = Math.exp((logits[index]! - highest) / temperature);
    logits[index] = power;
    sum += power;
  }
  for (let index = 0; index < logits.length; index++) logits[index]! /= sum;
  return 1 / sum;
}
