/** The Cornerstone3D extension: three linked panes, a labelmap over them, tools to edit it, and undo. Knows no page. */
export type { SegmentDisplay } from "./described-segments.ts";
export type { CanvasPoint } from "./drawing-pane.ts";
export type { EditKind, EditStep, HistoryLimits } from "./edit-history.ts";
export { Editor } from "./editor.ts";
export type { HintStroke, HintStrokes } from "./hint-strokes.ts";
export type { DrawingTool } from "./host-tools.ts";
export { HostView } from "./host-view.ts";
export { findHostViewports, type HostPlace } from "./host-viewports.ts";
export { LabelmapLayer } from "./labelmap-layer.ts";
export { checkedSource, readLoadedVolume } from "./loaded-volume.ts";
export { type GreyWindow, MprView, planes } from "./mpr-view.ts";
export { Pane } from "./pane.ts";
export { planeColors } from "./pane-overlay.ts";
export { PaneTools, type PointedVoxel } from "./pane-tools.ts";
export { SegmentationSession } from "./segmentation-session.ts";
export { createSignal, type Signal } from "./signal.ts";
export { startCornerstone } from "./startup.ts";
export { SurfaceView } from "./surface-view.ts";
export {
  brushDiametersMm,
  initialToolSettings,
  stepBrushDiameter,
  type ToolName,
  type ToolSettings,
} from "./tool-settings.ts";
export type { EdgeLetters } from "./view-directions.ts";
