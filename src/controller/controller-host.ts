import type { SourceSeries } from "../dicom/index.ts";
import { readDicomSegInWorker, readRtStructInWorker, writeDicomSegInWorker } from "../dicom-objects/index.ts";
import type { SegmentationSession, Signal, ValueRange } from "../editing/index.ts";
import { writeFormInWorker } from "../export/index.ts";
import type { Point } from "../geometry/index.ts";
import { compareInWorker } from "../metrics/index.ts";
import { createWorkerPrompter } from "../prompting/index.ts";
import type { GridAxis } from "../regions/index.ts";
import { createWorkerSegmenter } from "../segmentation/index.ts";
import type { ToolBox } from "../tools/index.ts";
import { readVolumeImageInWorker, readVolumeLabelsInWorker } from "../volume-files/index.ts";
import type { ColorMapName } from "./color-maps.ts";

/** What a screen gives to a controller: a place for a study. The viewer is one, an extension in another program, a test. */
export interface ControllerHost {
  /** Shows a series with the segmentation that is made of it, and lets the tools draw in it. */
  show(study: ShownStudy): Promise<StudyView> | StudyView;
  /** Opens what the screen shows already, where that is not open yet: before a run, a tool or a segment is asked for. */
  open?(): Promise<unknown>;
  /** Nothing can be begun now: another study is being read. */
  readonly isBusy?: boolean;
  /** Series beside the one that is open, for models that see several of a patient; without it there are none. */
  readonly otherSeries?: OtherSeriesSource | undefined;
  /** The key of an action, "Shift+K", for the titles of buttons; undefined where it has none. */
  keyOf?(action: KeyedAction): string | undefined;
}

/** What the shared parts of a user interface have buttons for, and a host may have keys for. */
export type KeyedAction =
  | "pause"
  | "cancel"
  | "growFromSeeds"
  | "enter"
  | "reject"
  | "next"
  | "addSegment"
  | "changeSegment"
  | "chooseSegment";

/** A series that a model may be given beside the one that is open. */
export interface OfferedSeries {
  readonly id: string;
  /** As a list shows it. */
  readonly title: string;
  readonly modality: string;
  /** What it says of itself: descriptions, protocol, sequence. */
  readonly description: string;
}

/** The series that there are beside the one that is open. */
export interface OtherSeriesSource {
  list(): readonly OfferedSeries[];
  /** Reads one. @throws what reading throws (the promise rejects) */
  read(id: string): Promise<SourceSeries>;
}

/** A study to be shown. */
export interface ShownStudy {
  readonly series: SourceSeries;
  readonly session: SegmentationSession;
  readonly toolBox: ToolBox;
}

/** A second image over that of the study, resampled in patient space. */
export interface Overlay {
  readonly series: SourceSeries;
  /** Values of the first and the last colour, in its own unit. */
  readonly range: ValueRange;
  readonly colorMap: ColorMapName;
  /** 0..1 */
  readonly opacity: number;
}

/** A study on a screen. */
export interface StudyView {
  /** Voxel that the user looks at, within the grid. */
  readonly cursor: Point<"ijk">;
  /** The slice that the user works on: a grid axis, and the index along it. */
  readonly slice: { readonly axis: GridAxis; readonly index: number };
  /** Another slice or place is in view. */
  readonly moved: Signal<unknown>;
  /** Brings a voxel into view. */
  goTo(ijk: Point<"ijk">): void;
  /** Number of the axial slice with an index, as the screen counts from one. */
  axialNumber(sliceIndex: number): number;
  /**
   * Shows a second image over that of the study, or the one that is shown in another way; undefined takes it away.
   * @throws AutosegError (the promise rejects) `overlay-not-possible` where the viewports cannot.
   */
  showOverlay?(overlay: Overlay | undefined): Promise<void>;
  /** Takes the study off the screen. */
  dispose(): void;
}

/** What is remembered of a person from one visit to the next; the browser's local storage, for example. */
export interface Memory {
  get(name: string): string | undefined;
  /** Undefined forgets it. */
  set(name: string, value: string | undefined): void;
}

/** Remembers nothing. */
export const noMemory: Memory = { get: () => undefined, set: () => undefined };

/** What takes long, each in a web worker of its own; where there are no workers, others can stand in for them. */
export interface HeavyWork {
  readonly createSegmenter: typeof createWorkerSegmenter;
  readonly createPrompter: typeof createWorkerPrompter;
  readonly compare: typeof compareInWorker;
  readonly readDicomSeg: typeof readDicomSegInWorker;
  readonly readRtStruct: typeof readRtStructInWorker;
  readonly readVolumeImage: typeof readVolumeImageInWorker;
  readonly readVolumeLabels: typeof readVolumeLabelsInWorker;
  readonly writeDicomSeg: typeof writeDicomSegInWorker;
  readonly writeForm: typeof writeFormInWorker;
}

export const workInWorkers: HeavyWork = {
  createSegmenter: createWorkerSegmenter,
  createPrompter: createWorkerPrompter,
  compare: compareInWorker,
  readDicomSeg: readDicomSegInWorker,
  readRtStruct: readRtStructInWorker,
  readVolumeImage: readVolumeImageInWorker,
  readVolumeLabels: readVolumeLabelsInWorker,
  writeDicomSeg: writeDicomSegInWorker,
  writeForm: writeFormInWorker,
};
