/**
 * The Cornerstone3D extension: segmentation in an application's own viewports. Unlike this entry, `cornerstone-autoseg` itself
 * needs no DOM.
 */

export type {
  Controller,
  ControllerEvents,
  ControllerState,
  EditsAtRisk,
  ExportOptions,
  Memory,
  ModelEntry,
  Notice,
  Question,
  ReviewItem,
  SegmentDraft,
  SegmentOptions,
  SegmentRow,
} from "./controller/index.ts";
export {
  type AutosegExtension,
  createAutosegExtension,
  type DrawingTool,
  type ExtensionOptions,
  type HostSegmentationEntry,
  type HostSeriesChoice,
  type OpenOptions,
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
