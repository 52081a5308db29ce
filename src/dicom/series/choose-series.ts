import { AutosegError } from "../../errors.ts";
import { type FileIndex, type FoundSeries, noImages } from "./file-index.ts";
import { toLabel, toSummary } from "./index-series.ts";
import { isReferenced, type ReferencedImages } from "./referenced-images.ts";
import { findVolumes } from "./volumes.ts";

/** What is requested: a series by its UID, the images that an object references, or neither. */
interface Wanted {
  readonly seriesInstanceUID?: string;
  readonly referenced?: ReferencedImages;
}

/**
 * The requested volume, else the first one of the only series.
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

/** The series with that SeriesInstanceUID, or the one it was joined to. */
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

/** A volume of a series, as a zero-based index into the volumes of its summary. */
interface VolumeChoice {
  readonly series: FoundSeries;
  readonly volumeIndex: number;
}

/**
 * The volume with the most images that an object references; if it references none, the first volume of a series that it
 * references. Undefined if nothing that it references is here.
 */
export function findReferencedVolume(
  series: readonly FoundSeries[],
  referenced: ReferencedImages,
): VolumeChoice | undefined {
  let best: (VolumeChoice & { readonly count: number }) | undefined;
  for (const one of series) {
    const isNamed = one.files.some(({ frames }) =>
      frames.some(({ sopInstanceUID }) => referenced.images.has(sopInstanceUID)),
    );
    if (!isNamed) continue;
    findVolumes(one).forEach(({ frames }, volumeIndex) => {
      const count = frames.filter(({ sopInstanceUID, numberOfFrames, frameIndex }) =>
        isReferenced(
          { sopInstanceUID, ...(numberOfFrames > 1 && { frameNumber: frameIndex + 1 }) },
          referenced,
        ),
      ).length;
      if (count > (best?.count ?? 0)) best = { series: one, volumeIndex, count };
    });
  }
  if (best) return best;
  const named = series.find(({ seriesInstanceUID }) => referenced.series.has(seriesInstanceUID));
  return named && { series: named, volumeIndex: 0 };
}
