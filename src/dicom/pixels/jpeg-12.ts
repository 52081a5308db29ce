import { createHuffmanTable, type HuffmanTable, JpegBits } from "./jpeg-bits.ts";
import { decodeScan } from "./jpeg-scan.ts";
import { transformBlock } from "./jpeg-transform.ts";

/*
 * Grey JPEG of 12 bits (ITU-T T.81: extended sequential and progressive, Huffman-coded), which the codec packages do
 * not read: libjpeg-turbo is built for 8 bits there.
 */

/** Natural order of the coefficients that stand in zigzag order (T.81 figure A.6). */
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

/** Samples of a grey image, row by row. Throws a plain Error, one clause long, for broken data. */
export function decodeJpeg12(bytes: Uint8Array): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const quantization = new Map<number, Uint16Array>();
  const huffman = new Map<number, HuffmanTable>();
  let frame: Frame | undefined;
  let coefficients = new Int32Array();
  let restartInterval = 0;
  let position = 2;
  while (position + 4 <= bytes.length) {
    if (bytes[position] !== 0xff) {
      position++;
      continue;
    }
    const marker = bytes[position + 1]!;
    if (marker === 0xff || marker === 0 || (marker >= 0xd0 && marker <= 0xd8)) {
      position += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === 0xd9) break;
    const length = view.getUint16(position + 2);
    const segment = bytes.subarray(position + 4, position + 2 + length);
    position += 2 + length;
    if (marker === 0xdb) readQuantization(segment, quantization);
    else if (marker === 0xc4) readHuffman(segment, huffman);
    else if (marker === 0xdd) restartInterval = segment[0]! * 256 + segment[1]!;
    else if (marker === 0xc0 || marker === 0xc1 || marker === 0xc2) {
      frame = readFrame(segment, marker === 0xc2);
      coefficients = new Int32Array(Math.ceil(frame.rows / 8) * Math.ceil(frame.columns / 8) * 64);
    } else if (marker === 0xda) {
      if (!frame) throw new Error("its compressed pixels have no frame header");
      const [, , tables, spectralStart, spectralEnd, approximation] = segment;
      const bits = new JpegBits(bytes, position);
      decodeScan(
        bits,
        {
          dc: huffman.get(tables! >> 4),
          ac: huffman.get(0x10 | (tables! & 15)),
          spectralStart: spectralStart!,
          spectralEnd: Math.min(spectralEnd!, 63),
          approximationHigh: approximation! >> 4,
          approximationLow: approximation! & 15,
          isProgressive: frame.isProgressive,
          restartInterval,
        },
        coefficients,
      );
      position = bits.position;
    }
  }
  if (!frame) throw new Error("its compressed pixels have no frame header");
  const table = quantization.get(frame.quantizationTable);
  if (!table) throw new Error("its compressed pixels lack their quantization table");
  return toSamples(frame, coefficients, table);
}

function readQuantization(segment: Uint8Array, tables: Map<number, Uint16Array>): void {
  let position = 0;
  while (position < segment.length) {
    const header = segment[position++]!;
    const width = header >> 4 === 0 ? 1 : 2;
    const table = new Uint16Array(64);
    for (let k = 0; k < 64; k++, position += width)
      table[k] = width === 1 ? segment[position]! : segment[position]! * 256 + segment[position + 1]!;
    tables.set(header & 15, table);
  }
}

/** DC tables are kept under their number, AC tables 0x10 above. */
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

function readFrame(segment: Uint8Array, isProgressive: boolean): Frame {
  if (segment[5] !== 1) throw new Error("its compressed pixels are 12-bit colour, grey was expected");
  return {
    isProgressive,
    precision: segment[0]!,
    rows: segment[1]! * 256 + segment[2]!,
    columns: segment[3]! * 256 + segment[4]!,
    quantizationTable: segment[8]!,
  };
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
