import type { VoxelArray } from "../volume/index.ts";
import type { AxisMapping } from "./axis-mapping.ts";
import type { IntensityMap } from "./intensity-map.ts";
import type { ModelGrid } from "./model-grid.ts";

/** Source indices and weights for every index of the model's axis, `count` each; all weights are 0 outside the source. */
export interface Taps {
  readonly count: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

/**
 * Linear interpolation where the model's grid is finer than the source; where it is coarser, a triangle as wide as two
 * of its voxels, so that nothing is skipped (anti-aliasing).
 */
export function createTaps({ sourceCount, modelCount, step, origin }: AxisMapping): Taps {
  const radius = Math.max(1, step);
  const count = Math.ceil(2 * radius) + 1;
  const indices = new Int32Array(modelCount * count);
  const weights = new Float64Array(modelCount * count);
  for (let u = 0; u < modelCount; u++) {
    const centre = origin + u * step;
    if (centre < -0.5 || centre > sourceCount - 0.5) continue;
    const first = Math.ceil(centre - radius);
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      const index = first + tap;
      const weight =
        index >= 0 && index < sourceCount ? Math.max(0, 1 - Math.abs(index - centre) / radius) : 0;
      indices[u * count + tap] = Math.min(Math.max(index, 0), sourceCount - 1);
      weights[u * count + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < count; tap++) weights[u * count + tap]! /= sum;
  }
  return { count, indices, weights };
}

/**
 * Reads slices of the series as the model's grid has its columns and rows: intensities mapped, then resampled.
 * @returns a function that writes slice `slice` of the view into `into` (rows x columns of the grid, row-major).
 */
export function createSliceSampler({ view, axes }: ModelGrid, map: IntensityMap) {
  const { lower, upper, base, gain, outside } = map;
  const columns = createTaps(axes[0]);
  const rows = createTaps(axes[1]);
  const [modelColumns, modelRows] = [axes[0].modelCount, axes[1].modelCount];
  const [sourceColumns, sourceRows] = [view.columns.count, view.rows.count];
  const sourceRow = new Float64Array(sourceColumns);
  /** One source row resampled along the columns, as values above the map's base. */
  const narrowed = new Float64Array(modelColumns);
  const sums = new Float64Array(modelRows * modelColumns);
  const rowUses = toUsesOfSource(rows, sourceRows);
  const [below, above] = [lower - base, upper - base];

  return (voxels: VoxelArray, slice: number, into: Float32Array): void => {
    sums.fill(0);
    for (let row = 0; row < sourceRows; row++) {
      const uses = rowUses[row]!;
      if (uses.length === 0) continue;
      let at = view.start + slice * view.slices.stride + row * view.rows.stride;
      for (let column = 0; column < sourceColumns; column++, at += view.columns.stride) {
        const value = voxels[at]!;
        // The last case is that of values that are no numbers.
        sourceRow[column] =
          value > lower ? (value < upper ? value - base : above) : value <= lower ? below : 0;
      }
      for (let u = 0, tap = 0; u < modelColumns; u++) {
        let sum = 0;
        for (const end = tap + columns.count; tap < end; tap++)
          sum += columns.weights[tap]! * sourceRow[columns.indices[tap]!]!;
        narrowed[u] = sum;
      }
      for (const { modelIndex, weight } of uses) {
        const to = modelIndex * modelColumns;
        for (let u = 0; u < modelColumns; u++) sums[to + u]! += weight * narrowed[u]!;
      }
    }
    for (let pixel = 0; pixel < sums.length; pixel++) into[pixel] = outside + gain * sums[pixel]!;
  };
}

/** For every source index the model's indices that take a part of it. */
function toUsesOfSource({ count, indices, weights }: Taps, sourceCount: number) {
  const uses: { modelIndex: number; weight: number }[][] = Array.from({ length: sourceCount }, () => []);
  for (const [tap, weight] of weights.entries()) {
    if (weight > 0) uses[indices[tap]!]!.push({ modelIndex: Math.floor(tap / count), weight });
  }
  return uses;
}
