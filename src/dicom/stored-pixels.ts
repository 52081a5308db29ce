import { AutosegError } from "../errors.ts";
import { text } from "./dataset.ts";
import { type ParsedDicom, parseDataset } from "./parse/parse-dataset.ts";
import { decodeFrame } from "./pixels/decode-frame.ts";
import { bytesPerSampleOf, toPixelFormat } from "./pixels/pixel-format.ts";
import type { StoredValues } from "./pixels/stored-values.ts";
import { unreadable } from "./refusals.ts";
import { findMoreFrames, isSlice } from "./series/damage.ts";
import type { SourceFile } from "./series/source-file.ts";
import { mediaDirectoryUID } from "./sop-classes.ts";

/** Stored values of a frame as bytes, for comparison with other programs. */
export interface StoredPixels {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly numberOfFrames: number;
  /** Bits of one sample in `bytes`: BitsAllocated, except 8 for one-bit and 16 for twelve-bit samples. */
  readonly bitsPerSample: 8 | 16 | 32 | 64;
  /** Whether the samples are IEEE 754 numbers (FloatPixelData, DoubleFloatPixelData). */
  readonly isFloat: boolean;
  readonly isSigned: boolean;
  readonly transferSyntaxUID: string;
  /** Row by row, little endian, before any rescale; colours as RGB, pixel by pixel. */
  readonly bytes: Uint8Array;
}

/**
 * Decodes one frame of a file (`frameNumber` one-based) to its stored values.
 * @throws AutosegError `unreadable-dicom`, `unsupported-pixels`, `invalid-argument` for a frame that is not there.
 */
export async function decodeStoredValues(file: SourceFile, frameNumber = 1): Promise<StoredPixels> {
  const parsed = parseDataset(new Uint8Array(await file.arrayBuffer()), { fileName: file.name });
  if (!parsed.pixelData) throw withoutPixels(parsed);
  const { dataset, transferSyntaxUID, pixelData } = parsed;
  const nativeBytes = pixelData.kind === "native" ? pixelData.bytes.length : undefined;
  const more = findMoreFrames({ dataset, transferSyntaxUID, nativeBytes });
  if (more !== undefined) throw unreadable(file.name, more);
  const format = toPixelFormat(parsed);
  if (!Number.isInteger(frameNumber) || frameNumber < 1 || frameNumber > format.numberOfFrames)
    throw new AutosegError(
      "invalid-argument",
      `"${file.name}" has no frame ${frameNumber}. Choose one from 1 to ${format.numberOfFrames}.`,
      { argument: "frameNumber" },
    );
  const { values, rows, columns, samplesPerPixel } = await decodeFrame(parsed, frameNumber - 1);
  const bitsPerSample = (bytesPerSampleOf(format) * 8) as StoredPixels["bitsPerSample"];
  return {
    rows,
    columns,
    samplesPerPixel,
    numberOfFrames: format.numberOfFrames,
    bitsPerSample,
    isFloat: format.isFloat,
    isSigned: format.isSigned,
    transferSyntaxUID: parsed.transferSyntaxUID,
    bytes: toLittleEndian(values, { bitsPerSample, isFloat: format.isFloat }),
  };
}

function withoutPixels({ fileName, dataset, transferSyntaxUID }: ParsedDicom): AutosegError {
  if (isSlice(dataset)) return unreadable(fileName, "it ends before its pixels");
  const modality = text(dataset, "Modality") ?? "";
  const isDirectory = text(dataset, "MediaStorageSOPClassUID") === mediaDirectoryUID;
  const kind = isDirectory
    ? "a DICOMDIR (the index of a disc)"
    : modality === ""
      ? "a DICOM object"
      : `a DICOM object of modality ${modality}`;
  return new AutosegError("unsupported-pixels", `"${fileName}" is ${kind} without pixels. Choose an image.`, {
    fileName,
    transferSyntaxUID,
  });
}

function toLittleEndian(
  values: StoredValues,
  { bitsPerSample, isFloat }: Pick<StoredPixels, "bitsPerSample" | "isFloat">,
): Uint8Array {
  const isWide = isFloat || values.BYTES_PER_ELEMENT * 8 === bitsPerSample;
  // Negative values wrap round to the two's complement that they are stored as.
  const samples = isWide
    ? values
    : bitsPerSample === 16
      ? Uint16Array.from(values)
      : Uint32Array.from(values);
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
