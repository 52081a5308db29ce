import type { Grid } from "../../../src/geometry/index.ts";

/** A grid along the patient's axes, its first voxel at the origin. */
export function straightGrid(size: Grid["size"], spacingMm: Grid["spacingMm"] = [1, 1, 1]): Grid {
  return {
    size,
    spacingMm,
    originLps: [0, 0, 0],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
}
