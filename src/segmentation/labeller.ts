import type { AxisTable, SliceLabelling } from "../inference/index.ts";
import type { Interpolation } from "./axis-mapping.ts";
import type { PlaneView } from "./plane-view.ts";

/** How values of the model's grid lie in memory: how far it is from one column, row and class to the next. */
export interface ValueStrides {
  readonly columns: number;
  readonly rows: number;
  readonly channels: number;
}

/** Where the voxels of a source slice, in the order of memory, lie between the pixels of the model's grid. */
export function createSliceTables(
  view: PlaneView,
  columns: Interpolation,
  rows: Interpolation,
  strides: ValueStrides,
): Pick<SliceLabelling, "fast" | "slow" | "columnsAreFast"> {
  const columnTable = toTable(columns, strides.columns, view.columns.stride < 0);
  const rowTable = toTable(rows, strides.rows, view.rows.stride < 0);
  const columnsAreFast = Math.abs(view.columns.stride) < Math.abs(view.rows.stride);
  return columnsAreFast
    ? { fast: columnTable, slow: rowTable, columnsAreFast }
    : { fast: rowTable, slow: columnTable, columnsAreFast };
}

/** The interpolation of an axis in the order of memory, indices as offsets. */
function toTable({ lower, upper, weight }: Interpolation, stride: number, isReversed: boolean): AxisTable {
  const inOrder = <List extends Int32Array | Float64Array>(list: List): List =>
    (isReversed ? list.slice().reverse() : list) as List;
  return {
    lower: Uint32Array.from(inOrder(lower), (index) => index * stride),
    upper: Uint32Array.from(inOrder(upper), (index) => index * stride),
    weight: inOrder(weight),
  };
}

/** Makes labels of values of the model's grid: one byte a voxel of a source slice, in the order of memory. */
export type Labeller = (values: Float32Array) => Uint8Array<ArrayBuffer>;

/**
 * The labeller of {@link SliceLabelling} on the processor. Where one class is the highest at all four pixels around a
 * voxel it is the highest in between as well, so only voxels at borders are interpolated.
 * @param pixelStride how far neighbouring pixels of one class lie apart.
 * @param pixels pixels of one class.
 */
export function createHighestLabeller(
  labelling: SliceLabelling,
  pixelStride: number,
  pixels: number,
): Labeller {
  const { channels, channelStride, fast, slow, columnsAreFast, labelOfChannel } = labelling;
  const [fastCount, slowCount] = [fast.lower.length, slow.lower.length];
  const highest = new Uint8Array(pixels);
  const toPixel = (offset: number) => offset / pixelStride;
  const [fastLower, fastUpper] = [fast.lower.map(toPixel), fast.upper.map(toPixel)];
  const [slowLower, slowUpper] = [slow.lower.map(toPixel), slow.upper.map(toPixel)];
  const between = createInterpolator(labelling);

  /** Labels of a row of voxels whose four pixels agree, and which do not. */
  const agreed = new Uint8Array(fastCount);
  const borders = new Int32Array(fastCount);

  /** Compares the pixels around a row of voxels; gives the number of borders. */
  const compare = (lower: number, upper: number): number => {
    let count = 0;
    for (let f = 0; f < fastCount; f++) {
      const near = fastLower[f]!;
      const far = fastUpper[f]!;
      const channel = highest[lower + near]!;
      if (
        channel === highest[lower + far]! &&
        channel === highest[upper + near]! &&
        channel === highest[upper + far]!
      )
        agreed[f] = labelOfChannel[channel]!;
      else borders[count++] = f;
    }
    return count;
  };
  const labelBetween = (values: Float32Array, column: number, row: number): number => {
    let best = Number.NEGATIVE_INFINITY;
    let channel = 0;
    for (let candidate = 0; candidate < channels; candidate++) {
      const value = between(values, candidate * channelStride, column, row);
      if (value > best) {
        best = value;
        channel = candidate;
      }
    }
    return labelOfChannel[channel]!;
  };

  return (values) => {
    markHighest(values, highest, channels, channelStride, pixelStride);
    const labels = new Uint8Array(fastCount * slowCount);
    let borderCount = 0;
    for (let s = 0, at = 0; s < slowCount; s++, at += fastCount) {
      const lower = slowLower[s]!;
      const upper = slowUpper[s]!;
      // Several rows of voxels lie between the same pixels where the series is finer than the model's grid.
      if (s === 0 || lower !== slowLower[s - 1] || upper !== slowUpper[s - 1])
        borderCount = compare(lower, upper);
      labels.set(agreed, at);
      for (let n = 0; n < borderCount; n++) {
        const f = borders[n]!;
        labels[at + f] = columnsAreFast ? labelBetween(values, f, s) : labelBetween(values, s, f);
      }
    }
    return labels;
  };
}

/** The highest class at every pixel, the lowest such one on a tie. */
function markHighest(
  values: Float32Array,
  highest: Uint8Array,
  channels: number,
  channelStride: number,
  pixelStride: number,
): void {
  for (let pixel = 0, first = 0; pixel < highest.length; pixel++, first += pixelStride) {
    let best = values[first]!;
    let channel = 0;
    for (
      let candidate = 1, at = first + channelStride;
      candidate < channels;
      candidate++, at += channelStride
    ) {
      if (values[at]! > best) {
        best = values[at]!;
        channel = candidate;
      }
    }
    highest[pixel] = channel;
  }
}

/** Reads a class, whose values begin at `start`, at a voxel given by its column and row; along the columns first. */
export type Interpolator = (values: Float32Array, start: number, column: number, row: number) => number;

export function createInterpolator({
  fast,
  slow,
  columnsAreFast,
}: Pick<SliceLabelling, "fast" | "slow" | "columnsAreFast">): Interpolator {
  const [columns, rows] = columnsAreFast ? [fast, slow] : [slow, fast];
  return (values, start, column, row) => {
    const [left, right] = [start + columns.lower[column]!, start + columns.upper[column]!];
    const [above, below] = [rows.lower[row]!, rows.upper[row]!];
    const [across, down] = [columns.weight[column]!, rows.weight[row]!];
    const upper = values[left + above]! * (1 - across) + values[right + above]! * across;
    const lower = values[left + below]! * (1 - across) + values[right + below]! * across;
    return upper * (1 - down) + lower * down;
  };
}
