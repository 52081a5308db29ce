import type { ModelManifest } from "../model/index.ts";
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

/**
 * Brings the model's output back to the source grid: every channel is interpolated linearly at each source voxel, and
 * the voxel takes the label of the highest one (the lower label on a tie).
 */
export function createLabeller(view: PlaneView, mapping: SliceMapping, { output, segments }: ModelManifest) {
  const channels = output.shape[1];
  const labelOfChannel = Uint8Array.from({ length: channels }, (_, channel) =>
    segments.some(({ value }) => value === channel) ? channel : 0,
  );
  const columns = createInverse(mapping.columns);
  const rows = createInverse(mapping.rows);
  const [inputColumns, inputRows] = [mapping.columns.inputCount, mapping.rows.inputCount];
  const blended = new Float64Array(channels * inputColumns);
  const inSlice = createPlaneStrides(view);

  /** Labels of one slice, in the grid's own order (see GridSlice). */
  return (logits: Float32Array): Uint8Array<ArrayBuffer> => {
    const labels = new Uint8Array(view.rows.count * view.columns.count);
    for (let row = 0; row < view.rows.count; row++) {
      const [above, below, rowWeight] = [rows.lower[row]!, rows.upper[row]!, rows.weight[row]!];
      for (let channel = 0; channel < channels; channel++) {
        const plane = channel * inputRows * inputColumns;
        for (let u = 0; u < inputColumns; u++) {
          const a = logits[plane + above * inputColumns + u]!;
          const b = logits[plane + below * inputColumns + u]!;
          blended[channel * inputColumns + u] = a + (b - a) * rowWeight;
        }
      }
      let at = inSlice.start + row * inSlice.rowStride;
      for (let column = 0; column < view.columns.count; column++, at += inSlice.columnStride) {
        const [left, right, columnWeight] = [
          columns.lower[column]!,
          columns.upper[column]!,
          columns.weight[column]!,
        ];
        let best = 0;
        let bestValue = Number.NEGATIVE_INFINITY;
        for (let channel = 0; channel < channels; channel++) {
          const a = blended[channel * inputColumns + left]!;
          const value = a + (blended[channel * inputColumns + right]! - a) * columnWeight;
          if (value > bestValue) {
            best = channel;
            bestValue = value;
          }
        }
        labels[at] = labelOfChannel[best]!;
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
