/** The only scan of a lossless JPEG-LS image of one component with 9 to 16 bits, and its header's parameters. */
export interface PlainScan {
  /** Where the coded bits start. */
  readonly start: number;
  readonly columns: number;
  readonly rows: number;
  readonly precision: number;
  /** T1 to T3 and RESET of ITU-T T.87 C.2.4.1.1. */
  readonly thresholds: readonly [number, number, number];
  readonly reset: number;
}

const [startOfFrame, parameters, startOfScan] = [0xf7, 0xf8, 0xda];
/** Skips application data and comments, except APP8, which may state a colour transform. */
const isSkipped = (marker: number) =>
  (marker >= 0xe0 && marker <= 0xef && marker !== 0xe8) || marker === 0xfe;

/** ITU-T T.87 annex C; undefined for an image of another kind, or with an invalid header. */
export function findPlainScan(bytes: Uint8Array): PlainScan | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let frame: Pick<PlainScan, "columns" | "rows" | "precision"> | undefined;
  let preset: readonly [number, number, number, number, number] | undefined;
  let position = 2;
  while (position + 4 <= bytes.length && bytes[position] === 0xff) {
    const marker = bytes[position + 1]!;
    const length = view.getUint16(position + 2);
    const body = position + 4;
    const next = position + 2 + length;
    if (length < 2 || next > bytes.length) return undefined;
    if (marker === startOfFrame && length === 11 && !frame) {
      const [precision, rows, columns] = [bytes[body]!, view.getUint16(body + 1), view.getUint16(body + 3)];
      const isPlain = precision > 8 && precision <= 16 && rows > 0 && columns > 0 && bytes[body + 5] === 1;
      // The component must have a sample at every pixel.
      if (!isPlain || bytes[body + 7] !== 0x11) return undefined;
      frame = { precision, rows, columns };
    } else if (marker === parameters && length === 13 && bytes[body] === 1 && !preset) {
      const read = (index: number) => view.getUint16(body + 1 + 2 * index);
      preset = [read(0), read(1), read(2), read(3), read(4)];
    } else if (marker === startOfScan && length === 8 && frame) {
      // One component, no mapping table, lossless, not interleaved, no point transform.
      const isPlain = bytes[body] === 1 && [2, 3, 4, 5].every((at) => bytes[body + at] === 0);
      const coding = isPlain && toCoding(frame.precision, preset);
      return coding ? { start: next, ...frame, ...coding } : undefined;
    } else if (!isSkipped(marker)) return undefined;
    position = next;
  }
  return undefined;
}

/** Coding parameters, by default those of T.87 C.2.4.1.1.1; undefined for parameters that the decoder does not support. */
function toCoding(
  precision: number,
  [maxValue, t1, t2, t3, reset]: readonly [number, number, number, number, number] = [0, 0, 0, 0, 0],
): Pick<PlainScan, "thresholds" | "reset"> | undefined {
  const largest = 2 ** precision - 1;
  if (maxValue !== 0 && maxValue !== largest) return undefined;
  const factor = (Math.min(largest, 4095) + 128) >> 8;
  const thresholds = [t1 || factor + 2, t2 || 4 * factor + 3, t3 || 17 * factor + 4] as const;
  const [first, second, third] = thresholds;
  const isOrdered = first <= second && second <= third && third <= largest;
  const own = { thresholds, reset: reset || 64 };
  // Up to here, a context's sums stay within 32 bits.
  return isOrdered && own.reset >= 3 && own.reset <= 255 ? own : undefined;
}
