import type { SliceReader, SourceFile, SourceSeries } from "../dicom/index.ts";
import type { Predecessor } from "../dicom-objects/index.ts";
import type { SeriesFacts } from "./series-facts.ts";
import type { WorkItem } from "./work-item.ts";

/** A series as listed, before its headers are read. */
export interface ListedSeries {
  readonly seriesInstanceUID: string;
  /** "" if unknown. */
  readonly modality: string;
  /** Undefined if unknown. */
  readonly images: number | undefined;
}

/**
 * Where studies are found: a PACS or a folder. All methods throw AutosegErrors; anything that has disappeared meanwhile
 * counts as absent.
 */
export interface StudySource {
  /** Every study, once. */
  studies(): AsyncIterable<string>;
  series(studyInstanceUID: string): Promise<readonly ListedSeries[]>;
  /** Undefined for a series that has disappeared. */
  describe(studyInstanceUID: string, series: ListedSeries): Promise<SeriesFacts | undefined>;
  /** Throws if the archive does not answer. */
  check(): Promise<void>;
  /**
   * For a folder, the current files of a series, which a compute process reads itself; undefined for a PACS.
   * @param series with the number of images that it had when it was chosen.
   */
  pathsOf(series: SeriesOfItem): Promise<readonly string[] | undefined>;
}

type SeriesOfItem = Pick<WorkItem, "studyInstanceUID" | "seriesInstanceUID" | "images">;

/** Identifies a result. */
export interface ResultName {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly sopInstanceUID: string;
}

/** A segmentation in the archive that a new one may replace. */
export interface EarlierResult extends Omit<Predecessor, "change"> {
  readonly model: string;
  readonly modelVersion: string;
  /** Number of images of the series that it was made from. */
  readonly images: number;
}

/** Where a series is read from and its results go; used by compute processes. */
export interface WorkPlace {
  /** Current SOP Instance UIDs of the series; empty if it has disappeared. */
  images(studyInstanceUID: string, seriesInstanceUID: string): Promise<readonly string[]>;
  open(studyInstanceUID: string, seriesInstanceUID: string): Promise<readonly SourceFile[]>;
  /** Reads those files, reusing what it has read before. */
  readonly reader?: SliceReader;
  has(name: ResultName): Promise<boolean>;
  get(name: ResultName): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Segmentations of a series by a model, without those already replaced by others. */
  earlierResults(
    studyInstanceUID: string,
    seriesInstanceUID: string,
    model: string,
  ): Promise<readonly EarlierResult[]>;
  /**
   * Checks for an existing object, stores, reads back and compares. @returns the stored object, which is another one if a
   * LABELMAP was refused.
   */
  storeSegmentation(bytes: Uint8Array<ArrayBuffer>, source: SourceSeries): Promise<Uint8Array<ArrayBuffer>>;
  storeReport(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}
