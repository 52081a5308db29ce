import { JpegBits } from "./jpeg-bits.ts";
import { JpegSegments, readWord } from "./jpeg-segments.ts";

/*
 * Decodes JPEG Lossless, Huffman-coded (ITU-T T.81 annex H): 2 to 16 bits, any predictor, point transform and restart
 * interval, in one scan or several. Unlike the available packages, it detects incomplete streams.
 */

/** An image: samples pixel by pixel. */
export interface LosslessImage {
  readonly samples: Uint8Array | Uint16Array;
  readonly columns: number;
  readonly rows: number;
  readonly samplesPerPixel: number;
}

interface Frame {
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly componentIds: readonly number[];
}

/** Throws a plain Error, one clause long, for broken or incomplete data. */
export function decodeJpegLossless(bytes: Uint8Array): LosslessImage {
  const segments = new JpegSegments(bytes);
  let frame: Frame | undefined;
  let samples = new Uint16Array();
  const decoded = new Set<number>();
  for (let segment = segments.next(); segment; segment = segments.next()) {
    const { marker, body } = segment;
    if (marker === 0xc3 && !frame) {
      frame = readFrame(body);
      samples = new Uint16Array(frame.rows * frame.columns * frame.componentIds.length);
    } else if (marker === 0xda && frame) {
      const scan = readScan(body, frame, segments);
      for (const { place } of scan.components) {
        if (decoded.has(place)) throw new Error("it has the same component twice");
        decoded.add(place);
      }
      const bits = new JpegBits(bytes, segments.position);
      decodeScan(bits, frame, scan, samples);
      bits.end();
      segments.position = bits.position;
    } else throw new Error(`it has a segment of a different kind of JPEG (${marker.toString(16)})`);
  }
  if (!frame) throw new Error("it has no frame header");
  const { rows, columns, precision, componentIds } = frame;
  if (decoded.size !== componentIds.length) throw new Error("it has no scan of one of its components");
  return {
    samples: precision > 8 ? samples : Uint8Array.from(samples),
    columns,
    rows,
    samplesPerPixel: componentIds.length,
  };
}

function readFrame(body: Uint8Array): Frame {
  const [precision, rows, columns, components] = [body[0]!, readWord(body, 1), readWord(body, 3), body[5]!];
  if (body.length !== 6 + 3 * components) throw new Error("its frame header is truncated");
  if (precision < 2 || precision > 16 || rows === 0 || columns === 0 || components === 0)
    throw new Error("its frame header is out of range");
  const parts = Array.from({ length: components }, (_, index) => body.subarray(6 + 3 * index, 9 + 3 * index));
  const [first] = parts;
  if (parts.some((part) => part[1] !== first![1] || (components > 1 && part[1] !== 0x11)))
    throw new Error("its colours are subsampled");
  return { precision, rows, columns, componentIds: parts.map((part) => part[0]!) };
}

function readScan(body: Uint8Array, frame: Frame, { huffmanTables, restartInterval }: JpegSegments) {
  const count = body[0]!;
  if (body.length !== 4 + 2 * count) throw new Error("its scan header is truncated");
  const components = Array.from({ length: count }, (_, index) => {
    const [id, tables] = body.subarray(1 + 2 * index);
    const place = frame.componentIds.indexOf(id!);
    const table = huffmanTables.get(tables! >> 4);
    if (place < 0) throw new Error("it has a scan of an unknown component");
    if (!table) throw new Error("it refers to a missing Huffman table");
    return { place, table };
  });
  const [predictor, , approximation] = body.subarray(1 + 2 * count);
  const pointTransform = approximation! & 15;
  if (predictor! < 1 || predictor! > 7 || pointTransform >= frame.precision)
    throw new Error("its scan header is out of range");
  // T.81 B.2.4.4: whole rows.
  if (restartInterval % frame.columns !== 0)
    throw new Error("its restart interval is not a whole number of rows");
  return { components, predictor: predictor!, pointTransform, restartRows: restartInterval / frame.columns };
}

type Scan = ReturnType<typeof readScan>;

function decodeScan(bits: JpegBits, frame: Frame, scan: Scan, samples: Uint16Array): void {
  const { rows, columns, precision } = frame;
  const { components, predictor, pointTransform, restartRows } = scan;
  const pixel = frame.componentIds.length;
  const stride = columns * pixel;
  const start = 1 << (precision - pointTransform - 1);
  const largest = (1 << (precision - pointTransform)) - 1;
  for (let row = 0; row < rows; row++) {
    const isRestart = restartRows > 0 && row > 0 && row % restartRows === 0;
    if (isRestart) bits.restart(row / restartRows - 1);
    const isFirstRow = row === 0 || isRestart;
    for (let column = 0; column < columns; column++) {
      for (const { place, table } of components) {
        const at = row * stride + column * pixel + place;
        // T.81 H.1.2.1: the first row is predicted from the left, the first column from above.
        const predicted =
          column === 0
            ? isFirstRow
              ? start
              : samples[at - stride]!
            : isFirstRow
              ? samples[at - pixel]!
              : predict(
                  predictor,
                  samples[at - pixel]!,
                  samples[at - stride]!,
                  samples[at - stride - pixel]!,
                );
        const size = bits.symbol(table);
        // T.81 H.1.2.2: size 16 means 32768, with no further bits.
        const difference = size === 16 ? 0x8000 : bits.signed(size);
        const value = (predicted + difference) & 0xffff;
        if (value > largest) throw new Error(`it holds a value of more than ${precision} bits`);
        samples[at] = value;
      }
    }
  }
  if (pointTransform > 0)
    for (const { place } of components)
      for (let at = place; at < samples.length; at += pixel) samples[at] = samples[at]! << pointTransform;
}

/** T.81 table H.1: from the samples to the left, above, and above left. */
function predict(predictor: number, left: number, above: number, aboveLeft: number): number {
  switch (predictor) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return aboveLeft;
    case 4:
      return left + above - aboveLeft;
    case 5:
      return left + ((above - aboveLeft) >> 1);
    case 6:
      return above + ((left - aboveLeft) >> 1);
    default:
      return (left + above) >> 1;
  }
}
