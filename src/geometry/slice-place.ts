import type { Grid } from "./grid.ts";
import { ijkToLps } from "./grid.ts";
import { toOrientationLetters } from "./oriented-axes.ts";

/** Position of a slice in the patient, along its normal. */
interface SlicePlace {
  /** Side of the frame of reference's origin: "S", or "AS" for an oblique slice. */
  readonly letters: string;
  /** Distance from the origin of the frame of reference; not negative. */
  readonly distanceMm: number;
}

/**
 * The position of a slice as viewers write it ("S 34.5"): for an axial slice the z of ImagePositionPatient and its side,
 * for an oblique one the distance of its plane from the origin (PS3.3 C.7.6.2.1.1).
 */
export function toSlicePlace(grid: Grid, axis: 0 | 1 | 2, index: number): SlicePlace {
  const direction = grid.directionsLps[axis];
  const ijk: [number, number, number] = [0, 0, 0];
  ijk[axis] = index;
  const at = ijkToLps(grid, ijk);
  const along = direction.reduce((sum, component, n) => sum + component * at[n]!, 0);
  const side = along < 0 ? -1 : 1;
  return {
    letters: toOrientationLetters([side * direction[0], side * direction[1], side * direction[2]]),
    distanceMm: Math.abs(along),
  };
}
