/** Images and labels on a grid. */
export { isAbnormality } from "./abnormality.ts";
export { type GridSlice, type SliceProbabilities, writeGridSlice } from "./grid-slice.ts";
export {
  type Code,
  countLabels,
  createLabelMap,
  createWideLabelMap,
  type LabelMap,
  type Segment,
  type SegmentAlgorithmType,
  segmentVolumesMl,
  type WideLabelMap,
} from "./label-map.ts";
export { groupParts, joinParts } from "./label-parts.ts";
export { createLabelSearch } from "./label-search.ts";
export { createVolume, type Volume, type VoxelArray, type VoxelUnit } from "./volume.ts";
