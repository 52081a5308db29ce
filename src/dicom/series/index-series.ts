import { isAutosegError } from "../../errors.ts";
import { number, text } from "../dataset.ts";
import { type FoundSeries, indexFiles } from "./index-files.ts";
import { noImages } from "./no-images.ts";
import { localSliceReader, modalityOf, type SliceReader } from "./slice-reader.ts";
import { toSliceStack } from "./slice-stack.ts";
import type { ReadOptions, SourceFile } from "./source-file.ts";

/** A series as a list to choose from shows it. */
export interface SeriesSummary {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly modality: string;
  /** SeriesDescription; "" where the header has none. */
  readonly description: string;
  readonly seriesNumber: number | undefined;
  /** Images, frames of multi-frame files counted. */
  readonly imageCount: number;
  /** What stands in the way of reading it, in words; empty for a series that can be read. */
  readonly problems: readonly string[];
}

/**
 * The image series (CT, MR, PT, NM) among files, headers only. Other files are left out: segmentations, reports, texts.
 * @throws AutosegError `no-dicom-images`, `unreadable-dicom` when a damaged file is all there is, `cancelled`.
 */
export async function indexSeries(
  files: readonly SourceFile[],
  options: ReadOptions & { readonly reader?: SliceReader } = {},
): Promise<SeriesSummary[]> {
  const index = await indexFiles(files, options.reader ?? localSliceReader, options);
  if (index.series.length === 0) throw index.unreadable[0] ?? noImages(files.length, index.leftOut);
  return index.series.map(toSummary);
}

export function toSummary(series: FoundSeries): SeriesSummary {
  const { dataset } = series.files[0]!;
  return {
    studyInstanceUID: text(dataset, "StudyInstanceUID") ?? "",
    seriesInstanceUID: series.seriesInstanceUID,
    modality: modalityOf(dataset),
    description: text(dataset, "SeriesDescription") ?? "",
    seriesNumber: number(dataset, "SeriesNumber"),
    imageCount: series.files.reduce((count, file) => count + file.frames.length, 0),
    problems: findProblems(series),
  };
}

/** "CT 3, Abdomen 5 mm (129 images)" */
export function toLabel(summary: SeriesSummary): string {
  const number = summary.seriesNumber === undefined ? "" : ` ${summary.seriesNumber}`;
  const description = summary.description === "" ? "" : `, ${summary.description}`;
  const images = summary.imageCount === 1 ? "1 image" : `${summary.imageCount} images`;
  return `${summary.modality}${number}${description} (${images})`;
}

function findProblems(series: FoundSeries): string[] {
  try {
    toSliceStack(
      series.files.flatMap((file) => file.frames),
      series.seriesInstanceUID,
    );
    return [];
  } catch (error) {
    if (isAutosegError(error)) return [error.message];
    throw error;
  }
}
