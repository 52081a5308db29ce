import type { SliceLabelling } from "../../inference/index.ts";
import { type LabelArray, labelArrayFor, labelArrayLike } from "../../volume/index.ts";
import type { Labeller, PixelLine } from "./pixel-line.ts";
import { roundToHalf } from "./target-grid/half-precision.ts";

/** The classes, and where they lie. */
type Classes = Omit<SliceLabelling, "labelOfChannel">;

/** The highest class at every pixel of a line of the output; outside pixels `first` to `end - 1` it is the first class. */
interface Line {
  offset: number;
  readonly highest: LabelArray;
  first: number;
  end: number;
}

/** Labels slices pixel by pixel, wherever these lie. */
export function createPlainLabeller(labelling: SliceLabelling, pixels: PixelLine, isHalf: boolean): Labeller {
  const { fast, slow, labelOfChannel } = labelling;
  const [fastCount, slowCount] = [fast.lower.length, slow.lower.length];
  const ClassArray = labelArrayFor(labelling.channels - 1);
  const compared = { found: new ClassArray(fastCount), borders: new Int32Array(fastCount), count: 0 };
  const Labels = labelArrayLike(labelOfChannel);
  const firstHasLabel = labelOfChannel[0] !== 0;
  const empty = (): Line => {
    const { length: count } = pixels.offsets;
    return { offset: -1, highest: new ClassArray(count), first: count, end: 0 };
  };

  return (values) => {
    const labels = new Labels(fastCount * slowCount);
    let [near, far] = [empty(), empty()];
    const beside = { from: 0, to: fastCount };
    for (let row = 0; row < slowCount; row++) {
      const lower = slow.lower[row]!;
      const upper = slow.upper[row]!;
      // If the series is finer than the model's grid, several rows of voxels lie between the same lines.
      if (near.offset !== lower || far.offset !== upper) {
        if (far.offset === lower || near.offset === upper) [near, far] = [far, near];
        for (const [line, offset] of [
          [near, lower],
          [far, upper],
        ] as const) {
          if (line.offset === offset) continue;
          line.offset = offset;
          markHighest(values, pixels.offsets, labelling, line);
        }
        if (!firstHasLabel) findBeside(pixels, near, far, beside);
        compareLines([near.highest, far.highest], pixels, beside, compared);
      }
      if (beside.from >= beside.to) continue;
      interpolateHighest(values, labelling, { row, isHalf }, compared);
      writeRow(compared.found, labelOfChannel, beside, { labels, at: row * fastCount });
    }
    return labels;
  };
}

/** Voxels of a row: their classes, where these are known, and the first `count` of `borders` are the voxels where they are not. */
interface Compared {
  readonly found: LabelArray;
  readonly borders: Int32Array;
  count: number;
}

/** Voxels `from` to `to - 1` of a row. */
interface VoxelRange {
  from: number;
  to: number;
}

/** Finds the voxels next to pixels of the two lines with a class other than the first. */
function findBeside(pixels: PixelLine, near: Line, far: Line, into: VoxelRange): void {
  const first = Math.min(near.first, far.first);
  const last = Math.max(near.end, far.end) - 1;
  // Voxels in memory order may run through the pixels backwards.
  into.from = first > last ? 0 : Math.min(pixels.from[first]!, pixels.from[last]!);
  into.to = first > last ? 0 : Math.max(pixels.to[first]!, pixels.to[last]!);
}

// Plain loops over their own arguments: variables of an enclosing function would be loaded again for every pixel.

/** Writes the labels of some voxels of a row, which begins at `at`. */
function writeRow(
  classes: LabelArray,
  labelOfChannel: LabelArray,
  { from, to }: Readonly<VoxelRange>,
  { labels, at }: { readonly labels: LabelArray; readonly at: number },
): void {
  for (let f = from; f < to; f++) labels[at + f] = labelOfChannel[classes[f]!]!;
}

function compareLines(
  [near, far]: readonly [LabelArray, LabelArray],
  { lower, upper }: PixelLine,
  { from, to }: Readonly<VoxelRange>,
  into: Compared,
): void {
  const { found, borders } = into;
  let count = 0;
  for (let f = from; f < to; f++) {
    const [left, right] = [lower[f]!, upper[f]!];
    const channel = near[left]!;
    found[f] = channel;
    if (channel !== near[right]! || channel !== far[left]! || channel !== far[right]!) borders[count++] = f;
  }
  into.count = count;
}

function markHighest(
  values: Float32Array,
  offsets: Uint32Array,
  { channels, channelStride }: Pick<Classes, "channels" | "channelStride">,
  into: Line,
): void {
  const { offset: start, highest } = into;
  let [firstFound, end] = [highest.length, 0];
  for (let pixel = 0; pixel < highest.length; pixel++) {
    const first = start + offsets[pixel]!;
    let best = values[first]!;
    let channel = 0;
    for (let candidate = 1, at = first; candidate < channels; candidate++) {
      at += channelStride;
      if (values[at]! > best) {
        best = values[at]!;
        channel = candidate;
      }
    }
    highest[pixel] = channel;
    if (channel !== 0) {
      if (end === 0) firstFound = pixel;
      end = pixel + 1;
    }
  }
  into.first = firstFound;
  into.end = end;
}

function interpolateHighest(
  values: Float32Array,
  { channels, channelStride, fast, slow, columnsAreFast }: Classes,
  { row, isHalf }: { readonly row: number; readonly isHalf: boolean },
  { found, borders, count }: Compared,
): void {
  for (let n = 0; n < count; n++) {
    const f = borders[n]!;
    const [nearFast, farFast, nearSlow, farSlow] = [
      fast.lower[f]!,
      fast.upper[f]!,
      slow.lower[row]!,
      slow.upper[row]!,
    ];
    const across = columnsAreFast ? fast.weight[f]! : slow.weight[row]!;
    const down = columnsAreFast ? slow.weight[row]! : fast.weight[f]!;
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
      // Rounding preserves the order, except that values may become equal.
      if (value > best && (!isHalf || candidate === 0 || isHigherInHalf(value, best))) {
        best = value;
        channel = candidate;
      }
      topLeft += channelStride;
      topRight += channelStride;
      bottomLeft += channelStride;
      bottomRight += channelStride;
    }
    found[f] = channel;
  }
}

/** Whether the higher of two values is still higher when both are rounded to half precision. */
function isHigherInHalf(value: number, below: number): boolean {
  // Adjacent half-precision numbers differ by at most a thousandth, the smallest ones by 6e-8.
  const isFar = value - below > 2 ** -9 * Math.max(Math.abs(value), Math.abs(below)) + 2 ** -23;
  return isFar || roundToHalf(value) > roundToHalf(below);
}
