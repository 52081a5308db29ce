import type { ModelEntry, ReviewOrder, RunState, SegmentRow } from "../controller/index.ts";
import type { GreyWindow } from "../cornerstone/index.ts";
import type { Plane } from "../geometry/index.ts";
import type { Provider } from "../inference/index.ts";
import type { ModelFit } from "../model/index.ts";
import { emptyReview, type RejectedPart, type ReviewList, type SegmentChange } from "../review/index.ts";
import type { RunReport } from "../segmentation/index.ts";
import { initialToolSettings, type ToolName, type ToolSettings } from "../tools/index.ts";
import type { PanelState, Question } from "../ui/index.ts";
import type { ComparisonRow } from "./comparing.ts";
import type { DifferenceFrom } from "./differences.ts";
import type { LibraryStudy } from "./library.ts";
import { type LimitSettings, noLimits } from "./limiting.ts";
import { initialOperationSettings, type OperationSettings } from "./operation-list.ts";
import type { DoubtfulSlice } from "./probability-map.ts";
import type { Thumbnail } from "./thumbnail.ts";
import type { WindowPreset } from "./window-presets.ts";

/** What the top bar says about the series on screen. */
export interface StudySummary {
  readonly patient: string;
  readonly details: string;
  readonly modality: string;
  readonly unit: string;
  /** The grid axis across which axial slices lie. */
  readonly axialAxis: 0 | 1 | 2;
}

/** A sentence for the user that stays until it is read or out of date. */
export interface Notice {
  readonly id: number;
  readonly kind: "error" | "info";
  readonly text: string;
}

/** One pane, three, or three and the surfaces. */
export const layouts = ["single", "mpr", "mpr-3d"] as const;
export type Layout = (typeof layouts)[number];

/** Everything that is on screen besides the image. Replaced as a whole, never changed in place. */
export interface ViewerState {
  readonly loading: { readonly text: string; readonly fraction: number | undefined } | undefined;
  readonly study: StudySummary | undefined;
  readonly models: readonly ModelEntry[];
  readonly modelName: string | undefined;
  /** Whether the model is made for this series; undefined while one of them is missing. */
  readonly modelFit: ModelFit | undefined;
  /** What speaks against the model on this series, or why none was chosen: a sentence each. */
  readonly modelWarnings: readonly string[];
  readonly run: RunState | undefined;
  readonly slicesDone: ReadonlySet<number>;
  readonly provider: Provider | undefined;
  readonly report: RunReport | undefined;
  /** Segments whose probabilities are known. */
  readonly probabilitiesOf: readonly number[];
  readonly doubtfulSlices: readonly DoubtfulSlice[];
  readonly showsDoubt: boolean;
  readonly doubtOpacity: number;
  /** A threshold that is being set; nothing else can be drawn meanwhile. */
  readonly threshold: { readonly segmentNumber: number; readonly percent: number } | undefined;
  readonly segments: readonly SegmentRow[];
  readonly activeSegment: number;
  readonly review: ReviewList;
  /** What was rejected, and what its voxels are exported as. */
  readonly rejected: readonly RejectedPart[];
  readonly reviewOrder: { readonly by: ReviewOrder; readonly descending: boolean } | undefined;
  /** Id of the item that is being reviewed. */
  readonly activeItem: string | undefined;
  readonly showsChanges: boolean;
  /** What a person changed since the model drew it; undefined before a run, or while nobody asks. */
  readonly changes: readonly SegmentChange[] | undefined;
  readonly undoName: string | undefined;
  readonly redoName: string | undefined;
  readonly isUnsaved: boolean;
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
  /** Whether what to do first is said beside the image. */
  readonly showsFirstSteps: boolean;
  /** Name of the form in which the segmentation is being written. */
  readonly exporting: string | undefined;
  readonly tool: ToolName;
  readonly toolSettings: ToolSettings;
  readonly operationSettings: OperationSettings;
  readonly limits: LimitSettings;
  /** What the active segment is to be combined with. */
  readonly operandId: string | undefined;
  /** Hints were drawn and not used yet. */
  readonly hasHints: boolean;
  /** An operation on a whole segment is going on. */
  readonly isOperating: boolean;
  readonly showsTraces: boolean;
  readonly showsFill: boolean;
  readonly presets: readonly WindowPreset[];
  readonly window: GreyWindow;
  readonly mainPlane: Plane;
  readonly layout: Layout;
  /** The reference that what is drawn is compared with, and how it agrees; rows come as they are measured. */
  readonly comparison: { readonly name: string; readonly rows: readonly ComparisonRow[] } | undefined;
  /** What the active segment is compared with on the image, voxel by voxel. */
  readonly differenceFrom: DifferenceFrom | undefined;
  readonly notices: readonly Notice[];
  readonly question: Question | undefined;
  /** Studies to choose from; empty where there is nothing to choose. */
  readonly library: readonly LibraryStudy[];
  readonly showsLibrary: boolean;
  /** Id of the volume of the library that is on screen. */
  readonly openVolume: string | undefined;
  /** Of volumes of the library, by their ids. */
  readonly thumbnails: ReadonlyMap<string, Thumbnail>;
  readonly dialog: "keys" | "report" | undefined;
  readonly segmentDialog: PanelState["segmentDialog"];
}

export const initialState: ViewerState = {
  loading: undefined,
  study: undefined,
  models: [],
  modelName: undefined,
  modelFit: undefined,
  modelWarnings: [],
  run: undefined,
  slicesDone: new Set(),
  provider: undefined,
  report: undefined,
  probabilitiesOf: [],
  doubtfulSlices: [],
  showsDoubt: false,
  doubtOpacity: 0.5,
  threshold: undefined,
  segments: [],
  activeSegment: 0,
  review: emptyReview,
  rejected: [],
  reviewOrder: undefined,
  activeItem: undefined,
  showsChanges: false,
  changes: undefined,
  undoName: undefined,
  redoName: undefined,
  isUnsaved: false,
  autosaves: false,
  savedAt: undefined,
  saveTrouble: undefined,
  workElsewhere: undefined,
  hasDamagedWork: false,
  readerName: "",
  exportsAnonymously: false,
  showsFirstSteps: false,
  exporting: undefined,
  tool: "crosshairs",
  toolSettings: initialToolSettings,
  operationSettings: initialOperationSettings,
  limits: noLimits,
  operandId: undefined,
  hasHints: false,
  isOperating: false,
  showsTraces: true,
  showsFill: true,
  presets: [],
  window: { center: 40, width: 400 },
  mainPlane: "axial",
  layout: "mpr",
  comparison: undefined,
  differenceFrom: undefined,
  notices: [],
  question: undefined,
  library: [],
  showsLibrary: false,
  openVolume: undefined,
  thumbnails: new Map(),
  dialog: undefined,
  segmentDialog: undefined,
};

/** Whether anything is drawn that could be exported. */
export function hasResult({ segments }: ViewerState): boolean {
  return segments.some(({ volumeMl }) => volumeMl > 0);
}
