/** The Cornerstone3D extension: segmentation in an application's own viewports. `cornerstone-autoseg` itself is without DOM. */

export type { EditsAtRisk, ModelEntry, ReviewItem, SegmentDraft, SegmentRow } from "./controller/index.ts";
export {
  type AutosegExtension,
  createAutosegExtension,
  type DrawingTool,
  type ExportOptions,
  type ExtensionOptions,
  type ExtensionState,
  type SegmentOptions,
} from "./cornerstone/index.ts";
export type {
  EditOperation,
  EditStep,
  HistoryLimits,
  SegmentationSession,
  SegmentDisplay,
} from "./editing/index.ts";
export { type Language, languages, onLanguageChange, setLanguage } from "./texts/index.ts";
export type { ToolSettings } from "./tools/index.ts";
