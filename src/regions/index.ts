/** Regions of a grid: boxes, masks, connected components, holes, diameters, measures. */
export { type AxialDiameter, longestDiameter } from "./axial-diameter.ts";
export {
  type Block,
  boxOfLabels,
  cutBlock,
  forEachRow,
  ijkAt,
  labelTable,
  maskOf,
  offsetIn,
  wholeBlock,
} from "./block.ts";
export {
  axesOfSlice,
  type Box,
  boxSize,
  emptyBox,
  type GridAxis,
  growBox,
  growBoxMm,
  intersectBoxes,
  isInBox,
  mapAxes,
  sliceBox,
  type Triple,
  uniteBoxes,
  voxelsInBox,
  wholeBox,
} from "./box.ts";
export { type Components, type Connectivity, findComponents } from "./components.ts";
export { keepComponents, keepLargestComponent } from "./connected-components.ts";
export { squaredDistances } from "./distance-transform.ts";
export { fillHoles } from "./holes.ts";
export { checkSameGrid, countVoxels, cropToBoth, type Mask, type MaskGrid, toMask } from "./mask.ts";
export { type Measurements, measureSegments } from "./measures.ts";
export { cutSegment, type SegmentMask, segmentBoxes, segmentMasks } from "./segment-masks.ts";
