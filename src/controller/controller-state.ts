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

/** Everything there is to show of a segmentation besides the image. Replaced as a whole, never changed in place. */
export interface ControllerState {
  /** The models to choose from. */
  readonly models: readonly ModelEntry[];
  /** The models that outline what a user points at; empty where there is none. */
  readonly promptedModels: readonly ModelEntry[];
  readonly modelName: string | undefined;
  /** Whether the model is made for this series; undefined while one of them is missing. */
  readonly modelFit: ModelFit | undefined;
  /** What speaks against the model on this series, or why none was chosen: a sentence each. */
  readonly modelWarnings: readonly string[];
  /** Names of models that are made for another part of the body than the series shows. */
  readonly misfits: readonly string[];
  /** Why no model fits the series, as a sentence; undefined where one does, or may. */
  readonly noneFits: string | undefined;
  /** The classes of the chosen model; empty while it is not loaded. */
  readonly classes: readonly ModelClass[];
  /** Values of the classes that a person chose to keep, by the name of the model; all of a model that is not in it. */
  readonly keptClasses: Readonly<Record<string, readonly number[]>>;
  /** The series that the chosen model sees, where it sees several of a patient. */
  readonly channels: readonly ModelChannel[];
  /** The box that runs are limited to; undefined is the whole image. */
  readonly runBox: Box | undefined;
  /** What the next run takes; undefined without a model or a study. */
  readonly expected: ExpectedRun | undefined;
  /** The series that is worked on, if one is open; `axialAxis` is the grid axis across which axial slices lie. */
  readonly study:
    | {
        readonly modality: string;
        readonly unit: string;
        readonly axialAxis: 0 | 1 | 2;
        readonly grid: Grid;
        /** Of an image that is not DICOM. */
        readonly fileFormat?: SourceSeries["fileFormat"];
        /** SUV by body weight of one unit of a PET image; undefined where it has none. */
        readonly suvFactor: number | undefined;
        /** What that rests on, or why there is none; undefined for images of other modalities. */
        readonly suvBasis: string | undefined;
      }
    | undefined;
  /** A second series that is shown over that of the study. */
  readonly fusion: FusionState | undefined;
  readonly run: RunState | undefined;
  /** The grid axis across which the slices lie that the run has done; undefined before the first. */
  readonly runAxis: 0 | 1 | 2 | undefined;
  /** Indices of these slices. */
  readonly slicesDone: ReadonlySet<number>;
  readonly provider: Provider | undefined;
  /** Of the last run. */
  readonly report: RunReport | undefined;
  readonly segments: readonly SegmentRow[];
  readonly activeSegment: number;
  /** What the dialog of a segment is about: a new one, or the one of that number; undefined while it is closed. */
  readonly segmentDialog: "new" | number | undefined;
  readonly undoName: string | undefined;
  readonly redoName: string | undefined;
  /** Something was done that no export holds. */
  readonly isUnsaved: boolean;
  readonly review: ReviewList;
  /** What was rejected, and what its voxels are exported as. */
  readonly rejected: readonly RejectedPart[];
  readonly reviewOrder: { readonly by: ReviewOrder; readonly descending: boolean } | undefined;
  /** Id of the item that is being reviewed. */
  readonly activeItem: string | undefined;
  /** SUVmax and SUVpeak of the finding that is reviewed, on PET images. */
  readonly activeUptake: Uptake | undefined;
  readonly showsChanges: boolean;
  /** What a person changed since the model drew it; undefined before a run, or while nobody asks. */
  readonly changes: readonly SegmentChange[] | undefined;
  /** The reference that what is drawn is compared with, and how it agrees; rows come as they are measured. */
  readonly comparison: ComparisonState | undefined;
  /** A prior study beside the one that is open. */
  readonly followUp: FollowUpState | undefined;
  /** What the active segment is compared with on the image, voxel by voxel. */
  readonly differenceFrom: DifferenceFrom | undefined;
  /** Segments whose probabilities are known. */
  readonly probabilitiesOf: readonly number[];
  /** The most uncertain first. */
  readonly uncertainSlices: readonly UncertainSlice[];
  readonly showsUncertainty: boolean;
  /** Of the overlay, 0..1. */
  readonly uncertaintyOpacity: number;
  /** A threshold that is being set; nothing else can be drawn meanwhile. */
  readonly threshold: { readonly segmentNumber: number; readonly percent: number } | undefined;
  /** An operation is shown before it counts; nothing else can be drawn meanwhile. */
  readonly preview: { readonly name: string } | undefined;
  /** To this many slices between two what was erased on both can be applied. */
  readonly slicesBetween: { readonly count: number } | undefined;
  /** What draws; undefined while the left button is somebody else's. */
  readonly tool: ToolName | undefined;
  readonly toolSettings: ToolSettings;
  /** Scribbles were drawn and not used yet. */
  readonly hasScribbles: boolean;
  /** What is being pointed at; undefined while nothing is. */
  readonly prompting: PromptingState | undefined;
  /** What outlines it, and why the random walker does where it is that, as a sentence; undefined before it has started. */
  readonly prompter: Pick<Prompter, "method" | "reason"> | undefined;
  /** Of the last outline that was pointed at. */
  readonly promptReport: PromptReport | undefined;
  readonly operationSettings: OperationSettings;
  /** What a person chose besides the settings of tools and operations; lasts from one visit to the next. */
  readonly preferences: ChosenPreferences;
  readonly limits: LimitSettings;
  /** What the active segment is to be combined with. */
  readonly operandId: string | undefined;
  /** An operation on a whole segment is going on. */
  readonly isOperating: boolean;
  /** Whether unfinished work is kept in this browser. */
  readonly autosaves: boolean;
  /** When it was kept last, in milliseconds since 1970. */
  readonly savedAt: number | undefined;
  /** Why it is not kept now, as a sentence; undefined while it is. */
  readonly saveTrouble: string | undefined;
  /** Another page has the study open, and this one works apart from it, or was left behind by it. */
  readonly workElsewhere: "apart" | "taken" | undefined;
  /** Kept work was found damaged, and can be downloaded. */
  readonly hasDamagedWork: boolean;
  /** Who draws, as it was typed; goes into what is exported. Empty where nobody said. */
  readonly readerName: string;
  /** Whether exports leave out the patient's identity. */
  readonly exportsAnonymously: boolean;
  /** The form in which the segmentation is being written. */
  readonly exporting: ExportFormat["id"] | undefined;
  /** What the screen must show before work can begin or go on, as a sentence; undefined while nothing is missing. */
  readonly waitingFor: string | undefined;
  readonly notices: readonly Notice[];
  /** All that was said since the page was opened, the latest last. */
  readonly pastNotices: readonly PastNotice[];
  readonly question: Question | undefined;
}

/** What is known of the open study alone, as it is before one is open. */
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

/** Whether anything is drawn that could be exported. */
export function hasResult({ segments }: Pick<ControllerState, "segments">): boolean {
  return segments.some(({ volumeMl }) => volumeMl > 0);
}
