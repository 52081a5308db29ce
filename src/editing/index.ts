/** Editing label maps: strokes, operations, a session with undo. */
export {
  type EditLimits,
  type EditTarget,
  segmentBox,
  segmentMask,
  type ValueRange,
} from "./operations/edit-target.ts";
export type { LogicOperand } from "./operations/logic.ts";
export { createOperationRunner, type OperationRunner } from "./operations/operation-runner.ts";
export { computeChanges, describeOperation, type EditOperation } from "./operations/operations.ts";
export type { SliceChange } from "./operations/propagate.ts";
export { randomWalk } from "./operations/random-walker.ts";
export { estimateNoise } from "./operations/repair.ts";
export type { ScissorsOperation } from "./operations/scissors.ts";
export type { SegmentDisplay } from "./session/described-segments.ts";
export {
  changedSegments,
  changesOf,
  type Described,
  type EditHistory,
  type EditKind,
  type EditStep,
  type HistoryLimits,
} from "./session/edit-history.ts";
export { Editor } from "./session/editor.ts";
export type { Layer, Layers } from "./session/layers.ts";
export type { OpenEdit } from "./session/open-edit.ts";
export { Scribbles } from "./session/scribbles.ts";
export { SegmentationSession, type SessionOptions } from "./session/segmentation-session.ts";
export type { PerformOptions, PreviewOptions } from "./session/session-operations.ts";
export { createSignal, type Signal } from "./session/signal.ts";
export { forEachBrushedRow } from "./strokes/brush.ts";
export { fillPolygons, type PlanePoint } from "./strokes/polygon.ts";
export { type MarkedRuns, VoxelMarks } from "./voxel-marks.ts";
export { VoxelRunCollector, type VoxelRuns, writeRuns } from "./voxel-runs.ts";
