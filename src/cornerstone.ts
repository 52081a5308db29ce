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
  type ExportOptions,
  type ExtensionOptions,
  type ExtensionState,
  type ModelEntry,
  type ReviewItem,
  type SegmentOptions,
  type SegmentRow,
} from "./extension/index.ts";
