import type { Grid } from "../geometry/index.ts";
import type { LabelArray } from "./label-map.ts";

/** Probabilities of a slice besides its labels, in memory order. */
export interface SliceProbabilities {
  /** For each requested segment, 0..255 for 0..1 at every voxel. */
  readonly segments: readonly { readonly segmentNumber: number; readonly values: Uint8Array<ArrayBuffer> }[];
  /** Uncertainty (entropy) of each voxel, 0..255 for 0..1. */
  readonly entropy: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * The labels of one grid slice across an axis: the two other axes in ascending order, the lower one fastest. Labels are as wide
 * as those of the whole grid.
 */
export interface GridSlice16 {
  readonly sliceAxis: 0 | 1 | 2;
  readonly sliceIndex: number;
  readonly labels: LabelArray<ArrayBuffer>;
  /** If requested. */
  readonly probabilities?: SliceProbabilities;
}

/** A {@link GridSlice16} with one byte per voxel. */
export interface GridSlice extends GridSlice16 {
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** Writes a slice's labels into the labels of a whole grid. */
export function writeGridSlice(
  voxels: LabelArray,
  grid: Grid,
  { sliceAxis, sliceIndex, labels }: GridSlice16,
): void {
  const [columns, rows] = grid.size;
  if (sliceAxis === 2) {
    voxels.set(labels, sliceIndex * columns * rows);
    return;
  }
  const strides = [1, columns, columns * rows] as const;
  const [fast, slow] = sliceAxis === 0 ? ([1, 2] as const) : ([0, 2] as const);
  let from = 0;
  for (let s = 0; s < grid.size[slow]; s++) {
    let to = sliceIndex * strides[sliceAxis] + s * strides[slow];
    for (let f = 0; f < grid.size[fast]; f++, to += strides[fast]) voxels[to] = labels[from++]!;
  }
}
