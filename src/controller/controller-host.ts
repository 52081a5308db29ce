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

/** What a controller needs from its host to show a study. Hosts are the viewer, an extension in another program, or a test. */
export interface ControllerHost {
  /** Shows a series with its segmentation and lets the tools draw in it. */
  show(study: ShownStudy): Promise<StudyView> | StudyView;
  /** Opens the series that the host shows, if it is not open yet. Called before a run, a tool or a segment needs it. */
  open?(): Promise<unknown>;
  /** Nothing can be started now, because another study is being read. */
  readonly isBusy?: boolean;
  /** Other series of the patient, for models with several input channels. */
  readonly otherSeries?: OtherSeriesSource | undefined;
  /** The shortcut of an action, such as "Shift+K", for tooltips; undefined if it has none. */
  keyOf?(action: KeyedAction): string | undefined;
}

/** Actions with a button in the shared user interface, for which a host may have shortcuts. */
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

/** Another series that a model may use. */
export interface OfferedSeries {
  readonly id: string;
  /** As shown in a list. */
  readonly title: string;
  readonly modality: string;
  /** Its descriptions, protocol and sequence, from which its channel is guessed. */
  readonly description: string;
}

/** The other series that can be read. */
export interface OtherSeriesSource {
  list(): readonly OfferedSeries[];
  /** @throws (the promise rejects) what reading throws. */
  read(id: string): Promise<SourceSeries>;
}

/** What the host is given to show. */
export interface ShownStudy {
  readonly series: SourceSeries;
  readonly session: SegmentationSession;
  readonly toolBox: ToolBox;
}

/** A second image over the study's, resampled in patient space. */
export interface Overlay {
  readonly series: SourceSeries;
  /** Values shown in the first and the last colour, in the image's unit. */
  readonly range: ValueRange;
  readonly colorMap: ColorMapName;
  /** 0..1 */
  readonly opacity: number;
}

/** A study on screen. */
export interface StudyView {
  /** The voxel in view, within the grid. */
  readonly cursor: Point<"ijk">;
  /** The slice in view: a grid axis, and the index along it. */
  readonly slice: { readonly axis: GridAxis; readonly index: number };
  /** Another slice or voxel came into view. */
  readonly moved: Signal<unknown>;
  /** Brings a voxel into view. */
  goTo(ijk: Point<"ijk">): void;
  /** The number, counted from 1, under which the screen shows an axial slice. */
  axialNumber(sliceIndex: number): number;
  /**
   * Shows an overlay or changes how it is shown; undefined removes it.
   * @throws AutosegError (the promise rejects) `overlay-not-possible` if the viewports do not support it.
   */
  showOverlay?(overlay: Overlay | undefined): Promise<void>;
  /** Removes the study from the screen. */
  dispose(): void;
}

/** What is remembered between visits, in the browser's local storage for example. */
export interface Memory {
  get(name: string): string | undefined;
  /** Undefined removes the entry. */
  set(name: string, value: string | undefined): void;
}

/** Remembers nothing. */
export const noMemory: Memory = { get: () => undefined, set: () => undefined };

/** Work that takes long, each kind in a web worker; where there are no workers, replacements can be passed in. */
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
