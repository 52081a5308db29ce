import type { SourceSeries } from "../dicom/index.ts";
import type { Grid } from "../geometry/index.ts";
import type { Provider } from "../inference/index.ts";
import type { ModelFit } from "../model/index.ts";
import type { Prompter, PromptReport } from "../prompting/index.ts";
import type { Box } from "../regions/index.ts";
import {
  emptyReview,
  type RejectedPart,
  type ReviewList,
  type SegmentChange,
  type Uptake,
} from "../review/index.ts";
import type { RunReport } from "../segmentation/index.ts";
import { initialToolSettings, type ToolName, type ToolSettings } from "../tools/index.ts";
import type { ExportFormat } from "./export-formats.ts";
import type { FollowUpState } from "./follow-up-state.ts";
import type { ModelChannel } from "./model-channel.ts";
import type { ModelClass, ModelEntry } from "./model-entry.ts";
import type { RunState } from "./model-runs.ts";
import { type ChosenPreferences, noPreferences } from "./preferences.ts";
import type { UncertainSlice } from "./probability-map.ts";
import type { ReviewOrder } from "./review-items.ts";
import {
  type ComparisonState,
  type DifferenceFrom,
  type ExpectedRun,
  type FusionState,
  initialOperationSettings,
  type LimitSettings,
  type Notice,
  noLimits,
  type OperationSettings,
  type PastNotice,
  type PromptingState,
  type Question,
  type SegmentRow,
} from "./state-parts.ts";

/** All that a user interface shows of a segmentation, besides the image. Immutable: every change replaces it. */
export interface ControllerState {
  /** Models to choose from. */
  readonly models: readonly ModelEntry[];
  /** Models that outline what the user points at. */
  readonly promptedModels: readonly ModelEntry[];
  readonly modelName: string | undefined;
  /** Whether the model is made for this series; undefined without a model or a series. */
  readonly modelFit: ModelFit | undefined;
  /** Warnings about the model on this series, or why none was chosen; a sentence each. */
  readonly modelWarnings: readonly string[];
  /** Names of models that are made for another body part than the series shows. */
  readonly misfits: readonly string[];
  /** Why no model fits the series, as a sentence; undefined if one does or may. */
  readonly noneFits: string | undefined;
  /** The classes of the chosen model; empty until it is loaded. */
  readonly classes: readonly ModelClass[];
  /** Values of the classes to keep, by model name; models without an entry keep all. */
  readonly keptClasses: Readonly<Record<string, readonly number[]>>;
  /** The input channels of the chosen model, if it has several. */
  readonly channels: readonly ModelChannel[];
  /** Runs are limited to this box; undefined for the whole image. */
  readonly runBox: Box | undefined;
  /** What the next run needs; undefined without a model or a study. */
  readonly expected: ExpectedRun | undefined;
  /** The open series; `axialAxis` is the grid axis across which axial slices lie. */
  readonly study:
    | {
        readonly modality: string;
        readonly unit: string;
        readonly axialAxis: 0 | 1 | 2;
        readonly grid: Grid;
        /** Set for images that are not DICOM. */
        readonly fileFormat?: SourceSeries["fileFormat"];
        /** SUV (body weight) of one unit of a PET image; undefined if unknown. */
        readonly suvFactor: number | undefined;
        /** How the SUV was derived, or why there is none; undefined for other modalities. */
        readonly suvBasis: string | undefined;
      }
    | undefined;
  /** A second series shown over the first. */
  readonly fusion: FusionState | undefined;
  readonly run: RunState | undefined;
  /** Grid axis across which the run's slices lie; undefined before the first slice. */
  readonly runAxis: 0 | 1 | 2 | undefined;
  /** Indices of the slices done. */
  readonly slicesDone: ReadonlySet<number>;
  readonly provider: Provider | undefined;
  /** Of the last run. */
  readonly report: RunReport | undefined;
  readonly segments: readonly SegmentRow[];
  readonly activeSegment: number;
  /** What the segment dialog edits: a new segment, or the one with this number; undefined while closed. */
  readonly segmentDialog: "new" | number | undefined;
  readonly undoName: string | undefined;
  readonly redoName: string | undefined;
  /** There are changes that have not been exported. */
  readonly isUnsaved: boolean;
  readonly review: ReviewList;
  /** Rejected parts, and the segments that their voxels are exported as. */
  readonly rejected: readonly RejectedPart[];
  readonly reviewOrder: { readonly by: ReviewOrder; readonly descending: boolean } | undefined;
  /** The item under review. */
  readonly activeItem: string | undefined;
  /** SUVmax and SUVpeak of the finding under review, on PET images. */
  readonly activeUptake: Uptake | undefined;
  readonly showsChanges: boolean;
  /** Changes made by hand since the model's run; undefined before a run, or if not asked for. */
  readonly changes: readonly SegmentChange[] | undefined;
  /** The reference and the agreement with it; rows follow as they are measured. */
  readonly comparison: ComparisonState | undefined;
  /** A prior study next to the open one. */
  readonly followUp: FollowUpState | undefined;
  /** What the active segment is compared with, voxel by voxel, in the image. */
  readonly differenceFrom: DifferenceFrom | undefined;
  /** Segments whose probabilities are known. */
  readonly probabilitiesOf: readonly number[];
  /** The most uncertain first. */
  readonly uncertainSlices: readonly UncertainSlice[];
  readonly showsUncertainty: boolean;
  /** Of the overlay, 0..1. */
  readonly uncertaintyOpacity: number;
  /** A probability threshold being adjusted; nothing else can be drawn meanwhile. */
  readonly threshold: { readonly segmentNumber: number; readonly percent: number } | undefined;
  /** An operation shown as a preview; nothing else can be drawn meanwhile. */
  readonly preview: { readonly name: string } | undefined;
  /** What was erased on two slices can be erased on this many slices between them. */
  readonly slicesBetween: { readonly count: number } | undefined;
  /** The active tool; undefined while the left button belongs to the host. */
  readonly tool: ToolName | undefined;
  readonly toolSettings: ToolSettings;
  /** There are scribbles that have not been used yet. */
  readonly hasScribbles: boolean;
  /** The object being outlined from prompts; undefined if there is none. */
  readonly prompting: PromptingState | undefined;
  /** The method that outlines objects and, for the random walker, why it is used (a sentence); undefined until started. */
  readonly prompter: Pick<Prompter, "method" | "reason"> | undefined;
  /** Of the last outline. */
  readonly promptReport: PromptReport | undefined;
  readonly operationSettings: OperationSettings;
  /** Preferences besides tool and operation settings; remembered between visits. */
  readonly preferences: ChosenPreferences;
  readonly limits: LimitSettings;
  /** Operand of operations on two segments. */
  readonly operandId: string | undefined;
  /** An operation on a whole segment is running. */
  readonly isOperating: boolean;
  /** Whether unfinished work is kept in this browser. */
  readonly autosaves: boolean;
  /** Time of the last save, in milliseconds since 1970. */
  readonly savedAt: number | undefined;
  /** Why work is not being saved, as a sentence; undefined while it is. */
  readonly saveTrouble: string | undefined;
  /** Another page has the study open: this one works on its own copy ("apart") or was replaced by that page ("taken"). */
  readonly workElsewhere: "apart" | "taken" | undefined;
  /** Damaged work was found and can be downloaded. */
  readonly hasDamagedWork: boolean;
  /** The reader's name as typed, written to exports; may be empty. */
  readonly readerName: string;
  /** Whether exports leave out the patient's identity. */
  readonly exportsAnonymously: boolean;
  /** The format being written. */
  readonly exporting: ExportFormat["id"] | undefined;
  /** What is missing on screen before work can begin or continue, as a sentence; undefined if nothing is. */
  readonly waitingFor: string | undefined;
  readonly notices: readonly Notice[];
  /** All messages since the page was opened, the latest last. */
  readonly pastNotices: readonly PastNotice[];
  readonly question: Question | undefined;
}

/** The state of everything that belongs to a study while none is open. */
export const noStudy = {
  modelFit: undefined,
  modelWarnings: [],
  misfits: [],
  noneFits: undefined,
  study: undefined,
  fusion: undefined,
  channels: [],
  report: undefined,
  promptReport: undefined,
  segments: [],
  activeSegment: 0,
  segmentDialog: undefined,
  undoName: undefined,
  redoName: undefined,
  isUnsaved: false,
  review: emptyReview,
  rejected: [],
  activeItem: undefined,
  activeUptake: undefined,
  changes: undefined,
  comparison: undefined,
  differenceFrom: undefined,
  followUp: undefined,
  probabilitiesOf: [],
  uncertainSlices: [],
  showsUncertainty: false,
  threshold: undefined,
  preview: undefined,
  slicesBetween: undefined,
  limits: noLimits,
  savedAt: undefined,
  saveTrouble: undefined,
  workElsewhere: undefined,
} as const satisfies Partial<ControllerState>;

export const initialControllerState: ControllerState = {
  ...noStudy,
  models: [],
  promptedModels: [],
  modelName: undefined,
  classes: [],
  keptClasses: {},
  runBox: undefined,
  expected: undefined,
  run: undefined,
  runAxis: undefined,
  slicesDone: new Set(),
  provider: undefined,
  reviewOrder: undefined,
  showsChanges: false,
  uncertaintyOpacity: 0.5,
  tool: undefined,
  toolSettings: initialToolSettings,
  hasScribbles: false,
  prompting: undefined,
  prompter: undefined,
  operationSettings: initialOperationSettings,
  preferences: noPreferences,
  operandId: undefined,
  isOperating: false,
  autosaves: false,
  hasDamagedWork: false,
  readerName: "",
  exportsAnonymously: false,
  exporting: undefined,
  waitingFor: undefined,
  notices: [],
  pastNotices: [],
  question: undefined,
};

/** Whether there is anything to export. */
export function hasResult({ segments }: Pick<ControllerState, "segments">): boolean {
  return segments.some(({ volumeMl }) => volumeMl > 0);
}
