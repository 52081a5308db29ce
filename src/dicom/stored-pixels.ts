import { AutosegError } from "../errors.ts";
import { parseDataset } from "./parse/parse-dataset.ts";
import { decodeFrame } from "./pixels/decode-frame.ts";
import { toPixelFormat } from "./pixels/pixel-format.ts";
import type { SourceFile } from "./series/source-file.ts";

/** Stored values of a frame as bytes, for comparing with other programs. */
export interface StoredPixels {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly numberOfFrames: number;
  /** Bits of one sample in `bytes`: BitsAllocated, but 8 for one bit a pixel. */
  readonly bitsPerSample: 8 | 16 | 32;
  readonly isSigned: boolean;
  readonly transferSyntaxUID: string;
  /** Row by row, little endian, the samples of a pixel together; before any rescale. */
  readonly bytes: Uint8Array;
}

/**
 * Decodes one frame of a file (`frameNumber` one-based) to its stored values.
 * @throws AutosegError `unreadable-dicom`, `unsupported-pixels`, `invalid-argument` for a frame that is not there.
 */
export async function decodeStoredValues(file: SourceFile, frameNumber = 1): Promise<StoredPixels> {
  const parsed = parseDataset(new Uint8Array(await file.arrayBuffer()), { fileName: file.name });
  const format = toPixelFormat(parsed);
  if (!Number.isInteger(frameNumber) || frameNumber < 1 || frameNumber > format.numberOfFrames)
    throw new AutosegError(
      "invalid-argument",
      `"${file.name}" has the frames 1 to ${format.numberOfFrames}, and frame ${frameNumber} was asked for.`,
      {},
    );
  const { values, rows, columns, samplesPerPixel } = await decodeFrame(parsed, frameNumber - 1);
  const bitsPerSample = format.bitsAllocated === 1 ? 8 : format.bitsAllocated;
  return {
    rows,
    columns,
    samplesPerPixel,
    numberOfFrames: format.numberOfFrames,
    bitsPerSample,
    isSigned: format.isSigned,
    transferSyntaxUID: parsed.transferSyntaxUID,
    bytes: toLittleEndian(values, bitsPerSample),
  };
}

function toLittleEndian(values: ArrayLike<number>, bitsPerSample: 8 | 16 | 32): Uint8Array {
  const view = new DataView(new ArrayBuffer((values.length * bitsPerSample) / 8));
  for (let index = 0; index < values.length; index++) {
    if (bitsPerSample === 8) view.setUint8(index, values[index]!);
    else if (bitsPerSample === 16) view.setUint16(index * 2, values[index]!, true);
    else view.setUint32(index * 4, values[index]!, true);
  }
  return new Uint8Array(view.buffer);
}
