/** The Cornerstone3D extension: segmentation in an application's own viewports. `cornerstone-autoseg` itself is without DOM. */

export {
  type AutosegExtension,
  createAutosegExtension,
  type EditsAtRisk,
  type ExportOptions,
  type ExtensionOptions,
  type ExtensionState,
  type ModelEntry,
  type ReviewItem,
  type SegmentDraft,
  type SegmentOptions,
  type SegmentRow,
} from "./controller/index.ts";
export type { DrawingTool } from "./cornerstone/index.ts";
export type {
  EditOperation,
  EditStep,
  HistoryLimits,
  SegmentationSession,
  SegmentDisplay,
} from "./editing/index.ts";
export type { ToolSettings } from "./tools/index.ts";
