/** Drawing in panes with mouse, pen and touch, whatever shows the images. */
export { modifiersOf } from "./brush-cursor.ts";
export { type CanvasPoint, type DrawingPane, type EdgeLetters, toViewDirections } from "./drawing-pane.ts";
export { DrawingPanes } from "./drawing-panes.ts";
export { distance, Fingers } from "./fingers.ts";
export { PaneOverlay, planeColors } from "./pane-overlay.ts";
export { type Drag, isFinger, listenToPointer } from "./pane-pointer.ts";
export {
  type GridPlace,
  PromptDraft,
  type PromptMark,
  type PromptPreview,
  type SliceMask,
} from "./prompt-draft.ts";
export { clickAt } from "./prompt-drag.ts";
export { toScaleBar } from "./scale-bar.ts";
export { type SegmentShowing, ToolBox } from "./tool-box.ts";
export { initialToolSettings, isBrush, type ToolName, type ToolSettings } from "./tool-settings.ts";
export { cameraFromFront, firstVoxelOnRay, type TurningCamera, turned } from "./turning-camera.ts";
export { listenToTurning } from "./turning-pointer.ts";
