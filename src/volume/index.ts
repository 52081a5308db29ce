/** Images and labels on a grid. */
export { isAbnormality } from "./abnormality.ts";
export { type GridSlice, type SliceProbabilities, writeGridSlice } from "./grid-slice.ts";
export {
  countLabels,
  createLabelMap,
  createLabelMap16,
  type LabelMap,
  type LabelMap16,
  segmentVolumesMl,
} from "./label-map.ts";
export { groupParts, joinParts } from "./label-parts.ts";
export { createLabelSearch } from "./label-search.ts";
export type { Code, Segment, SegmentAlgorithmType } from "./segment.ts";
export {
  checkSegments,
  describeFault,
  findSegmentFault,
  numberedLabel,
  toWritableSegment,
} from "./segment-rules.ts";
export { createVolume, type Volume, type VoxelArray, type VoxelUnit } from "./volume.ts";
