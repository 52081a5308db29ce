import { type Dataset, number, text } from "../dataset.ts";
import { unreadable as toUnreadable } from "../refusals.ts";
import { mediaDirectoryUID, readableModalities, secondaryCaptureUID } from "../sop-classes.ts";
import { mapBounded } from "./bounded.ts";
import { type Copies, findCopies } from "./copies.ts";
import { findDamage, isSlice } from "./damage.ts";
import type {
  FileIndex,
  FoundSeries,
  ImageFile,
  LeftOutFile,
  LeftOutReason,
  UnreadableFile,
} from "./file-index.ts";
import { joinSingleSlices } from "./join-series.ts";
import { type MissingFile, matchMediaDirectory } from "./media-directory.ts";
import { toImageFrames } from "./read-frames.ts";
import { modalityOf, type SliceReader } from "./slice-reader.ts";
import type { ReadOptions, SourceFile } from "./source-file.ts";

/** Reads the headers of all files and groups the images by series, in the order of the files. */
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

/** Groups the images by series, in the order of the files; within a series they are sorted by number. */
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
