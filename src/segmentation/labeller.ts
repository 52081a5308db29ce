import { finalOutput, type ModelManifest, toItemSize } from "../model/index.ts";
import type { PlaneView } from "./plane-view.ts";
import type { AxisMapping, SliceMapping } from "./slice-mapping.ts";

/** For every source index of an axis the two input indices around it and the weight of the second. */
function createInverse({ sourceCount, inputCount, step }: AxisMapping) {
  const lower = new Int32Array(sourceCount);
  const upper = new Int32Array(sourceCount);
  const weight = new Float64Array(sourceCount);
  for (let x = 0; x < sourceCount; x++) {
    const u = (x - (sourceCount - 1) / 2) / step + (inputCount - 1) / 2;
    const clamped = Math.min(Math.max(u, 0), inputCount - 1);
    lower[x] = Math.min(Math.floor(clamped), inputCount - 1);
    upper[x] = Math.min(lower[x]! + 1, inputCount - 1);
    weight[x] = clamped - lower[x]!;
  }
  return { lower, upper, weight };
}

/** Index of the highest channel at every input pixel, the lowest such index on a tie. */
function highestChannels(logits: Float32Array, channels: number, pixels: number): Uint8Array {
  const highest = new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    let best = logits[pixel]!;
    for (let channel = 1, at = pixels + pixel; channel < channels; channel++, at += pixels) {
      if (logits[at]! > best) {
        best = logits[at]!;
        highest[pixel] = channel;
      }
    }
  }
  return highest;
}

/**
 * Brings the model's output back to the source grid: every channel is interpolated linearly at each source voxel, and
 * the voxel takes the label of the highest one (the lower label on a tie). Where one channel is the highest at all four
 * pixels around a voxel it is the highest in between as well, so only voxels at borders are interpolated.
 */
export function createLabeller(view: PlaneView, mapping: SliceMapping, manifest: ModelManifest) {
  const { channels } = toItemSize(finalOutput(manifest));
  const labelOfChannel = Uint8Array.from(
    { length: channels },
    (_, channel) => manifest.segments.find(({ value, channel: own = value }) => own === channel)?.value ?? 0,
  );
  const columns = createInverse(mapping.columns);
  const rows = createInverse(mapping.rows);
  const [columnCount, rowCount] = [view.columns.count, view.rows.count];
  const inputColumns = mapping.columns.inputCount;
  const pixels = inputColumns * mapping.rows.inputCount;
  const inSlice = createPlaneStrides(view);

  /** The highest channel between two input rows (offsets of their first pixels) and two input columns. */
  const interpolate = (
    logits: Float32Array,
    above: number,
    below: number,
    down: number,
    column: number,
  ): number => {
    const [left, right, across] = [columns.lower[column]!, columns.upper[column]!, columns.weight[column]!];
    let best = 0;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (let channel = 0, plane = 0; channel < channels; channel++, plane += pixels) {
      const upper = logits[plane + above + left]! * (1 - across) + logits[plane + above + right]! * across;
      const lower = logits[plane + below + left]! * (1 - across) + logits[plane + below + right]! * across;
      const value = upper * (1 - down) + lower * down;
      if (value > bestValue) {
        best = channel;
        bestValue = value;
      }
    }
    return best;
  };

  /** Labels of one slice, in the grid's own order (see GridSlice). */
  return (logits: Float32Array): Uint8Array<ArrayBuffer> => {
    const highest = highestChannels(logits, channels, pixels);
    const labels = new Uint8Array(rowCount * columnCount);
    for (let row = 0; row < rowCount; row++) {
      const above = rows.lower[row]! * inputColumns;
      const below = rows.upper[row]! * inputColumns;
      let at = inSlice.start + row * inSlice.rowStride;
      for (let column = 0; column < columnCount; column++, at += inSlice.columnStride) {
        const left = columns.lower[column]!;
        const right = columns.upper[column]!;
        const channel = highest[above + left]!;
        const uniform =
          channel === highest[above + right] &&
          channel === highest[below + left] &&
          channel === highest[below + right];
        labels[at] =
          labelOfChannel[uniform ? channel : interpolate(logits, above, below, rows.weight[row]!, column)]!;
      }
    }
    return labels;
  };
}

/** Where a view's columns and rows lie in a single slice of the grid, whose lower axis is the fastest. */
function createPlaneStrides({ columns, rows }: PlaneView) {
  const columnsAreFaster = Math.abs(columns.stride) < Math.abs(rows.stride);
  const columnStep = columnsAreFaster ? 1 : rows.count;
  const rowStep = columnsAreFaster ? columns.count : 1;
  return {
    start:
      (columns.stride < 0 ? (columns.count - 1) * columnStep : 0) +
      (rows.stride < 0 ? (rows.count - 1) * rowStep : 0),
    columnStride: columns.stride < 0 ? -columnStep : columnStep,
    rowStride: rows.stride < 0 ? -rowStep : rowStep,
  };
}
