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

/** A series in a list to choose from. */
export interface SeriesSummary {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly modality: string;
  /** SeriesDescription; "" if the header has none. */
  readonly description: string;
  /** How it was acquired, according to the header (`describeTechnique`). */
  readonly technique: string;
  readonly seriesNumber: number | undefined;
  /** Number of images, counting frames of multi-frame files. */
  readonly imageCount: number;
  /** What prevents it from being read, in words; empty if it can be read. */
  readonly problems: readonly string[];
  /** Its volumes, the recommended one first. */
  readonly volumes: readonly VolumeSummary[];
}

/** A volume of a series in a list to choose from. */
export interface VolumeSummary {
  /** What distinguishes it: "echo time 5 ms", "localiser", "coronal"; "" if it is the only one. */
  readonly label: string;
  readonly imageCount: number;
  /** Undefined if its slices do not form a grid. */
  readonly grid: Grid | undefined;
  /** Why its slices do not form a grid, in words. */
  readonly problem: string | undefined;
  /** What reading will do to the images, in words: for instance, correct a gantry tilt. */
  readonly notes: readonly string[];
}

/**
 * Lists the image series (CT, MR, PT, NM) among files, from headers only. Other files are ignored: segmentations, reports,
 * text files.
 * @throws AutosegError `no-dicom-images`, `unreadable-dicom` if damaged files are all there is, `cancelled`.
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
