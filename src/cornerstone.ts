/** The Cornerstone3D extension: segmentation in an application's own viewports. `cornerstone-autoseg` itself is without DOM. */
export type {
  DrawingTool,
  EditStep,
  HistoryLimits,
  SegmentationSession,
  SegmentDisplay,
  ToolSettings,
} from "./cornerstone/index.ts";
export type { EditOperation } from "./editing/index.ts";
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
} from "./extension/index.ts";
