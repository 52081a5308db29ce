import { instantiate, makeRoom } from "../../workers/index.ts";
import { highestWasm } from "./highest-wasm.ts";
import {
  type Classes,
  createPlainReader,
  type Line,
  type LinePixels,
  type LineReader,
} from "./plain-lines.ts";

/**
 * @param pixels of a line. Adjacent ones are compared with vector instructions, others one by one.
 * @param precision to which interpolated values are rounded before they are compared.
 */
export function createLineReader(
  pixels: LinePixels,
  classes: Classes,
  precision: "float16" | undefined,
): LineReader {
  const { offsets } = pixels;
  const isDense = offsets.every((offset, pixel) => offset === offsets[0]! + pixel);
  const isHalf = precision === "float16";
  return isDense && offsets.length < 2 ** 16 && classes.channels <= 256
    ? createDenseReader(pixels, classes, isHalf)
    : createPlainReader(pixels, classes, isHalf);
}

/** The exports of ./assembly/highest.ts; positions are addresses in its memory. */
interface HighestModule {
  start(): number;
  markHighest(values: number, classes: number, stride: number, count: number, into: number): number;
  compareLines(
    near: number,
    far: number,
    pixels: number,
    length: number,
    from: number,
    to: number,
    classes: number,
    borders: number,
  ): number;
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
  { offsets, lower, upper }: LinePixels,
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
  const [bordersAt, foundAt, pixelsAt, tableAt] = [4 * voxels, voxels, 8 * voxels, 16 * voxels].map(take) as [
    number,
    number,
    number,
    number,
  ];
  const valuesAt = take(4 * (valueCount + 15));
  makeRoom(module.memory, end);
  const { buffer } = module.memory;
  const copy = new Float32Array(buffer, valuesAt, valueCount);
  const [one, other] = places.map((place): Line => {
    return { offset: -1, highest: new Uint8Array(buffer, place, count), first: count, end: 0 };
  }) as [Line, Line];
  const placeOf = (line: Line): number => (line === one ? places[0]! : places[1]!);
  const found = new Uint8Array(buffer, foundAt, voxels);
  const words = (place: number) => new Uint32Array(buffer, place, voxels);
  words(pixelsAt).set(lower);
  words(pixelsAt + 4 * voxels).set(upper);
  words(tableAt).set(fast.lower);
  words(tableAt + 4 * voxels).set(fast.upper);
  new Float64Array(buffer, tableAt + 8 * voxels, voxels).set(fast.weight);
  const [stride, columnsFirst, inHalf] = [4 * channelStride, Number(columnsAreFast), Number(isHalf)];
  let borderCount = 0;
  return {
    begin(values) {
      copy.set(values.length === valueCount ? values : values.subarray(0, valueCount));
      one.offset = other.offset = -1;
      return [one, other];
    },
    read(line, offset) {
      line.offset = offset;
      const at = valuesAt + 4 * (offset + offsets[0]!);
      const found = module.markHighest(at, channels, stride, count, placeOf(line));
      line.first = found >>> 16;
      line.end = found & 0xffff;
      return line;
    },
    compare(near, far, from, to) {
      const [nearAt, farAt] = [placeOf(near), placeOf(far)];
      borderCount = module.compareLines(nearAt, farAt, pixelsAt, voxels, from, to, foundAt, bordersAt);
    },
    classesOf(row) {
      if (borderCount === 0) return found;
      const [near, far] = [4 * slow.lower[row]!, 4 * slow.upper[row]!];
      const weight = slow.weight[row]!;
      // biome-ignore format: as the module names them
      module.interpolateHighest(
        bordersAt, borderCount, tableAt, voxels, valuesAt, channels, stride, near, far, weight, columnsFirst, inHalf, foundAt,
      );
      return found;
    },
  };
}
