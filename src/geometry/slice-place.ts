import type { Grid } from "./grid.ts";
import { ijkToLps } from "./grid.ts";
import { toOrientationLetters } from "./oriented-axes.ts";

/** Where a slice lies in the patient, along the direction across it. */
interface SlicePlace {
  /** The side of the origin that it lies on: "S", "L", "AS" of an oblique slice. */
  readonly letters: string;
  /** From the origin of the frame of reference; not negative. */
  readonly distanceMm: number;
}

/**
 * The place of a slice of a grid, as viewers write it ("S 34.5"): of an axial slice the z of ImagePositionPatient with its side, of
 * an oblique one the distance from the origin along its normal (PS3.3 C.7.6.2.1.1).
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
