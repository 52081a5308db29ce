import type { NetworkInput } from "../model/index.ts";
import type { VoxelArray } from "../volume/index.ts";
import type { PlaneView } from "./plane-view.ts";
import { type AxisMapping, notComputed, type SliceMapping } from "./slice-mapping.ts";

/** Source indices and weights for every input index of an axis, `taps` each; weights are all 0 outside the source. */
interface Taps {
  readonly count: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

/**
 * Linear interpolation where the input is finer than the source; where it is coarser, a triangle as wide as two input
 * pixels, so that nothing is skipped (anti-aliasing).
 */
function createTaps({ sourceCount, inputCount, step }: AxisMapping): Taps {
  const radius = Math.max(1, step);
  const count = Math.ceil(2 * radius) + 1;
  const indices = new Int32Array(inputCount * count);
  const weights = new Float64Array(inputCount * count);
  for (let u = 0; u < inputCount; u++) {
    const centre = (u - (inputCount - 1) / 2) * step + (sourceCount - 1) / 2;
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
 * Makes the model's channels from slices of a volume: clips to the intensity window, resamples, and maps the window to
 * the output range; outside the field of view lies the window's lower end.
 */
export function createSliceSampler(view: PlaneView, mapping: SliceMapping, { intensity }: NetworkInput) {
  if (intensity.kind !== "window") throw notComputed(`intensity "${intensity.kind}"`);
  const { lowerHu, upperHu, outputRange } = intensity;
  const width = upperHu - lowerHu;
  const gain = (outputRange[1] - outputRange[0]) / width;
  const columns = createTaps(mapping.columns);
  const rows = createTaps(mapping.rows);
  const [inputColumns, inputRows] = [mapping.columns.inputCount, mapping.rows.inputCount];
  const [sourceColumns, sourceRows] = [view.columns.count, view.rows.count];
  const sourceRow = new Float64Array(sourceColumns);
  /** One source row resampled along the columns, as values above the window's lower end. */
  const narrowed = new Float64Array(inputColumns);
  const sums = new Float64Array(inputRows * inputColumns);
  const rowUses = toUsesOfSource(rows, sourceRows);

  /** Writes slice `slice` of the view into `channel` (rows x columns of the input, row-major). */
  return (voxels: VoxelArray, slice: number, channel: Float32Array): void => {
    sums.fill(0);
    for (let row = 0; row < sourceRows; row++) {
      const uses = rowUses[row]!;
      if (uses.length === 0) continue;
      let at = view.start + slice * view.slices.stride + row * view.rows.stride;
      for (let column = 0; column < sourceColumns; column++, at += view.columns.stride) {
        const value = voxels[at]!;
        // NaN goes to the lower end with everything else that is not above it.
        sourceRow[column] = value > lowerHu ? (value < upperHu ? value - lowerHu : width) : 0;
      }
      for (let u = 0, tap = 0; u < inputColumns; u++) {
        let sum = 0;
        for (const end = tap + columns.count; tap < end; tap++)
          sum += columns.weights[tap]! * sourceRow[columns.indices[tap]!]!;
        narrowed[u] = sum;
      }
      for (const { inputIndex, weight } of uses) {
        const to = inputIndex * inputColumns;
        for (let u = 0; u < inputColumns; u++) sums[to + u]! += weight * narrowed[u]!;
      }
    }
    for (let pixel = 0; pixel < sums.length; pixel++) channel[pixel] = outputRange[0] + gain * sums[pixel]!;
  };
}

/** For every source index the input indices that take a part of it. */
function toUsesOfSource({ count, indices, weights }: Taps, sourceCount: number) {
  const uses: { inputIndex: number; weight: number }[][] = Array.from({ length: sourceCount }, () => []);
  for (const [tap, weight] of weights.entries()) {
    if (weight > 0) uses[indices[tap]!]!.push({ inputIndex: Math.floor(tap / count), weight });
  }
  return uses;
}
