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
  const columns = withoutEmptyTaps(createTaps(axes[0]));
  const rows = createTaps(axes[1]);
  const [modelColumns, modelRows] = [axes[0].modelCount, axes[1].modelCount];
  const [sourceColumns, sourceRows] = [view.columns.count, view.rows.count];
  const sourceRow = new Float64Array(sourceColumns);
  /** Source rows resampled along the rows, as values above the map's base. */
  const sums = new Float64Array(modelRows * sourceColumns);
  const rowUses = toUsesOfSource(rows, sourceRows);
  const [below, above] = [lower - base, upper - base];
  const { count: tapCount, indices, weights } = columns;
  const columnStride = view.columns.stride;

  // Plain loops over local arrays: on a processor this is most of what a slice costs beside the model.
  const mapRow = (voxels: VoxelArray, start: number): void => {
    for (let column = 0, at = start; column < sourceColumns; column++, at += columnStride) {
      const value = voxels[at]!;
      // The last case is that of values that are no numbers.
      sourceRow[column] = value > lower ? (value < upper ? value - base : above) : value <= lower ? below : 0;
    }
  };
  const addRow = (to: number, weight: number): void => {
    for (let column = 0; column < sourceColumns; column++) sums[to + column]! += weight * sourceRow[column]!;
  };
  const narrowRow = (from: number, into: Float32Array, to: number): void => {
    for (let u = 0, tap = 0; u < modelColumns; u++) {
      let sum = 0;
      for (const end = tap + tapCount; tap < end; tap++) sum += weights[tap]! * sums[from + indices[tap]!]!;
      into[to + u] = outside + gain * sum;
    }
  };

  return (voxels: VoxelArray, slice: number, into: Float32Array): void => {
    sums.fill(0);
    const start = view.start + slice * view.slices.stride;
    for (let row = 0; row < sourceRows; row++) {
      const uses = rowUses[row]!;
      if (uses.length === 0) continue;
      mapRow(voxels, start + row * view.rows.stride);
      for (const { modelIndex, weight } of uses) addRow(modelIndex * sourceColumns, weight);
    }
    for (let row = 0; row < modelRows; row++) narrowRow(row * sourceColumns, into, row * modelColumns);
  };
}

/** The taps without the first or last of each where it has no weight anywhere, as happens at whole steps. */
function withoutEmptyTaps(taps: Taps): Taps {
  const { count, indices, weights } = taps;
  const used = Array.from({ length: count }, (_, tap) => tap).filter((tap) => {
    for (let at = tap; at < weights.length; at += count) if (weights[at] !== 0) return true;
    return false;
  });
  const pick = <List extends Int32Array | Float64Array>(list: List, into: List): List => {
    for (let at = 0; at < into.length; at++)
      into[at] = list[Math.floor(at / used.length) * count + used[at % used.length]!]!;
    return into;
  };
  const length = (weights.length / count) * used.length;
  return {
    count: used.length,
    indices: pick(indices, new Int32Array(length)),
    weights: pick(weights, new Float64Array(length)),
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
