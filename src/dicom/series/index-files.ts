import type { AutosegError } from "../../errors.ts";
import { type Dataset, number, numbers, text } from "../dataset.ts";
import { unreadable as toUnreadable } from "../parse/unreadable.ts";
import {
  mediaDirectoryUID,
  readableModalities,
  secondaryCaptureUID,
  sliceStorageUIDs,
} from "../sop-classes.ts";
import { transferSyntaxes } from "../transfer-syntaxes.ts";
import { mapBounded } from "./bounded.ts";
import { type ImageFrame, toImageFrames } from "./image-frame.ts";
import { type MissingFile, matchMediaDirectory } from "./media-directory.ts";
import { type HeaderReading, modalityOf, type SliceReader } from "./slice-reader.ts";
import type { ReadOptions, SourceFile } from "./source-file.ts";

/** An image file of a series with its header. */
export interface ImageFile {
  /** Place in the list that is read. */
  readonly fileIndex: number;
  readonly file: SourceFile;
  readonly dataset: Dataset;
  readonly transferSyntaxUID: string;
  /** Undefined where it is not known before the pixels are fetched. */
  readonly sizeBytes: number | undefined;
  readonly frames: readonly ImageFrame[];
}

/** The image files that share a SeriesInstanceUID. */
export interface FoundSeries {
  readonly seriesInstanceUID: string;
  readonly files: readonly ImageFile[];
}

/** Why a file is none of the images to choose from. */
export type LeftOutReason = "not-dicom" | "empty" | "directory" | "no-image" | "other-modality" | "copy";

export interface LeftOutFile {
  readonly fileName: string;
  readonly reason: LeftOutReason;
  /** Modality or kind of object, where the file is DICOM. */
  readonly what: string;
}

export interface UnreadableFile {
  readonly fileName: string;
  readonly error: AutosegError;
}

/** What a set of files holds. */
export interface FileIndex {
  readonly series: readonly FoundSeries[];
  readonly leftOut: readonly LeftOutFile[];
  /** DICOM files that are damaged. */
  readonly unreadable: readonly UnreadableFile[];
  /** Files that a DICOMDIR lists and that are not there. */
  readonly missing: readonly MissingFile[];
}

type DicomReading = Extract<HeaderReading, { kind: "dicom" }>;

/** Reads the headers of all files and groups the images by series, in the order in which the files came. */
export async function indexFiles(
  files: readonly SourceFile[],
  reader: SliceReader,
  options: ReadOptions = {},
): Promise<FileIndex> {
  let filesDone = 0;
  const readings = await mapBounded(
    files,
    reader.headerConcurrency,
    async (file) => {
      const reading = await reader.readHeader(file);
      options.onProgress?.({ filesDone: ++filesDone, filesTotal: files.length, phase: "headers" });
      return reading;
    },
    options.signal,
  );

  const groups = new Map<string, ImageFile[]>();
  const leftOut: LeftOutFile[] = [];
  const unreadable: UnreadableFile[] = [];
  const missing: MissingFile[] = [];
  const seen = new Set<string>();
  readings.forEach((reading, fileIndex) => {
    const file = files[fileIndex]!;
    if (reading.kind === "unreadable") {
      unreadable.push({ fileName: file.name, error: reading.error });
      return;
    }
    if (reading.kind === "foreign") {
      leftOut.push({ fileName: file.name, reason: reading.isEmpty ? "empty" : "not-dicom", what: "" });
      return;
    }
    const { dataset, transferSyntaxUID, sizeBytes } = reading;
    const damage = findDamage(reading);
    if (damage !== undefined) {
      unreadable.push({ fileName: file.name, error: toUnreadable(file.name, damage) });
      return;
    }
    const reason = whyLeftOut(dataset, seen);
    if (reason === "directory") missing.push(...matchMediaDirectory(file.name, dataset, files).missing);
    if (reason) {
      leftOut.push({ fileName: file.name, reason, what: modalityOf(dataset) || "DICOM" });
      return;
    }
    const seriesInstanceUID = text(dataset, "SeriesInstanceUID") ?? "";
    const frames = toImageFrames(dataset, file.name, fileIndex);
    const group = groups.get(seriesInstanceUID) ?? [];
    group.push({ fileIndex, file, dataset, transferSyntaxUID, sizeBytes, frames });
    groups.set(seriesInstanceUID, group);
  });
  const series = [...groups].map(([seriesInstanceUID, images]) => ({ seriesInstanceUID, files: images }));
  return { series, leftOut, unreadable, missing };
}

/** More frames than this are checked for the room that they need in the file. */
const [manyFrames, leastFrameBytes] = [4096, 128];

/** What is wrong with a slice, by its SOP class: it ends too early, or claims more than it can hold; as a clause. */
function findDamage({
  dataset,
  hasPixelData,
  sizeBytes,
  transferSyntaxUID,
}: DicomReading): string | undefined {
  const sopClassUID = text(dataset, "SOPClassUID") ?? text(dataset, "MediaStorageSOPClassUID") ?? "";
  if (!sliceStorageUIDs.has(sopClassUID)) return undefined;
  const [rows, columns] = [number(dataset, "Rows"), number(dataset, "Columns")];
  if (!hasPixelData || !rows || !columns) return "it ends before its pixels";
  if (sizeBytes === undefined) return undefined;
  const frames = number(dataset, "NumberOfFrames") ?? 1;
  if (frames > manyFrames && frames * leastFrameBytes > sizeBytes)
    return `its ${sizeBytes} bytes cannot hold ${frames} frames`;
  const syntax = transferSyntaxes.get(transferSyntaxUID);
  if (syntax?.codec !== "native" || syntax.deflated || number(dataset, "SamplesPerPixel") !== 1)
    return undefined;
  const pixelBytes = Math.ceil((frames * rows * columns * (number(dataset, "BitsAllocated") ?? 0)) / 8);
  return pixelBytes > sizeBytes
    ? `it is cut off: ${pixelBytes} bytes of pixels were expected, the whole file has ${sizeBytes}`
    : undefined;
}

function whyLeftOut(dataset: Dataset, seen: Set<string>): LeftOutReason | undefined {
  if ((text(dataset, "MediaStorageSOPClassUID") ?? text(dataset, "SOPClassUID")) === mediaDirectoryUID)
    return "directory";
  if (!number(dataset, "Rows") || !number(dataset, "Columns")) return "no-image";
  if (!readableModalities.has(modalityOf(dataset))) return "other-modality";
  const isScreenshot = (text(dataset, "SOPClassUID") ?? "").startsWith(secondaryCaptureUID);
  if (isScreenshot && !dataset.ImagePositionPatient) return "no-image";
  // The same instance once more, in another folder of the same export for instance. Its place is part of the
  // comparison, since some anonymisers give all images one UID.
  const sopInstanceUID = text(dataset, "SOPInstanceUID");
  if (sopInstanceUID === undefined) return undefined;
  const place = [...numbers(dataset, "ImagePositionPatient"), ...numbers(dataset, "InstanceNumber")];
  const key = [sopInstanceUID, ...place].join(" ");
  if (seen.has(key)) return "copy";
  seen.add(key);
  return undefined;
}
