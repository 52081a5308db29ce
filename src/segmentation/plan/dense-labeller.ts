import type { SliceLabelling } from "../../inference/index.ts";
import { instantiate, makeRoom } from "../../workers/index.ts";
import { highestWasm } from "./highest-wasm.ts";
import type { Labeller, PixelLine } from "./pixel-line.ts";

/** The exports of ./assembly/highest.ts; positions are addresses in its memory. */
interface HighestModule {
  start(): number;
  labelSlice(
    values: number,
    classes: number,
    stride: number,
    first: number,
    count: number,
    lines: number,
    lineLength: number,
    pixels: number,
    table: number,
    beside: number,
    length: number,
    slow: number,
    rows: number,
    columnsAreFast: number,
    isHalf: number,
    found: number,
    borders: number,
    labels: number,
    into: number,
  ): void;
}

/** Vector instructions read and write beyond the last number. */
const margin = 64;

/**
 * Labels slices with vector instructions, for at most 256 classes at adjacent pixels. The values of a slice are copied into its
 * memory, and their labels out of it.
 */
export function createDenseLabeller(
  { channels, channelStride, fast, slow, columnsAreFast, labelOfChannel }: SliceLabelling,
  { offsets, lower, upper, from, to }: PixelLine,
  isHalf: boolean,
): Labeller {
  const module = instantiate<HighestModule>(highestWasm);
  const [count, length, rows] = [offsets.length, fast.lower.length, slow.lower.length];
  const highest = (list: Uint32Array): number => list.reduce((a, b) => Math.max(a, b), 0);
  const lastLine = Math.max(highest(slow.lower), highest(slow.upper));
  const valueCount = lastLine + offsets[count - 1]! + (channels - 1) * channelStride + 1;

  let end = module.start();
  const take = (bytes: number): number => {
    const place = end;
    end = (end + bytes + margin) & ~15;
    return place;
  };
  const [lineAt, otherLineAt] = [take(count), take(count)];
  const [pixelsAt, tableAt] = [take(8 * length), take(16 * length)];
  const [besideAt, slowAt] = [take(8 * count), take(16 * rows)];
  const [foundAt, bordersAt, labelsAt] = [take(length), take(4 * length), take(channels)];
  const [valuesAt, intoAt] = [take(4 * valueCount), take(length * rows)];
  makeRoom(module.memory, end);
  const { buffer } = module.memory;
  const write = (place: number, ...lists: readonly Uint32Array[]): number =>
    lists.reduce((at, list) => {
      new Uint32Array(buffer, at, list.length).set(list);
      return at + 4 * list.length;
    }, place);
  const writeAxis = (place: number, lower: Uint32Array, upper: Uint32Array, weight: Float64Array): void =>
    new Float64Array(buffer, write(place, lower, upper), weight.length).set(weight);
  const toBytes = (list: Uint32Array): Uint32Array => list.map((offset) => 4 * offset);
  write(pixelsAt, lower, upper);
  write(besideAt, from, to);
  writeAxis(tableAt, fast.lower, fast.upper, fast.weight);
  writeAxis(slowAt, toBytes(slow.lower), toBytes(slow.upper), slow.weight);
  const copy = new Float32Array(buffer, valuesAt, valueCount);
  const written = new Uint8Array(buffer, intoAt, length * rows);
  // Labels of two bytes are looked up by their class.
  const hasBytes = labelOfChannel instanceof Uint8Array;
  new Uint8Array(buffer, labelsAt, channels).set(hasBytes ? labelOfChannel : labelOfChannel.map((_, n) => n));
  const firstHasLabel = labelOfChannel[0] !== 0;

  return (values) => {
    copy.set(values.length === valueCount ? values : values.subarray(0, valueCount));
    written.fill(0);
    // biome-ignore format: as the module names them
    module.labelSlice(
      valuesAt, channels, 4 * channelStride, 4 * offsets[0]!, count, lineAt, otherLineAt - lineAt, pixelsAt, tableAt,
      firstHasLabel ? 0 : besideAt, length, slowAt, rows, Number(columnsAreFast), Number(isHalf), foundAt, bordersAt, labelsAt,
      intoAt,
    );
    if (hasBytes) return written.slice();
    const labels = new Uint16Array(written.length);
    for (let n = 0; n < labels.length; n++) labels[n] = labelOfChannel[written[n]!]!;
    return labels;
  };
}
