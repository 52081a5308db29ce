import { text } from "../dataset.ts";
import { transferSyntaxes } from "../transfer-syntaxes.ts";
import { expandZips } from "./expand-zips.ts";
import type { FoundSeries, LeftOutFile } from "./file-index.ts";
import { indexFiles } from "./index-files.ts";
import { type SeriesSummary, toSummary } from "./index-series.ts";
import type { MissingFile } from "./media-directory.ts";
import { localSliceReader, type SliceReader } from "./slice-reader.ts";
import type { ReadOptions, SourceFile } from "./source-file.ts";

/** The contents of a set of files, valid or not: the first thing to look at with unusual data. */
export interface Inspection {
  readonly fileCount: number;
  readonly studies: readonly StudyInspection[];
  /** Files that are not CT, MR, PT or NM images, and why. */
  readonly leftOut: readonly LeftOutFile[];
  /** Files that a DICOMDIR lists but that are missing. */
  readonly missing: readonly MissingFile[];
  /** DICOM files that are damaged, in words. */
  readonly unreadable: readonly { readonly fileName: string; readonly message: string }[];
}

export interface StudyInspection {
  readonly studyInstanceUID: string;
  /** StudyDescription and StudyDate as in the header; "" if missing. */
  readonly description: string;
  readonly date: string;
  readonly series: readonly SeriesInspection[];
}

export interface SeriesInspection extends SeriesSummary {
  /** Names of the transfer syntaxes of its files. */
  readonly transferSyntaxes: readonly string[];
}

/**
 * Reads all files' headers and reports every study, series and volume, with what prevents them from being read.
 * @throws AutosegError `cancelled`, and `unreadable-dicom` for a damaged ZIP archive.
 */
export async function inspectFiles(
  files: readonly SourceFile[],
  options: ReadOptions & { readonly reader?: SliceReader } = {},
): Promise<Inspection> {
  const all = await expandZips(files);
  const index = await indexFiles(all, options.reader ?? localSliceReader, options);
  const studies = new Map<string, FoundSeries[]>();
  for (const series of index.series) {
    const studyInstanceUID = text(series.files[0]!.dataset, "StudyInstanceUID") ?? "";
    studies.set(studyInstanceUID, [...(studies.get(studyInstanceUID) ?? []), series]);
  }
  return {
    fileCount: all.length,
    studies: [...studies].map(([studyInstanceUID, series]) => {
      const { dataset } = series[0]!.files[0]!;
      return {
        studyInstanceUID,
        description: text(dataset, "StudyDescription") ?? "",
        date: text(dataset, "StudyDate") ?? "",
        series: series.map(inspectSeries),
      };
    }),
    leftOut: index.leftOut,
    missing: index.missing,
    unreadable: index.unreadable.map(({ fileName, error }) => ({ fileName, message: error.message })),
  };
}

function inspectSeries(series: FoundSeries): SeriesInspection {
  const uids = new Set(series.files.map(({ transferSyntaxUID }) => transferSyntaxUID));
  return {
    ...toSummary(series),
    transferSyntaxes: [...uids].map((uid) => transferSyntaxes.get(uid)?.name ?? uid),
  };
}
