import type { ModelManifest } from "../model/index.ts";
import type { VoxelArray } from "../volume/index.ts";
import type { PlaneView } from "./plane-view.ts";
import type { AxisMapping, SliceMapping } from "./slice-mapping.ts";

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
export function createSliceSampler(view: PlaneView, mapping: SliceMapping, { input }: ModelManifest) {
  const { lowerHu, upperHu, outputRange } = input.intensity;
  const gain = (outputRange[1] - outputRange[0]) / (upperHu - lowerHu);
  const columnTaps = createTaps(mapping.columns);
  const rowTaps = createTaps(mapping.rows);
  const [inputColumns, inputRows] = [mapping.columns.inputCount, mapping.rows.inputCount];
  /** Source rows resampled along the columns, as values above the window's lower end. */
  const narrowed = new Float64Array(view.rows.count * inputColumns);
  const sourceRow = new Float64Array(view.columns.count);

  /** Writes slice `slice` of the view into `channel` (rows x columns of the input, row-major). */
  return (voxels: VoxelArray, slice: number, channel: Float32Array): void => {
    for (let row = 0; row < view.rows.count; row++) {
      let at = view.start + slice * view.slices.stride + row * view.rows.stride;
      for (let column = 0; column < view.columns.count; column++, at += view.columns.stride) {
        sourceRow[column] = Math.min(Math.max(voxels[at]!, lowerHu), upperHu) - lowerHu;
      }
      for (let u = 0; u < inputColumns; u++) {
        let sum = 0;
        for (let tap = u * columnTaps.count; tap < (u + 1) * columnTaps.count; tap++) {
          sum += columnTaps.weights[tap]! * sourceRow[columnTaps.indices[tap]!]!;
        }
        narrowed[row * inputColumns + u] = sum;
      }
    }
    const sums = new Float64Array(inputColumns);
    for (let w = 0; w < inputRows; w++) {
      sums.fill(0);
      for (let tap = w * rowTaps.count; tap < (w + 1) * rowTaps.count; tap++) {
        const weight = rowTaps.weights[tap]!;
        if (weight === 0) continue;
        const from = rowTaps.indices[tap]! * inputColumns;
        for (let u = 0; u < inputColumns; u++) sums[u]! += weight * narrowed[from + u]!;
      }
      for (let u = 0; u < inputColumns; u++) channel[w * inputColumns + u] = outputRange[0] + gain * sums[u]!;
    }
  };
}
