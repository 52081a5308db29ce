import type { SliceLabelling } from "../../inference/index.ts";
import { type LabelArray, labelArrayFor } from "../../volume/index.ts";
import { roundToHalf } from "./target-grid/half-precision.ts";

/** The pixels of a line of the output, and for every voxel of a row the two that it lies between, as indices of the line. */
export interface LinePixels {
  readonly offsets: Uint32Array;
  readonly lower: Uint32Array;
  readonly upper: Uint32Array;
}

/** The highest class at every pixel of a line of the output; outside pixels `first` to `end - 1` it is the first class. */
export interface Line {
  offset: number;
  readonly highest: LabelArray;
  first: number;
  end: number;
}

/** Finds the highest class at each pixel of a slice's lines, and at voxels between them, the lowest class on a tie. */
export interface LineReader {
  /** Begins a slice: returns two empty lines, valid until the next slice. */
  begin(values: Float32Array): [Line, Line];
  /** Reads the line at an offset of the slice into `line`. */
  read(line: Line, offset: number): Line;
  /** Compares the four pixels around each of voxels `from` to `to - 1` of the rows between two lines. */
  compare(near: Line, far: Line, from: number, to: number): void;
  /**
   * The classes of the voxels that were compared, in a row: the one that their four pixels have in common, else the highest of what
   * is interpolated, along the columns first. By voxel; valid until the next call.
   */
  classesOf(row: number): LabelArray;
}

/** The classes, and where they lie. */
export type Classes = Omit<SliceLabelling, "labelOfChannel">;

/** A reader that compares pixels one by one, which may lie anywhere. */
export function createPlainReader(pixels: LinePixels, classes: Classes, isHalf: boolean): LineReader {
  const ClassArray = labelArrayFor(classes.channels - 1);
  const { length } = classes.fast.lower;
  const compared = { found: new ClassArray(length), borders: new Int32Array(length), count: 0 };
  const empty = (): Line => {
    const { length: count } = pixels.offsets;
    return { offset: -1, highest: new ClassArray(count), first: count, end: 0 };
  };
  let values: Float32Array = new Float32Array();
  return {
    begin(slice) {
      values = slice;
      return [empty(), empty()];
    },
    read(line, offset) {
      line.offset = offset;
      markHighest(values, pixels.offsets, classes, line);
      return line;
    },
    compare(near, far, from, to) {
      compareLines([near.highest, far.highest], pixels, { from, to }, compared);
    },
    classesOf(row) {
      interpolateHighest(values, classes, { row, isHalf }, compared);
      return compared.found;
    },
  };
}

/** Voxels of a row: their classes, where these are known, and the first `count` of `borders` are the voxels where they are not. */
interface Compared {
  readonly found: LabelArray;
  readonly borders: Int32Array;
  count: number;
}

// Plain loops over their own arguments: variables of an enclosing function would be loaded again for every pixel.

function compareLines(
  [near, far]: readonly [LabelArray, LabelArray],
  { lower, upper }: LinePixels,
  { from, to }: { readonly from: number; readonly to: number },
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
