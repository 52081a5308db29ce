import { AutosegError } from "../../errors.ts";
import type { FileIndex, FoundSeries } from "./file-index.ts";
import { noImages } from "./file-index.ts";
import { toLabel, toSummary } from "./index-series.ts";
import type { ReferencedImages } from "./referenced-images.ts";
import { findReferencedVolume, type VolumeChoice } from "./referenced-volume.ts";

/** What is asked for: a series by its UID, the images that an object names, or neither. */
export interface Wanted {
  readonly seriesInstanceUID?: string;
  readonly referenced?: ReferencedImages;
}

/**
 * The volume that is asked for, or else the first of the only series.
 * @throws AutosegError `unreadable-dicom` for a damaged file that may be a slice, `no-dicom-images`, `several-series`,
 * `series-not-found`.
 */
export function chooseVolume(
  index: FileIndex,
  fileCount: number,
  { seriesInstanceUID, referenced }: Wanted,
): VolumeChoice {
  if (
    seriesInstanceUID === undefined &&
    referenced &&
    !index.unreadable.some(({ mayBeSlice }) => mayBeSlice)
  ) {
    const found = findReferencedVolume(index.series, referenced);
    if (found) return found;
  }
  const series = chooseSeries(index, fileCount, seriesInstanceUID);
  return (referenced && findReferencedVolume([series], referenced)) ?? { series, volumeIndex: 0 };
}

/** The series of that SeriesInstanceUID, or the one that it was joined to. */
export function findSeries({ series }: FileIndex, wanted: string | undefined): FoundSeries | undefined {
  return (
    series.find(({ seriesInstanceUID }) => seriesInstanceUID === wanted) ??
    series.find(({ files }) =>
      files.some(({ frames }) => wanted !== undefined && frames[0]?.seriesInstanceUID === wanted),
    )
  );
}

function chooseSeries(index: FileIndex, fileCount: number, wanted: string | undefined): FoundSeries {
  const damaged = index.unreadable.find(({ mayBeSlice }) => mayBeSlice);
  if (damaged) throw damaged.error;
  if (index.series.length === 0) throw noImages(fileCount, index.leftOut);
  const found = findSeries(index, wanted);
  if (found) return found;
  if (wanted === undefined && index.series.length === 1) return index.series[0]!;
  const summaries = index.series.map(toSummary);
  const list = summaries.map((summary) => `${toLabel(summary)} ${summary.seriesInstanceUID}`).join("; ");
  if (wanted !== undefined) {
    throw new AutosegError("series-not-found", `There is no series ${wanted}. Choose one of: ${list}.`, {
      seriesInstanceUID: wanted,
    });
  }
  throw new AutosegError("several-series", `There are ${index.series.length} series. Choose one: ${list}.`, {
    series: summaries.map((summary) => ({
      seriesInstanceUID: summary.seriesInstanceUID,
      label: toLabel(summary),
    })),
  });
}
