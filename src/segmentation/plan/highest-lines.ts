import type { SliceLabelling } from "../../inference/index.ts";
import { type LabelArray, labelArrayFor } from "../../volume/index.ts";
import { instantiate } from "../../workers/index.ts";
import { highestWasm } from "./highest-wasm.ts";

/** The highest class at every pixel of a line of the output; outside pixels `first` to `end - 1` it is the first class. */
export interface Line {
  offset: number;
  readonly highest: LabelArray;
  first: number;
  end: number;
}

/** Finds the highest class at each pixel of a slice's lines, the lowest class on a tie. */
export interface LineReader {
  /** Begins a slice: returns two empty lines, valid until the next slice. */
  begin(values: Float32Array): [Line, Line];
  /** Reads the line at an offset of the slice into `line`. */
  read(line: Line, offset: number): Line;
}

type Classes = Pick<SliceLabelling, "channels" | "channelStride" | "slow">;

/** @param offsets of a line's pixels. Adjacent pixels are compared with vector instructions, others one by one. */
export function createLineReader(offsets: Uint32Array, classes: Classes): LineReader {
  const isDense = offsets.every((offset, pixel) => offset === offsets[0]! + pixel);
  return isDense && offsets.length < 2 ** 16 && classes.channels <= 256
    ? createDenseReader(offsets, classes)
    : createPlainReader(offsets, classes);
}

/** The exports of ./assembly/highest.ts; positions are addresses in its memory. */
interface HighestModule {
  start(): number;
  markHighest(values: number, classes: number, stride: number, count: number, into: number): number;
}

/** Its memory holds the values of a slice, and two lines. */
function createDenseReader(offsets: Uint32Array, { channels, channelStride, slow }: Classes): LineReader {
  const module = instantiate<HighestModule>(highestWasm);
  const count = offsets.length;
  const padded = (count + 15) & ~15;
  const lastLine = [slow.lower, slow.upper].flatMap((list) => [...list]).reduce((a, b) => Math.max(a, b), 0);
  const valueCount = lastLine + offsets[count - 1]! + (channels - 1) * channelStride + 1;
  const places = [module.start(), module.start() + padded];
  const valuesAt = module.start() + 2 * padded;
  const missing = valuesAt + 4 * (valueCount + 15) - module.memory.buffer.byteLength;
  module.memory.grow(Math.max(0, Math.ceil(missing / 2 ** 16)));
  const { buffer } = module.memory;
  const copy = new Float32Array(buffer, valuesAt, valueCount);
  const [one, other] = places.map((place): Line => {
    return { offset: -1, highest: new Uint8Array(buffer, place, count), first: count, end: 0 };
  }) as [Line, Line];
  return {
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
  };
}

function createPlainReader(offsets: Uint32Array, classes: Classes): LineReader {
  const ClassArray = labelArrayFor(classes.channels - 1);
  const empty = (): Line => {
    return { offset: -1, highest: new ClassArray(offsets.length), first: offsets.length, end: 0 };
  };
  let values: Float32Array = new Float32Array();
  return {
    begin(slice) {
      values = slice;
      return [empty(), empty()];
    },
    read(line, offset) {
      line.offset = offset;
      markHighest(values, offsets, classes, line);
      return line;
    },
  };
}

/** A plain loop over its own arguments: variables of an enclosing function would be loaded again for every pixel. */
function markHighest(
  values: Float32Array,
  offsets: Uint32Array,
  { channels, channelStride }: Classes,
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
