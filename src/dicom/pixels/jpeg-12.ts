import { JpegBits } from "./jpeg-bits.ts";
import { decodeScan, type Scan } from "./jpeg-scan.ts";
import { JpegSegments, readWord } from "./jpeg-segments.ts";
import { transformBlock } from "./jpeg-transform.ts";

/*
 * Decodes 12-bit greyscale JPEG (ITU-T T.81: extended sequential and progressive, Huffman-coded). The codec packages do not:
 * their libjpeg-turbo is built for 8 bits.
 */

/** Natural order of the coefficients, which are stored in zigzag order (T.81 figure A.6). */
const zigzag = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
]);

interface Frame {
  readonly isProgressive: boolean;
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly quantizationTable: number;
}

/** Samples of a greyscale image, row by row. Throws a plain Error, one clause long, for broken or incomplete data. */
export function decodeJpeg12(bytes: Uint8Array): Uint16Array {
  const segments = new JpegSegments(bytes);
  let frame: Frame | undefined;
  let coefficients = new Int32Array();
  /** Lowest bit of each coefficient decoded so far; undefined if there is none. */
  const lowestBits: (number | undefined)[] = [];
  for (let segment = segments.next(); segment; segment = segments.next()) {
    const { marker, body } = segment;
    if (marker === 0xc0 || marker === 0xc1 || marker === 0xc2) {
      if (frame) throw new Error("it has two frame headers");
      frame = readFrame(body, marker === 0xc2);
      coefficients = new Int32Array(Math.ceil(frame.rows / 8) * Math.ceil(frame.columns / 8) * 64);
    } else if (marker === 0xda) {
      if (!frame) throw new Error("it has no frame header");
      if (body.length !== 6 || body[0] !== 1)
        throw new Error("its scan header is not that of a greyscale image");
      const [, , tables, spectralStart, spectralEnd, approximation] = body;
      const scan = {
        dc: segments.huffmanTables.get(tables! >> 4),
        ac: segments.huffmanTables.get(0x10 | (tables! & 15)),
        spectralStart: frame.isProgressive ? spectralStart! : 0,
        spectralEnd: frame.isProgressive ? spectralEnd! : 63,
        approximationHigh: approximation! >> 4,
        approximationLow: approximation! & 15,
        isProgressive: frame.isProgressive,
        restartInterval: segments.restartInterval,
      };
      noteScan(scan, lowestBits);
      const bits = new JpegBits(bytes, segments.position);
      decodeScan(bits, scan, coefficients);
      segments.position = bits.position;
    } else throw new Error(`it has a segment of a different kind of JPEG (${marker.toString(16)})`);
  }
  if (!frame) throw new Error("it has no frame header");
  for (let k = 0; k < 64; k++)
    if (lowestBits[k] !== 0) throw new Error("it has no scan of one of its components");
  const table = segments.quantizationTables.get(frame.quantizationTable);
  if (!table) throw new Error("it lacks its quantization table");
  return toSamples(frame, coefficients, table);
}

/** Records what a scan contributes (T.81 G.1.1.1.1); throws if it does not continue where earlier scans ended. */
function noteScan(scan: Scan, lowestBits: (number | undefined)[]): void {
  const { spectralStart, spectralEnd, approximationHigh, approximationLow } = scan;
  if (spectralEnd > 63 || spectralStart > spectralEnd) throw new Error("its scan header is out of range");
  if (scan.isProgressive && spectralStart === 0 && spectralEnd > 0)
    throw new Error("its scan header is out of range");
  for (let k = spectralStart; k <= spectralEnd; k++) {
    const before = lowestBits[k];
    if (before === 0) throw new Error("it has a scan twice");
    if ((before ?? 0) !== approximationHigh) throw new Error("it has no scan of one of its components");
    lowestBits[k] = approximationLow;
  }
}

function readFrame(segment: Uint8Array, isProgressive: boolean): Frame {
  if (segment.length < 9 || segment[5] !== 1)
    throw new Error("it is a 12-bit colour image; greyscale was expected");
  const [precision, rows, columns] = [segment[0]!, readWord(segment, 1), readWord(segment, 3)];
  if (rows === 0 || columns === 0) throw new Error("its frame header states no size");
  return { isProgressive, precision, rows, columns, quantizationTable: segment[8]! };
}

/** Dequantizes and transforms all blocks. */
function toSamples(frame: Frame, coefficients: Int32Array, table: Uint16Array): Uint16Array {
  const { rows, columns, precision } = frame;
  const samples = new Uint16Array(rows * columns);
  const [middle, largest] = [2 ** (precision - 1), 2 ** precision - 1];
  const blocksPerRow = Math.ceil(columns / 8);
  const block = new Int32Array(64);
  for (let start = 0; start < coefficients.length; start += 64) {
    for (let k = 0; k < 64; k++) block[zigzag[k]!] = coefficients[start + k]! * table[k]!;
    transformBlock(block);
    const blockIndex = start / 64;
    const [top, left] = [Math.floor(blockIndex / blocksPerRow) * 8, (blockIndex % blocksPerRow) * 8];
    for (let y = 0; y < 8 && top + y < rows; y++)
      for (let x = 0; x < 8 && left + x < columns; x++)
        samples[(top + y) * columns + left + x] = Math.min(Math.max(block[y * 8 + x]! + middle, 0), largest);
  }
  return samples;
}
