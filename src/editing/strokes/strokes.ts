import { AutosegError } from "../../errors.ts";
import type { Grid } from "../../geometry/index.ts";
import {
  type Box,
  GrowingBox,
  ijkAt,
  isInBox,
  offsetIn,
  voxelsInSize,
  wholeBox,
} from "../../regions/index.ts";

/** Voxels that the user painted to say what they are. */
export interface Stroke {
  /** Their label; 0 is background. */
  readonly label: number;
  /** Linear indices in the grid. */
  readonly voxels: Uint32Array;
}

/** @throws AutosegError `invalid-argument` for a stroke that leaves the grid. */
export function boxOfStrokes(grid: Grid, strokes: readonly Stroke[]): Box {
  const whole = wholeBox(grid);
  const count = voxelsInSize(grid.size);
  const around = new GrowingBox();
  for (const { voxels } of strokes) {
    for (const index of voxels) {
      if (index >= count)
        throw new AutosegError("invalid-argument", `Voxel ${index} of a stroke is outside the grid.`, {
          argument: "strokes",
        });
      const [i, j, k] = ijkAt(whole, index);
      around.add(i, i + 1, j, k);
    }
  }
  return around.box;
}

/** Calls `visit` with the label and the offset within `box` of every stroke voxel that lies in it. */
export function forEachStrokeVoxel(
  grid: Grid,
  strokes: readonly Stroke[],
  box: Box,
  visit: (offset: number, label: number) => void,
): void {
  const whole = wholeBox(grid);
  for (const { label, voxels } of strokes) {
    for (const index of voxels) {
      const ijk = ijkAt(whole, index);
      if (isInBox(box, ijk)) visit(offsetIn(box, ...ijk), label);
    }
  }
}
