import { type Dataset, number, text } from "../dataset.ts";
import { numberOfFrames } from "../pixels/pixel-format.ts";
import { sliceStorageUIDs } from "../sop-classes.ts";
import { transferSyntaxes } from "../transfer-syntaxes.ts";
import type { HeaderReading } from "./slice-reader.ts";

type DicomReading = Extract<HeaderReading, { kind: "dicom" }>;

type Pixels = Pick<DicomReading, "dataset" | "transferSyntaxUID" | "nativeBytes">;

/** With more frames than this, the file must have room for them. */
const [manyFrames, leastFrameBytes] = [4096, 128];

/** What is wrong with a slice, as a clause: it is truncated, or has other pixels than it says. */
export function findDamage(reading: DicomReading): string | undefined {
  const { dataset, hasPixelData, sizeBytes } = reading;
  const [rows, columns] = [number(dataset, "Rows"), number(dataset, "Columns")];
  const isOfSlices = isSlice(dataset);
  if (isOfSlices && (!hasPixelData || !rows || !columns)) return "it ends before its pixels";
  if (!rows || !columns) return undefined;
  const frames = numberOfFrames(dataset);
  if (!Number.isInteger(frames) || frames < 1) return `its NumberOfFrames is ${frames}`;
  const extra = findMoreFrames(reading);
  if (extra !== undefined || !isOfSlices || sizeBytes === undefined) return extra;
  if (frames > manyFrames && frames * leastFrameBytes > sizeBytes)
    return `its ${sizeBytes} bytes cannot hold ${frames} frames`;
  if (!isNative(reading) || number(dataset, "SamplesPerPixel") !== 1) return undefined;
  const pixelBytes = Math.ceil((frames * rows * columns * (number(dataset, "BitsAllocated") ?? 0)) / 8);
  return pixelBytes > sizeBytes
    ? `it is truncated: ${pixelBytes} bytes of pixels were expected, the whole file has ${sizeBytes}`
    : undefined;
}

/** Reports uncompressed pixels of more frames than NumberOfFrames states, which would be lost. Padding is shorter than a frame. */
export function findMoreFrames(reading: Pixels): string | undefined {
  const { dataset, nativeBytes } = reading;
  const pixels = (number(dataset, "Rows") ?? 0) * (number(dataset, "Columns") ?? 0);
  const bits = (number(dataset, "BitsAllocated") ?? 0) * (number(dataset, "SamplesPerPixel") ?? 1);
  if (nativeBytes === undefined || bits * pixels === 0 || !isNative(reading)) return undefined;
  const there = Math.floor((nativeBytes * 8) / (pixels * bits));
  if (there <= numberOfFrames(dataset)) return undefined;
  const stated = number(dataset, "NumberOfFrames");
  return `it has pixels of ${there} frames, but ${stated === undefined ? "no NumberOfFrames" : `a NumberOfFrames of ${stated}`}`;
}

function isNative({ transferSyntaxUID }: Pixels): boolean {
  const syntax = transferSyntaxes.get(transferSyntaxUID);
  return syntax?.codec === "native" && !syntax.deflated;
}

/** Whether a header belongs to slices, by its SOP class. */
export function isSlice(dataset: Dataset): boolean {
  return sliceStorageUIDs.has(text(dataset, "SOPClassUID") ?? text(dataset, "MediaStorageSOPClassUID") ?? "");
}
