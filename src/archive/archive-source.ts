import type { SliceReader, SourceFile, SourceSeries } from "../dicom/index.ts";
import type { Predecessor } from "../dicom-objects/index.ts";
import type { SeriesFacts } from "./series-facts.ts";

/** A series before it is looked at. */
export interface ListedSeries {
  readonly seriesInstanceUID: string;
  /** "" where it is not known. */
  readonly modality: string;
  /** Undefined where it is not known. */
  readonly images: number | undefined;
}

/** Where studies are found: a PACS, or a folder. Everything throws AutosegError; what has gone meanwhile is not there. */
export interface StudySource {
  /** Every study, each once. */
  studies(): AsyncIterable<string>;
  series(studyInstanceUID: string): Promise<readonly ListedSeries[]>;
  /** Undefined for a series that has gone. */
  describe(studyInstanceUID: string, series: ListedSeries): Promise<SeriesFacts | undefined>;
  /** Throws where the archive does not answer. */
  check(): Promise<void>;
  /** The files of a series, for a worker that has no archive to ask: of a folder alone. */
  pathsOf(studyInstanceUID: string, seriesInstanceUID: string): Promise<readonly string[] | undefined>;
}

/** What names a result. */
export interface ResultName {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly sopInstanceUID: string;
}

/** A segmentation in the archive that may be replaced by another one. */
export interface EarlierResult extends Omit<Predecessor, "change"> {
  readonly model: string;
  readonly modelVersion: string;
  /** Images of the series that it was made of. */
  readonly images: number;
}

/** Where one series is read from and its results go: used by the process that computes. */
export interface WorkPlace {
  /** SOP Instance UIDs of the series as it is now; empty where it has gone. */
  images(studyInstanceUID: string, seriesInstanceUID: string): Promise<readonly string[]>;
  open(studyInstanceUID: string, seriesInstanceUID: string): Promise<readonly SourceFile[]>;
  /** What reads those files, where it knows some already. */
  readonly reader?: SliceReader;
  has(name: ResultName): Promise<boolean>;
  get(name: ResultName): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Segmentations of a series by a model, but for those that others replace already. */
  earlierResults(
    studyInstanceUID: string,
    seriesInstanceUID: string,
    model: string,
  ): Promise<readonly EarlierResult[]>;
  /** Asks, stores, reads back and compares. @returns the object that was stored, another one for a LABELMAP that was refused. */
  storeSegmentation(bytes: Uint8Array<ArrayBuffer>, source: SourceSeries): Promise<Uint8Array<ArrayBuffer>>;
  storeReport(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}
