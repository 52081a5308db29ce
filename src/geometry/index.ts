/** Pure geometry of patient space: grids, ijk and LPS points, orientation. */
export {
  createGrid,
  type Grid,
  gridDistanceMm,
  ijkToLps,
  lpsToIjk,
  mapGrid,
  offsetInGrid,
  partOfGrid,
  voxelCount,
  voxelVolumeMl,
} from "./grid.ts";
export {
  acquisitionAxis,
  acquisitionPlane,
  type OrientationLetter,
  type OrientedAxis,
  type Plane,
  type PlaneAxes,
  toOrientationLetters,
  toPlaneAxes,
} from "./oriented-axes.ts";
export {
  createPlaneView,
  gridAxisTowards,
  type Orientation,
  type PlaneView,
  toViewAxes,
  type ViewAxis,
} from "./plane-view.ts";
export { cross, dot, norm, type Point, scale, subtract, type Vector } from "./point.ts";
export { toSlicePlace } from "./slice-place.ts";
