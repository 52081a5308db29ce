import type { AxisMapping, Span } from "./axis-mapping.ts";

/** Patches along one axis of the model's grid. */
export interface PatchAxis {
  readonly size: number;
  /** First index of each patch, ascending. */
  readonly starts: readonly number[];
  /** For each patch the weight of each of its voxels; at every voxel that a patch covers they add up to 1. */
  readonly weights: readonly Float64Array[];
}

/**
 * Covers an axis with patches of `size`: every index of its used part where the size is 1; else as few as overlap by at
 * least `overlap` of their size, spread evenly. Where they overlap each counts with a Gaussian around its middle, of a
 * standard deviation of an eighth of the patch (as sliding-window inference of nnU-Net does).
 */
export function createPatchAxis(
  { modelCount }: AxisMapping,
  used: Span,
  size: number,
  overlap: number,
): PatchAxis {
  if (size === 1) {
    const starts = Array.from({ length: used.count }, (_, index) => used.first + index);
    return { size, starts, weights: starts.map(() => Float64Array.of(1)) };
  }
  const room = modelCount - size;
  const count = Math.ceil(room / Math.max(1, Math.floor(size * (1 - overlap)))) + 1;
  const starts = Array.from({ length: count }, (_, index) =>
    count === 1 ? 0 : Math.round((index * room) / (count - 1)),
  );
  const bell = Float64Array.from({ length: size }, (_, index) =>
    Math.exp(-0.5 * ((index - (size - 1) / 2) / (size / 8)) ** 2),
  );
  const sums = new Float64Array(modelCount);
  for (const start of starts) for (let index = 0; index < size; index++) sums[start + index]! += bell[index]!;
  return {
    size,
    starts,
    weights: starts.map((start) => bell.map((value, index) => value / sums[start + index]!)),
  };
}
