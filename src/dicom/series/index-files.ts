import type { AutosegError } from "../../errors.ts";
import { type Dataset, number, text } from "../dataset.ts";
import { unreadable as toUnreadable } from "../parse/unreadable.ts";
import { mediaDirectoryUID, readableModalities, secondaryCaptureUID } from "../sop-classes.ts";
import { mapBounded } from "./bounded.ts";
import { type Copies, findCopies } from "./copies.ts";
import { findDamage, isSlice } from "./damage.ts";
import { type ImageFrame, toImageFrames } from "./image-frame.ts";
import { joinSingleSlices } from "./join-series.ts";
import { type MissingFile, matchMediaDirectory } from "./media-directory.ts";
import { modalityOf, type SliceReader } from "./slice-reader.ts";
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

/** The image files that share a SeriesInstanceUID, or single slices that do not and are one volume all the same. */
export interface FoundSeries {
  readonly seriesInstanceUID: string;
  /** By InstanceNumber. */
  readonly files: readonly ImageFile[];
  /** What the user should know of how its images were put together, a sentence each. */
  readonly notes: readonly string[];
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
  /** Whether it may be an image of a series; a DICOMDIR or a report, for instance, is none. */
  readonly mayBeSlice: boolean;
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

  const leftOut: LeftOutFile[] = [];
  const unreadable: UnreadableFile[] = [];
  const missing: MissingFile[] = [];
  const images: ImageFile[] = [];
  readings.forEach((reading, fileIndex) => {
    const file = files[fileIndex]!;
    if (reading.kind === "unreadable") {
      unreadable.push({ fileName: file.name, error: reading.error, mayBeSlice: reading.mayBeSlice });
      return;
    }
    if (reading.kind === "foreign") {
      leftOut.push({ fileName: file.name, reason: reading.isEmpty ? "empty" : "not-dicom", what: "" });
      return;
    }
    const { dataset, transferSyntaxUID, sizeBytes } = reading;
    const reason = whyLeftOut(dataset);
    const damage = reason === undefined || isSlice(dataset) ? findDamage(reading) : undefined;
    if (damage !== undefined) {
      unreadable.push({ fileName: file.name, error: toUnreadable(file.name, damage), mayBeSlice: true });
      return;
    }
    if (reason === "directory") missing.push(...matchMediaDirectory(file.name, dataset, files).missing);
    if (reason) {
      leftOut.push({ fileName: file.name, reason, what: modalityOf(dataset) || "DICOM" });
      return;
    }
    const frames = toImageFrames(dataset, file.name, fileIndex);
    images.push({ fileIndex, file, dataset, transferSyntaxUID, sizeBytes, frames });
  });
  const found = await findCopies(images, reader, options.signal);
  for (const image of images)
    if (found.copies.has(image))
      leftOut.push({ fileName: image.file.name, reason: "copy", what: modalityOf(image.dataset) });
  const series = toSeries(images, found);
  return { series: joinSingleSlices(series), leftOut, unreadable, missing };
}

/** The images by series, in the order in which the files came; those of a series by number, whatever that order was. */
function toSeries(images: readonly ImageFile[], { copies, namesakes }: Copies): FoundSeries[] {
  const groups = new Map<string, ImageFile[]>();
  for (const image of images) {
    if (copies.has(image)) continue;
    const seriesInstanceUID = seriesOf(image);
    const group = groups.get(seriesInstanceUID);
    if (group) group.push(image);
    else groups.set(seriesInstanceUID, [image]);
  }
  return [...groups].map(([seriesInstanceUID, own]) => {
    const copied = [...copies].filter(([, original]) => seriesOf(original) === seriesInstanceUID);
    const strangers = own.flatMap((image) => namesakes.get(image) ?? []);
    return {
      seriesInstanceUID,
      files: own.sort(compareImages),
      notes: [...describeCopies(copied.map(([copy]) => copy)), ...describeNamesakes(strangers)],
    };
  });
}

function seriesOf({ dataset }: ImageFile): string {
  return text(dataset, "SeriesInstanceUID") ?? "";
}

function compareImages(a: ImageFile, b: ImageFile): number {
  const [first, second] = [a, b].map(({ frames }) => frames[0]);
  const byNumber = (first?.instanceNumber ?? 0) - (second?.instanceNumber ?? 0);
  return byNumber || (a.file.name < b.file.name ? -1 : 1);
}

function describeCopies([first, ...others]: readonly ImageFile[]): string[] {
  if (!first) return [];
  const name = `"${first.file.name}"`;
  return others.length === 0
    ? [`${name} is a copy of another image and was left out.`]
    : [`${name} and ${others.length} more files are copies of other images and were left out.`];
}

function describeNamesakes([first, ...others]: readonly string[]): string[] {
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : `, and so do ${others.length} more`;
  return [
    `Different images share a SOP Instance UID (${first}${more}): all were kept, but a segmentation cannot refer to them one by one.`,
  ];
}

function whyLeftOut(dataset: Dataset): LeftOutReason | undefined {
  if ((text(dataset, "MediaStorageSOPClassUID") ?? text(dataset, "SOPClassUID")) === mediaDirectoryUID)
    return "directory";
  if (!number(dataset, "Rows") || !number(dataset, "Columns")) return "no-image";
  if (!readableModalities.has(modalityOf(dataset))) return "other-modality";
  const isScreenshot = (text(dataset, "SOPClassUID") ?? "").startsWith(secondaryCaptureUID);
  if (isScreenshot && !dataset.ImagePositionPatient) return "no-image";
  return undefined;
}
