/** Regions of a grid: boxes, masks, connected components, holes, diameters, measures, outlines. */
export {
  type Block,
  boxOfLabels,
  cutBlock,
  cutBlockInSteps,
  forEachRow,
  ijkAt,
  labelBoxes,
  labelledBox,
  labelTable,
  maskOf,
  offsetIn,
  testOfMask,
  wholeBlock,
} from "./block.ts";
export {
  axesOfSlice,
  type Box,
  boxBetween,
  boxSize,
  emptyBox,
  type GridAxis,
  GrowingBox,
  growBox,
  growBoxMm,
  intersectBoxes,
  isInBox,
  mapAxes,
  moveBox,
  sliceBox,
  type Triple,
  uniteBoxes,
  voxelsInBox,
  voxelsInSize,
  wholeBox,
} from "./box.ts";
export { BucketQueue } from "./bucket-queue.ts";
export { Components, type Connectivity, findComponents } from "./components.ts";
export { squaredDistances } from "./distance-transform.ts";
export {
  type AxisEnd,
  type DrawnAxes,
  inOrder,
  type MeasuredAxes,
  type MeasuredLine,
  measureAxes,
  moveAxisEnd,
  withShortAxis,
} from "./drawn-axes.ts";
export { flood } from "./flood.ts";
export { fillHoles, findHoles } from "./holes.ts";
export { findInstances } from "./instances.ts";
export { keepComponents, keepLargestComponent } from "./keep-components.ts";
export { checkSameGrid, countVoxels, cropToBoth, type Mask, type MaskGrid, toMask } from "./mask.ts";
export {
  type Measurements,
  measureParts,
  measureSegments,
  type PartMeasures,
  partVolumesMl,
  voxelMlOfSlices,
} from "./measures.ts";
export { forEachNeighbour } from "./neighbours.ts";
export { joinHoles, traceOutlines } from "./outlines.ts";
export { fillPolygons, type Polygon, polygonArea } from "./polygons.ts";
export { type SegmentMask, segmentMasks, withMargin } from "./segment-masks.ts";
export { depthsMm, findPeaks, watershed } from "./watershed.ts";
