import type { ModelEntry, ReviewOrder, RunState, SegmentRow } from "../controller/index.ts";
import type { Provider } from "../inference/index.ts";
import type { ModelFit } from "../model/index.ts";
import { emptyReview, type RejectedPart, type ReviewList } from "../review/index.ts";
import { initialToolSettings, type ToolSettings } from "../tools/index.ts";
import type { DrawingTool } from "./host-tools.ts";

/** Everything that can be shown of the extension besides the image. Replaced as a whole, never changed in place. */
export interface ExtensionState {
  /** The models whose manifests are loaded. */
  readonly models: readonly ModelEntry[];
  readonly modelName: string | undefined;
  /** Whether the model is made for this series; undefined while one of them is missing. */
  readonly modelFit: ModelFit | undefined;
  /** What speaks against the model on this series, or why none was chosen: a sentence each. */
  readonly modelWarnings: readonly string[];
  /** The series that is worked on; undefined before `open`. */
  readonly study:
    | { readonly modality: string; readonly unit: string; readonly axialAxis: 0 | 1 | 2 }
    | undefined;
  readonly run: RunState | undefined;
  readonly provider: Provider | undefined;
  readonly segments: readonly SegmentRow[];
  readonly activeSegment: number;
  readonly review: ReviewList;
  /** What was rejected, and what its voxels are exported as. */
  readonly rejected: readonly RejectedPart[];
  readonly reviewOrder: { readonly by: ReviewOrder; readonly descending: boolean } | undefined;
  /** Id of the item that is being reviewed. */
  readonly activeItem: string | undefined;
  readonly undoName: string | undefined;
  readonly redoName: string | undefined;
  /** Something was done that no export holds. */
  readonly isUnsaved: boolean;
  readonly isExporting: boolean;
  /** What draws; undefined while the left button is the host's. */
  readonly tool: DrawingTool | undefined;
  readonly toolSettings: ToolSettings;
}

export const initialExtensionState: ExtensionState = {
  models: [],
  modelName: undefined,
  modelFit: undefined,
  modelWarnings: [],
  study: undefined,
  run: undefined,
  provider: undefined,
  segments: [],
  activeSegment: 0,
  review: emptyReview,
  rejected: [],
  reviewOrder: undefined,
  activeItem: undefined,
  undoName: undefined,
  redoName: undefined,
  isUnsaved: false,
  isExporting: false,
  tool: undefined,
  toolSettings: initialToolSettings,
};
