/** Drawing on a pane with mouse, pen and fingers, whatever shows its images. */
export { colorOf, drawBrushCursor, modifiersOf } from "./brush-cursor.ts";
export type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
export { distance, Fingers } from "./fingers.ts";
export { HoveredPane } from "./hovered-pane.ts";
export { drawingDrag, whyNotDraw } from "./pane-drawing.ts";
export { PaneOverlay, planeColors } from "./pane-overlay.ts";
export { type Drag, listenToPointer } from "./pane-pointer.ts";
export { firstVoxelOnRay } from "./ray-in-labels.ts";
export {
  initialToolSettings,
  isBrush,
  stepBrushDiameter,
  type ToolName,
  type ToolSettings,
} from "./tool-settings.ts";
export { cameraFromFront, type TurningCamera, turned } from "./turning-camera.ts";
export { listenToTurning } from "./turning-pointer.ts";
export { type EdgeLetters, toViewDirections } from "./view-directions.ts";
