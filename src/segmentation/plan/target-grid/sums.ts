import { AutosegError } from "../../../errors.ts";
import { halfValues, roundToHalf, toHalf } from "./half-precision.ts";

/** A row of a patch: its first value, and how far it is to the next column and channel. */
export interface PatchRow {
  readonly values: Float32Array;
  readonly start: number;
  readonly steps: readonly [columns: number, rows: number, slices: number];
  readonly channelStep: number;
}

/** Weighted sums of a slice, class by class, and the sum of the weights of each of its pixels; means of none are 0. */
export interface Sums {
  /** Adds a row, each value times its weight, at pixel `to` and those after it. */
  add(row: PatchRow, weights: Float32Array, to: number): void;
  /** Adds the means to those of the graphs before; with the last graph, the sum becomes their mean. */
  addMeansTo(means: Float32Array, graph: { readonly index: number; readonly count: number }): void;
}

export function createSums(classes: number, pixels: number, precision: "float16" | "float32"): Sums {
  return precision === "float16" ? createHalfSums(classes, pixels) : createSingleSums(classes, pixels);
}

function createSingleSums(classes: number, pixels: number): Sums {
  const sums = new Float32Array((classes + 1) * pixels);
  const weighed = sums.subarray(classes * pixels);
  return {
    add({ values, start, steps, channelStep }, weights, to) {
      for (let k = 0; k < classes; k++)
        addSingle({ values, at: start + k * channelStep, step: steps[0] }, weights, sums, to + k * pixels);
      for (let n = 0; n < weights.length; n++) weighed[to + n]! += weights[n]!;
    },
    addMeansTo(means, { index, count }) {
      const share = index === count - 1 ? count : 1;
      for (let at = 0, pixel = 0; at < means.length; at++, pixel = pixel + 1 === pixels ? 0 : pixel + 1)
        means[at] = (means[at]! + sums[at]! / (weighed[pixel]! || 1)) / share;
    },
  };
}

/** Sums that are rounded to half precision after every step, as nnU-Net has them: half the memory, and the same labels. */
function createHalfSums(classes: number, pixels: number): Sums {
  const sums = new Uint16Array((classes + 1) * pixels);
  const weighed = sums.subarray(classes * pixels);
  const decode = halfValues();
  return {
    add({ values, start, steps, channelStep }, weights, to) {
      for (let k = 0; k < classes; k++)
        addHalf({ values, at: start + k * channelStep, step: steps[0] }, weights, sums, to + k * pixels);
      for (let n = 0; n < weights.length; n++)
        weighed[to + n] = toHalf(decode[weighed[to + n]!]! + weights[n]!);
    },
    addMeansTo(means, { index, count }) {
      for (let at = 0, pixel = 0; at < means.length; at++, pixel = pixel + 1 === pixels ? 0 : pixel + 1) {
        const mean = roundToHalf(decode[sums[at]!]! / (decode[weighed[pixel]!]! || 1));
        if (!Number.isFinite(mean)) throw tooLarge();
        const sum = index === 0 ? mean : roundToHalf(means[at]! + mean);
        means[at] = count > 1 && index === count - 1 ? roundToHalf(sum / count) : sum;
      }
    },
  };
}

/** As nnU-Net does, which stops at an infinite value too. */
function tooLarge(): AutosegError {
  return new AutosegError(
    "inference-failed",
    "The model's outputs are not numbers, or too large to be added up in half precision. Choose another device or another model.",
    { provider: "sums" },
  );
}

interface Strided {
  readonly values: Float32Array;
  readonly at: number;
  readonly step: number;
}

// Plain loops over their own arguments: variables of an enclosing function would be loaded again for every voxel.

function addSingle(
  { values, at, step }: Strided,
  weights: Float32Array,
  sums: Float32Array,
  to: number,
): void {
  for (let n = 0, from = at; n < weights.length; n++, from += step)
    sums[to + n]! += values[from]! * weights[n]!;
}

function addHalf({ values, at, step }: Strided, weights: Float32Array, sums: Uint16Array, to: number): void {
  const decode = halfValues();
  for (let n = 0, from = at; n < weights.length; n++, from += step)
    sums[to + n] = toHalf(decode[sums[to + n]!]! + Math.fround(values[from]! * weights[n]!));
}
