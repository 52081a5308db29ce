/** Images and labels on a grid. */
export { endOfWord } from "./end-of-word.ts";
export { type GridSlice, type GridSlice16, type SliceProbabilities, writeGridSlice } from "./grid-slice.ts";
export {
  createIntensityStatistics,
  type IntensityStatistics,
  type Selection,
} from "./intensity-statistics.ts";
export {
  createLabelMap,
  createLabelMap16,
  createLabelSearch,
  createRunSearch,
  type LabelArray,
  type LabelArrayType,
  type LabelMap,
  type LabelMap16,
  labelArrayFor,
  labelArrayLike,
  segmentVolumesMl,
} from "./label-map.ts";
export { createNearestVoxels } from "./nearest-voxels.ts";
export { groupParts, joinParts } from "./overlapping-parts.ts";
export { hasSameVoxels, isSameGrid, resampleVolume } from "./resample-volume.ts";
export {
  type Code,
  type InstanceRule,
  isAbnormality,
  isThing,
  type Segment,
  type SegmentAlgorithmType,
  sct,
} from "./segment.ts";
export {
  checkSegments,
  describeFault,
  findSegmentFault,
  numberedLabel,
  toWritableSegment,
} from "./segment-rules.ts";
export { spareColor } from "./spare-color.ts";
export { createVolume, type Volume, type VoxelArray, type VoxelUnit } from "./volume.ts";
