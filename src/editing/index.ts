/** Operations on label maps: what each would change, as runs of voxels that can be written, undone and redone. */
export { type Block, cutBlock, ijkAt, maskOf, offsetIn, wholeBlock } from "./block.ts";
export {
  axesOfSlice,
  type Box,
  boxSize,
  type GridAxis,
  growBox,
  intersectBoxes,
  isInBox,
  sliceBox,
  uniteBoxes,
  voxelsInBox,
  wholeBox,
} from "./box.ts";
export { type BrushStroke, forEachBrushedRow } from "./brush.ts";
export type { ContoursOperation } from "./contours.ts";
export { changeTable, type EditLimits, type EditTarget, labelBox, type ValueRange } from "./edit-target.ts";
export type { FillHolesOperation } from "./fill-holes.ts";
export type { FloodFillOperation } from "./flood-fill.ts";
export type { GrowFromSeedsOperation } from "./grow-from-seeds.ts";
export type { InterpolateOperation } from "./interpolate.ts";
export type { IslandsOperation } from "./islands.ts";
export type { CombineOperation, InvertOperation, LogicOperand } from "./logic.ts";
export type { HollowOperation, MarginOperation } from "./margin.ts";
export { createOperationRunner, type OperationRunner } from "./operation-runner.ts";
export { computeChanges, describeOperation, type EditOperation } from "./operations.ts";
export type { PlanePoint } from "./polygon.ts";
export type { RelabelOperation } from "./relabel.ts";
export type { RepairOperation } from "./repair.ts";
export type { ScissorsOperation } from "./scissors.ts";
export type { GaussianOperation, JointSmoothOperation, MedianOperation } from "./smooth.ts";
export type { SplitOperation } from "./split.ts";
export type { Stroke } from "./strokes.ts";
export { intersectRanges, type ThresholdOperation } from "./threshold.ts";
export {
  countChangedVoxels,
  runsSizeBytes,
  VoxelRunCollector,
  type VoxelRuns,
  writeRuns,
} from "./voxel-runs.ts";
