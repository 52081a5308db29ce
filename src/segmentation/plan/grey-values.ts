import type { VoxelArray } from "../../volume/index.ts";
import { createFractionalValues } from "./fractional-values.ts";
import { createWholeValues } from "./whole-values.ts";

/** Values that count: numbers above `above`; all numbers by default. */
export interface Selection {
  readonly above: number;
}

/** What a model's grey scale is measured by. Values that are no numbers count nowhere. */
export interface GreyValues {
  /**
   * Percentiles of the voxels, exactly: `p` of n sorted values lies at position (n - 1) p / 100, between two values
   * interpolated linearly (numpy's default). NaN where no voxel counts.
   * @param percents 0..100 each.
   */
  percentiles(percents: readonly number[], selection?: Selection): number[];
  /** Mean and the population's standard deviation; NaN where no voxel counts. */
  moments(selection?: Selection): { readonly mean: number; readonly deviation: number };
  /** The lowest and highest value. */
  extremes(): { readonly lower: number; readonly upper: number };
}

/** The values of a series; each question goes through all voxels, but for whole numbers, which are counted once. */
export function createGreyValues(voxels: VoxelArray): GreyValues {
  return voxels instanceof Float32Array ? createFractionalValues(voxels) : createWholeValues(voxels);
}
