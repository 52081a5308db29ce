import type { Grid } from "../../../src/geometry/index.ts";

/** A grid of cubes of 1 mm along the patient's axes. */
export function gridOf(size: Grid["size"]): Grid {
  return {
    size,
    spacingMm: [1, 1, 1],
    originLps: [0, 0, 0],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  };
}
