import { text } from "../dataset.ts";
import type { FoundSeries, ImageFile } from "./file-index.ts";
import { smallestVolume } from "./slice-places.ts";
import { findVolumes } from "./volumes.ts";

/**
 * Joins series of one image each that are slices of the same volume: some scanners (Canon's, for instance) give each slice
 * its own SeriesInstanceUID. They are joined if study, frame of reference, orientation, matrix, description and modality are
 * equal and the slices are evenly spaced; otherwise they stay separate.
 */
export function joinSingleSlices(series: readonly FoundSeries[]): readonly FoundSeries[] {
  const groups = new Map<string, FoundSeries[]>();
  for (const one of series) {
    const key = keyOf(one);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  const joined = new Map<FoundSeries, FoundSeries>();
  for (const group of groups.values()) {
    const whole = group.length < smallestVolume ? undefined : join(group);
    if (whole) for (const one of group) joined.set(one, whole);
  }
  return [...new Set(series.map((one) => joined.get(one) ?? one))];
}

/** What slices of one volume have in common; undefined unless the series is a single slice with a position. */
function keyOf({ seriesInstanceUID, files }: FoundSeries): string | undefined {
  const [file, ...others] = files;
  const [frame, ...otherFrames] = file?.frames ?? [];
  if (!file || !frame || others.length > 0 || otherFrames.length > 0 || seriesInstanceUID === "")
    return undefined;
  const { frameOfReferenceUID, imagePositionPatient, imageOrientationPatient, pixelSpacing, imageType } =
    frame;
  if (!frameOfReferenceUID || !imagePositionPatient || !imageOrientationPatient || !pixelSpacing)
    return undefined;
  if (imageType.some((value) => value.toUpperCase() === "LOCALIZER")) return undefined;
  const stated = (
    ["StudyInstanceUID", "PatientID", "Modality", "SeriesDescription", "ProtocolName"] as const
  ).map((keyword) => text(file.dataset, keyword) ?? "");
  const plane = [...imageOrientationPatient, ...pixelSpacing].map((value) => value.toFixed(2));
  return [...stated, frameOfReferenceUID, frame.rows, frame.columns, ...plane].join("\n");
}

function join(group: readonly FoundSeries[]): FoundSeries | undefined {
  const files = group.flatMap((one) => one.files.map((file) => withSeries(file, one.seriesInstanceUID)));
  const whole: FoundSeries = { seriesInstanceUID: "", files, notes: group.flatMap(({ notes }) => notes) };
  const volumes = findVolumes(whole);
  const isRegular = volumes.every(({ stack }) => "grid" in stack && !stack.even && stack.notes.length === 0);
  const [proposed] = volumes;
  if (!isRegular || !proposed || !("grid" in proposed.stack)) return undefined;
  const seriesInstanceUID = proposed.stack.frames[0]!.seriesInstanceUID!;
  const note = `Each of the ${group.length} slices has its own SeriesInstanceUID: they were read as one series, since everything else agrees.`;
  return { ...whole, seriesInstanceUID, notes: [note, ...whole.notes] };
}

function withSeries(file: ImageFile, seriesInstanceUID: string): ImageFile {
  return { ...file, frames: file.frames.map((frame) => ({ ...frame, seriesInstanceUID })) };
}
