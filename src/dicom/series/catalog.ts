import { AutosegError } from "../../errors.ts";
import { text } from "../dataset.ts";
import type { SourceSeries } from "../source-series.ts";
import { findReferencedVolume, findSeries } from "./choose-series.ts";
import { expandZips } from "./expand-zips.ts";
import { type FileIndex, type FoundSeries, noImages } from "./file-index.ts";
import { indexFiles } from "./index-files.ts";
import { type SeriesSummary, toSummary } from "./index-series.ts";
import { type ReadSeriesOptions, readFromIndex } from "./read-series.ts";
import type { ReferencedImages } from "./referenced-images.ts";
import { localSliceReader, type SliceReader, type SliceVoxels } from "./slice-reader.ts";
import type { ReadOptions, SourceFile } from "./source-file.ts";
import { findVolumes } from "./volumes.ts";

/** A study in a list to choose from; "" for values missing in the header. */
export interface CatalogStudy {
  readonly studyInstanceUID: string;
  readonly patientName: string;
  /** StudyDate: YYYYMMDD. */
  readonly date: string;
  readonly description: string;
  readonly series: readonly SeriesSummary[];
}

/** The middle slice of a volume, in its plane of acquisition. */
export interface MiddleSlice {
  readonly columns: number;
  readonly rows: number;
  /** Millimetres between columns and between rows. */
  readonly spacingMm: readonly [number, number];
  /** Row by row; HU for CT. */
  readonly values: SliceVoxels;
}

/** The contents of files by study, series and volume, from headers only; volumes can be read without reading the headers again. */
export interface SeriesCatalog {
  readonly studies: readonly CatalogStudy[];
  /** The volume that an object refers to; undefined if none of its images and series is here. */
  findReferenced(
    referenced: ReferencedImages,
  ): { readonly seriesInstanceUID: string; readonly volumeIndex: number } | undefined;
  /** @throws AutosegError as {@link readSeries}. */
  read(seriesInstanceUID: string, volumeIndex: number, options?: ReadOptions): Promise<SourceSeries>;
  /**
   * Undefined for a volume whose slices do not form a grid.
   * @throws AutosegError `unreadable-dicom`, `unsupported-pixels`, `series-not-found`.
   */
  readMiddleSlice(seriesInstanceUID: string, volumeIndex: number): Promise<MiddleSlice | undefined>;
}

/** Provides a reader for the duration of the work. */
type WithReader = <T>(work: (reader: SliceReader) => Promise<T>) => Promise<T>;

/**
 * Reads the headers of all files.
 * @throws AutosegError `no-dicom-images`, `unreadable-dicom` if damaged files are all there is, `cancelled`.
 */
export async function catalogSeries(
  files: readonly SourceFile[],
  {
    withReader = (work) => work(localSliceReader),
    ...options
  }: ReadOptions & { readonly withReader?: WithReader } = {},
): Promise<SeriesCatalog> {
  const all = await expandZips(files);
  const index = await withReader((reader) => indexFiles(all, reader, options));
  if (index.series.length === 0) throw index.unreadable[0]?.error ?? noImages(all.length, index.leftOut);
  const find = (seriesInstanceUID: string): FoundSeries => {
    const found = findSeries(index, seriesInstanceUID);
    if (found) return found;
    throw new AutosegError(
      "series-not-found",
      `There is no series ${seriesInstanceUID}. Choose one that was found.`,
      {
        seriesInstanceUID,
      },
    );
  };
  return {
    studies: toStudies(index),
    findReferenced: (referenced) => {
      const found = findReferencedVolume(index.series, referenced);
      return found && { seriesInstanceUID: found.series.seriesInstanceUID, volumeIndex: found.volumeIndex };
    },
    read: (seriesInstanceUID, volumeIndex, readOptions = {}) =>
      withReader(async (reader) => {
        const wanted: ReadSeriesOptions = { ...readOptions, volumeIndex, reader };
        return readFromIndex(index, find(seriesInstanceUID), wanted);
      }),
    readMiddleSlice: (seriesInstanceUID, volumeIndex) =>
      withReader(async (reader) => readMiddle(find(seriesInstanceUID), volumeIndex, reader)),
  };
}

/** In the order of their first images. */
function toStudies({ series }: FileIndex): CatalogStudy[] {
  const studies = new Map<string, FoundSeries[]>();
  for (const one of series) {
    const studyInstanceUID = text(one.files[0]!.dataset, "StudyInstanceUID") ?? "";
    studies.set(studyInstanceUID, [...(studies.get(studyInstanceUID) ?? []), one]);
  }
  return [...studies].map(([studyInstanceUID, own]) => {
    const { dataset } = own[0]!.files[0]!;
    return {
      studyInstanceUID,
      patientName: text(dataset, "PatientName") ?? "",
      date: text(dataset, "StudyDate") ?? "",
      description: text(dataset, "StudyDescription") ?? "",
      series: own.map(toSummary),
    };
  });
}

async function readMiddle(
  series: FoundSeries,
  volumeIndex: number,
  reader: SliceReader,
): Promise<MiddleSlice | undefined> {
  const stack = findVolumes(series)[volumeIndex]?.stack;
  if (!stack || !("grid" in stack)) return undefined;
  const { fileIndex, frameIndex } = stack.frames[stack.frames.length >> 1]!;
  const { file } = series.files.find((image) => image.fileIndex === fileIndex)!;
  const [values] = await reader.readFrames(file, [frameIndex]);
  const { size, spacingMm } = stack.grid;
  // The slices of a tilted gantry are shorter than those of its upright grid.
  const rows = values!.length / size[0];
  return { columns: size[0], rows, spacingMm: [spacingMm[0], spacingMm[1]], values: values! };
}
