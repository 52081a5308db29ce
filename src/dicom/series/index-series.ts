import type { Grid } from "../../geometry/index.ts";
import { number, text } from "../dataset.ts";
import { describeTechnique } from "../source-series.ts";
import { expandZips } from "./expand-zips.ts";
import type { FoundSeries } from "./file-index.ts";
import { noImages } from "./file-index.ts";
import { indexFiles } from "./index-files.ts";
import { localSliceReader, modalityOf, type SliceReader } from "./slice-reader.ts";
import type { ReadOptions, SourceFile } from "./source-file.ts";
import { type FoundVolume, findVolumes } from "./volumes.ts";

/** A series as a list to choose from shows it. */
export interface SeriesSummary {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly modality: string;
  /** SeriesDescription; "" where the header has none. */
  readonly description: string;
  /** How it says it was made (`describeTechnique`). */
  readonly technique: string;
  readonly seriesNumber: number | undefined;
  /** Images, frames of multi-frame files counted. */
  readonly imageCount: number;
  /** What stands in the way of reading it, in words; empty for a series that can be read. */
  readonly problems: readonly string[];
  /** The volumes it holds, the one to propose first. */
  readonly volumes: readonly VolumeSummary[];
}

/** A volume of a series as a list to choose from shows it. */
export interface VolumeSummary {
  /** What sets it apart: "echo time 5 ms", "localiser", "coronal"; "" when it is the only one. */
  readonly label: string;
  readonly imageCount: number;
  /** Undefined where its slices form no grid. */
  readonly grid: Grid | undefined;
  /** Why its slices form no grid, in words. */
  readonly problem: string | undefined;
  /** What reading will do to the images, in words: correct a gantry tilt. */
  readonly notes: readonly string[];
}

/**
 * The image series (CT, MR, PT, NM) among files, headers only. Other files are left out: segmentations, reports, texts.
 * @throws AutosegError `no-dicom-images`, `unreadable-dicom` when a damaged file is all there is, `cancelled`.
 */
export async function indexSeries(
  files: readonly SourceFile[],
  options: ReadOptions & { readonly reader?: SliceReader } = {},
): Promise<SeriesSummary[]> {
  const all = await expandZips(files);
  const index = await indexFiles(all, options.reader ?? localSliceReader, options);
  if (index.series.length === 0) throw index.unreadable[0]?.error ?? noImages(all.length, index.leftOut);
  return index.series.map(toSummary);
}

export function toSummary(series: FoundSeries): SeriesSummary {
  const { dataset } = series.files[0]!;
  const volumes = findVolumes(series).map(toVolumeSummary);
  const [proposed] = volumes;
  return {
    studyInstanceUID: text(dataset, "StudyInstanceUID") ?? "",
    seriesInstanceUID: series.seriesInstanceUID,
    modality: modalityOf(dataset),
    description: text(dataset, "SeriesDescription") ?? "",
    technique: describeTechnique(dataset),
    seriesNumber: number(dataset, "SeriesNumber"),
    imageCount: series.files.reduce((count, file) => count + file.frames.length, 0),
    problems: proposed?.problem === undefined ? [] : [proposed.problem],
    volumes,
  };
}

/** "CT 3, Abdomen 5 mm (129 images)" */
export function toLabel(summary: SeriesSummary): string {
  const number = summary.seriesNumber === undefined ? "" : ` ${summary.seriesNumber}`;
  const description = summary.description === "" ? "" : `, ${summary.description}`;
  const images = summary.imageCount === 1 ? "1 image" : `${summary.imageCount} images`;
  return `${summary.modality}${number}${description} (${images})`;
}

function toVolumeSummary({ label, imageCount, stack }: FoundVolume): VolumeSummary {
  return "grid" in stack
    ? { label, imageCount, grid: stack.grid, problem: undefined, notes: stack.notes }
    : { label, imageCount, grid: undefined, problem: stack.message, notes: [] };
}
