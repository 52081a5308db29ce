import type { AxisTable, SliceLabelling } from "../../inference/index.ts";
import { type LabelArray, labelArrayLike } from "../../volume/index.ts";
import { createLineReader, type Line } from "./highest-lines.ts";
import { roundToHalf } from "./target-grid/half-precision.ts";

/** Makes labels of values of the model's grid: those of a source slice, in the order of memory. */
export type Labeller = (values: Float32Array) => LabelArray<ArrayBuffer>;

/**
 * The labeller of {@link SliceLabelling} on the processor. Where one class is the highest at all four pixels around a
 * voxel it is the highest in between as well, so only voxels at borders are interpolated.
 * @param precision what interpolated values are rounded to before they are compared.
 */
export function createHighestLabeller(labelling: SliceLabelling, precision?: "float16"): Labeller {
  const { fast, slow, labelOfChannel } = labelling;
  const [fastCount, slowCount] = [fast.lower.length, slow.lower.length];
  const pixels = toPixelLine(fast);
  const lines = createLineReader(pixels.offsets, labelling);
  const Labels = labelArrayLike(labelOfChannel);
  const firstHasLabel = labelOfChannel[0] !== 0;
  const isHalf = precision === "float16";

  const agreed: AgreedRow = {
    labels: new Labels(fastCount),
    from: 0,
    to: 0,
    borders: new Int32Array(fastCount),
    borderCount: 0,
  };

  return (values) => {
    const labels = new Labels(fastCount * slowCount);
    let [near, far] = lines.begin(values);
    agreed.from = agreed.to = agreed.borderCount = 0;
    for (let s = 0, at = 0; s < slowCount; s++, at += fastCount) {
      const [lower, upper] = [slow.lower[s]!, slow.upper[s]!];
      // Several rows of voxels lie between the same pixels where the series is finer than the model's grid.
      if (near.offset !== lower || far.offset !== upper) {
        if (far.offset === lower || near.offset === upper) [near, far] = [far, near];
        if (near.offset !== lower) near = lines.read(near, lower);
        if (far.offset !== upper) far = lines.read(far, upper);
        [agreed.from, agreed.to] = firstHasLabel ? [0, fastCount] : voxelsBeside(pixels, near, far);
        compareLines([near.highest, far.highest], pixels, labelOfChannel, agreed);
      }
      const { from, to } = agreed;
      if (from >= to) continue;
      labels.set(agreed.labels.subarray(from, to), at + from);
      labelBorders(values, labelling, agreed, { labels, at, slow: s, isHalf });
    }
    return labels;
  };
}

/** Voxels `from` to `to - 1` of a row: the labels of those whose four pixels agree, and which do not. */
interface AgreedRow {
  from: number;
  to: number;
  readonly labels: LabelArray;
  readonly borders: Int32Array;
  borderCount: number;
}

/** The pixels of the output along the fast axis that voxels lie between, and for every voxel which two of them. */
interface PixelLine {
  readonly offsets: Uint32Array;
  readonly lower: Uint32Array;
  readonly upper: Uint32Array;
  /** For every pixel the voxels beside it: `from` to `to - 1`. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

function toPixelLine({ lower, upper }: AxisTable): PixelLine {
  const offsets = Uint32Array.from(new Set([...lower, ...upper])).sort();
  const indexOf = new Map(Array.from(offsets, (offset, index) => [offset, index]));
  const toIndex = (offset: number): number => indexOf.get(offset)!;
  const [from, to] = [new Uint32Array(offsets.length).fill(lower.length), new Uint32Array(offsets.length)];
  for (let voxel = 0; voxel < lower.length; voxel++) {
    for (const pixel of [toIndex(lower[voxel]!), toIndex(upper[voxel]!)]) {
      from[pixel] = Math.min(from[pixel]!, voxel);
      to[pixel] = voxel + 1;
    }
  }
  return { offsets, lower: lower.map(toIndex), upper: upper.map(toIndex), from, to };
}

/** The voxels, `from` to `to - 1`, beside which a pixel of one of two lines has another class than the first. */
function voxelsBeside({ from, to }: PixelLine, near: Line, far: Line): [from: number, to: number] {
  const [first, last] = [Math.min(near.first, far.first), Math.max(near.end, far.end) - 1];
  // Voxels in the order of memory may go through the pixels backwards.
  return first > last ? [0, 0] : [Math.min(from[first]!, from[last]!), Math.max(to[first]!, to[last]!)];
}

// Plain loops over their own arguments: variables of an enclosing function would be loaded again for every voxel.

/** Compares the four pixels around each of the row's voxels, on the two lines beside it. */
function compareLines(
  [near, far]: readonly [LabelArray, LabelArray],
  { lower, upper }: PixelLine,
  labelOfChannel: LabelArray,
  row: AgreedRow,
): void {
  const { to, labels, borders } = row;
  let count = 0;
  for (let f = row.from; f < to; f++) {
    const [left, right] = [lower[f]!, upper[f]!];
    const channel = near[left]!;
    labels[f] = labelOfChannel[channel]!;
    // One question where there would be three.
    if (((channel ^ near[right]!) | (channel ^ far[left]!) | (channel ^ far[right]!)) !== 0)
      borders[count++] = f;
  }
  row.borderCount = count;
}

/** A row of a source slice: its place across the fast axis, and where its labels begin. */
interface LabelRow {
  readonly slow: number;
  readonly labels: LabelArray;
  readonly at: number;
  /** Whether interpolated values are rounded to half precision before they are compared. */
  readonly isHalf: boolean;
}

/** Writes the label of the highest class, the lowest such one on a tie, at each border of a row; along the columns first. */
function labelBorders(
  values: Float32Array,
  { channels, channelStride, labelOfChannel, fast, slow, columnsAreFast }: SliceLabelling,
  { borders, borderCount }: AgreedRow,
  { slow: s, labels, at, isHalf }: LabelRow,
): void {
  for (let n = 0; n < borderCount; n++) {
    const f = borders[n]!;
    const [nearFast, farFast, nearSlow, farSlow] = [
      fast.lower[f]!,
      fast.upper[f]!,
      slow.lower[s]!,
      slow.upper[s]!,
    ];
    const across = columnsAreFast ? fast.weight[f]! : slow.weight[s]!;
    const down = columnsAreFast ? slow.weight[s]! : fast.weight[f]!;
    let topLeft = nearFast + nearSlow;
    let topRight = columnsAreFast ? farFast + nearSlow : nearFast + farSlow;
    let bottomLeft = columnsAreFast ? nearFast + farSlow : farFast + nearSlow;
    let bottomRight = farFast + farSlow;
    let best = Number.NEGATIVE_INFINITY;
    let channel = 0;
    for (let candidate = 0; candidate < channels; candidate++) {
      const upper = values[topLeft]! * (1 - across) + values[topRight]! * across;
      const lower = values[bottomLeft]! * (1 - across) + values[bottomRight]! * across;
      const value = upper * (1 - down) + lower * down;
      // Rounding keeps an order, but for what becomes equal.
      if (value > best && (!isHalf || candidate === 0 || isHigherInHalf(value, best))) {
        best = value;
        channel = candidate;
      }
      topLeft += channelStride;
      topRight += channelStride;
      bottomLeft += channelStride;
      bottomRight += channelStride;
    }
    labels[at + f] = labelOfChannel[channel]!;
  }
}

/** Whether the higher of two values is still the higher one when both are rounded to half precision. */
function isHigherInHalf(value: number, below: number): boolean {
  // Numbers of half precision lie at most a thousandth apart, the smallest ones 6e-8.
  const isFar = value - below > 2 ** -9 * Math.max(Math.abs(value), Math.abs(below)) + 2 ** -23;
  return isFar || roundToHalf(value) > roundToHalf(below);
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
