import { createHuffmanTable, type HuffmanTable } from "./jpeg-bits.ts";

/** A marker segment (ITU-T T.81 B.1.1.4): the second byte of its marker, and what follows the length. */
export interface JpegSegment {
  readonly marker: number;
  readonly body: Uint8Array;
}

/** A big-endian 16-bit number. */
export function readWord(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 256 + bytes[at + 1]!;
}

/**
 * Iterates over the marker segments of a JPEG stream from SOI to EOI. Throws a plain Error, one clause long, for a truncated
 * stream, and for bytes outside a segment.
 */
export class JpegSegments {
  /** Offset of the next marker; whoever reads a scan's entropy-coded bytes sets it to their end. */
  position = 2;
  /** Current tables; they may change between scans. */
  readonly quantizationTables = new Map<number, Uint16Array>();
  /** DC and lossless tables by number; AC tables at 0x10 plus their number. */
  readonly huffmanTables = new Map<number, HuffmanTable>();
  /** Coded units between restart markers; 0 for none. */
  restartInterval = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The next segment that is not a table, application data or a comment; undefined at the end of the image. */
  next(): JpegSegment | undefined {
    for (;;) {
      const marker = this.readMarker();
      if (marker === 0xd9) return undefined;
      const body = this.readBody();
      if (marker === 0xdb) readQuantization(body, this.quantizationTables);
      else if (marker === 0xc4) readHuffman(body, this.huffmanTables);
      else if (marker === 0xdd) this.restartInterval = readWord(body, 0);
      else if (!(marker >= 0xe0 && marker <= 0xef) && marker !== 0xfe) return { marker, body };
    }
  }

  /**
   * Skips a scan's entropy-coded bytes, up to the next marker other than a restart marker.
   * @param smallestMarker smallest second byte of a marker: in JPEG-LS 0x80 (T.87 C.1), else 1.
   */
  skipScan(smallestMarker: 1 | 0x80): void {
    const { bytes } = this;
    for (let at = bytes.indexOf(0xff, this.position); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
      const second = bytes[at + 1] ?? 0;
      const isRestart = second >= 0xd0 && second <= 0xd7;
      if (second < smallestMarker || second === 0xff || isRestart) continue;
      this.position = at;
      return;
    }
    this.position = bytes.length;
  }

  private readMarker(): number {
    const { bytes } = this;
    while (bytes[this.position] === 0xff && bytes[this.position + 1] === 0xff) this.position++;
    if (this.position + 1 >= bytes.length) throw new Error("it is truncated: it has no end marker");
    const marker = bytes[this.position + 1]!;
    // Restart markers and SOI are only allowed inside scans and at the beginning.
    if (bytes[this.position] !== 0xff || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8))
      throw new Error("it has bytes where a marker should be");
    this.position += 2;
    return marker;
  }

  private readBody(): Uint8Array {
    const { bytes, position } = this;
    const length = (bytes[position] ?? 0) * 256 + (bytes[position + 1] ?? 0);
    if (length < 2 || position + length > bytes.length) throw new Error("it is truncated inside a segment");
    this.position += length;
    return bytes.subarray(position + 2, position + length);
  }
}

/**
 * Checks that a JPEG or JPEG-LS stream continues to its end marker: otherwise CharLS might search for the end forever. Throws
 * a plain Error, one clause long, if not.
 */
export function checkJpegIsWhole(bytes: Uint8Array, startOfFrame: number): void {
  const smallestMarker = startOfFrame === 0xf7 ? 0x80 : 1;
  const segments = new JpegSegments(bytes);
  let scans = 0;
  for (let segment = segments.next(); segment; segment = segments.next()) {
    if (segment.marker !== 0xda) continue;
    scans++;
    segments.skipScan(smallestMarker);
  }
  if (scans === 0) throw new Error("it has no scan");
}

function readQuantization(segment: Uint8Array, tables: Map<number, Uint16Array>): void {
  let position = 0;
  while (position < segment.length) {
    const header = segment[position++]!;
    const width = header >> 4 === 0 ? 1 : 2;
    if (position + 64 * width > segment.length) throw new Error("its quantization table is truncated");
    const table = new Uint16Array(64);
    for (let k = 0; k < 64; k++, position += width)
      table[k] = width === 1 ? segment[position]! : readWord(segment, position);
    tables.set(header & 15, table);
  }
}

function readHuffman(segment: Uint8Array, tables: Map<number, HuffmanTable>): void {
  let position = 0;
  while (position + 17 <= segment.length) {
    const key = segment[position]!;
    const counts = segment.subarray(position + 1, position + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    tables.set(key, createHuffmanTable(counts, segment.subarray(position + 17, position + 17 + total)));
    position += 17 + total;
  }
}
