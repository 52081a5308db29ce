import type { SliceLabelling } from "../../inference/index.ts";
import { type LabelArray, labelArrayFor } from "../../volume/index.ts";
import { instantiate, makeRoom } from "../../workers/index.ts";
import { highestWasm } from "./highest-wasm.ts";
import { roundToHalf } from "./target-grid/half-precision.ts";

/** The highest class at every pixel of a line of the output; outside pixels `first` to `end - 1` it is the first class. */
export interface Line {
  offset: number;
  readonly highest: LabelArray;
  first: number;
  end: number;
}

/** Finds the highest class at each pixel of a slice's lines, and at voxels between them, the lowest class on a tie. */
export interface LineReader {
  /** Room for the places of voxels along a row. */
  readonly borders: Int32Array;
  /** Begins a slice: returns two empty lines, valid until the next slice. */
  begin(values: Float32Array): [Line, Line];
  /** Reads the line at an offset of the slice into `line`. */
  read(line: Line, offset: number): Line;
  /** The highest classes at the first `count` of `borders` in a row, interpolated along the columns first; valid until the next call. */
  interpolate(count: number, row: number): LabelArray;
}

type Classes = Omit<SliceLabelling, "labelOfChannel">;

/**
 * @param offsets of a line's pixels. Adjacent pixels are compared with vector instructions, others one by one.
 * @param precision to which interpolated values are rounded before they are compared.
 */
export function createLineReader(
  offsets: Uint32Array,
  classes: Classes,
  precision: "float16" | undefined,
): LineReader {
  const isDense = offsets.every((offset, pixel) => offset === offsets[0]! + pixel);
  const isHalf = precision === "float16";
  return isDense && offsets.length < 2 ** 16 && classes.channels <= 256
    ? createDenseReader(offsets, classes, isHalf)
    : createPlainReader(offsets, classes, isHalf);
}

/** The exports of ./assembly/highest.ts; positions are addresses in its memory. */
interface HighestModule {
  start(): number;
  markHighest(values: number, classes: number, stride: number, count: number, into: number): number;
  interpolateHighest(
    borders: number,
    count: number,
    table: number,
    length: number,
    values: number,
    classes: number,
    stride: number,
    near: number,
    far: number,
    weight: number,
    columnsAreFast: number,
    isHalf: number,
    into: number,
  ): void;
}

/** Its memory holds two lines, the voxels of a row, and the values of a slice. */
function createDenseReader(
  offsets: Uint32Array,
  { channels, channelStride, fast, slow, columnsAreFast }: Classes,
  isHalf: boolean,
): LineReader {
  const module = instantiate<HighestModule>(highestWasm);
  const count = offsets.length;
  const lastLine = [slow.lower, slow.upper].flatMap((list) => [...list]).reduce((a, b) => Math.max(a, b), 0);
  const valueCount = lastLine + offsets[count - 1]! + (channels - 1) * channelStride + 1;
  const voxels = fast.lower.length;
  let end = module.start();
  const take = (bytes: number): number => {
    const place = end;
    // Vector instructions reach beyond the last number.
    end = (end + bytes + 1 + 15) & ~15;
    return place;
  };
  const places = [take(count + 15), take(count + 15)];
  const [bordersAt, foundAt, tableAt] = [take(4 * voxels), take(voxels), take(16 * voxels)];
  const valuesAt = take(4 * (valueCount + 15));
  makeRoom(module.memory, end);
  const { buffer } = module.memory;
  const copy = new Float32Array(buffer, valuesAt, valueCount);
  const [one, other] = places.map((place): Line => {
    return { offset: -1, highest: new Uint8Array(buffer, place, count), first: count, end: 0 };
  }) as [Line, Line];
  const found = new Uint8Array(buffer, foundAt, voxels);
  new Uint32Array(buffer, tableAt, voxels).set(fast.lower);
  new Uint32Array(buffer, tableAt + 4 * voxels, voxels).set(fast.upper);
  new Float64Array(buffer, tableAt + 8 * voxels, voxels).set(fast.weight);
  return {
    borders: new Int32Array(buffer, bordersAt, voxels),
    begin(values) {
      copy.set(values.subarray(0, valueCount));
      one.offset = other.offset = -1;
      return [one, other];
    },
    read(line, offset) {
      line.offset = offset;
      const at = valuesAt + 4 * (offset + offsets[0]!);
      const found = module.markHighest(at, channels, 4 * channelStride, count, line.highest.byteOffset);
      line.first = found >>> 16;
      line.end = found & 0xffff;
      return line;
    },
    interpolate(borderCount, row) {
      if (borderCount === 0) return found;
      module.interpolateHighest(
        ...([bordersAt, borderCount, tableAt, voxels, valuesAt, channels, 4 * channelStride] as const),
        ...([4 * slow.lower[row]!, 4 * slow.upper[row]!, slow.weight[row]!] as const),
        ...([Number(columnsAreFast), Number(isHalf), foundAt] as const),
      );
      return found;
    },
  };
}

function createPlainReader(offsets: Uint32Array, classes: Classes, isHalf: boolean): LineReader {
  const ClassArray = labelArrayFor(classes.channels - 1);
  const borders = new Int32Array(classes.fast.lower.length);
  const found = new ClassArray(borders.length);
  const empty = (): Line => {
    return { offset: -1, highest: new ClassArray(offsets.length), first: offsets.length, end: 0 };
  };
  let values: Float32Array = new Float32Array();
  return {
    borders,
    begin(slice) {
      values = slice;
      return [empty(), empty()];
    },
    read(line, offset) {
      line.offset = offset;
      markHighest(values, offsets, classes, line);
      return line;
    },
    interpolate(count, row) {
      interpolateHighest(values, classes, { borders, count, row, isHalf }, found);
      return found;
    },
  };
}

// Plain loops over their own arguments: variables of an enclosing function would be loaded again for every pixel.

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

/** Voxels of a row. */
interface Borders {
  readonly borders: Int32Array;
  readonly count: number;
  readonly row: number;
  /** Whether interpolated values are rounded to half precision before they are compared. */
  readonly isHalf: boolean;
}

function interpolateHighest(
  values: Float32Array,
  { channels, channelStride, fast, slow, columnsAreFast }: Classes,
  { borders, count, row, isHalf }: Borders,
  into: LabelArray,
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
    into[n] = channel;
  }
}

/** Whether the higher of two values is still higher when both are rounded to half precision. */
function isHigherInHalf(value: number, below: number): boolean {
  // Adjacent half-precision numbers differ by at most a thousandth, the smallest ones by 6e-8.
  const isFar = value - below > 2 ** -9 * Math.max(Math.abs(value), Math.abs(below)) + 2 ** -23;
  return isFar || roundToHalf(value) > roundToHalf(below);
}
