import { AutosegError } from "../../errors.ts";
import type { Grid } from "../../geometry/index.ts";
import { type Box, emptyBox, ijkAt, isInBox, offsetIn, uniteBoxes, wholeBox } from "../../regions/index.ts";

/** Voxels that a person painted to say what they are. */
export interface Stroke {
  /** The label that they have for certain; 0 is background. */
  readonly label: number;
  /** Linear indices of the grid. */
  readonly voxels: Uint32Array;
}

/** @throws AutosegError `invalid-argument` for a stroke that leaves the grid. */
export function boxOfStrokes(grid: Grid, strokes: readonly Stroke[]): Box {
  const whole = wholeBox(grid);
  const count = grid.size[0] * grid.size[1] * grid.size[2];
  let box = emptyBox;
  for (const { voxels } of strokes) {
    const [low, high] = [[...grid.size] as [number, number, number], [0, 0, 0] as [number, number, number]];
    for (const index of voxels) {
      if (index >= count)
        throw new AutosegError("invalid-argument", `Voxel ${index} of a stroke is outside the grid.`, {
          argument: "strokes",
        });
      const ijk = ijkAt(whole, index);
      for (const axis of [0, 1, 2] as const) {
        if (ijk[axis] < low[axis]) low[axis] = ijk[axis];
        if (ijk[axis] >= high[axis]) high[axis] = ijk[axis] + 1;
      }
    }
    if (voxels.length > 0) box = uniteBoxes(box, { from: low, to: high });
  }
  return box;
}

/** Calls `visit` with the label and the offset within `box` of every voxel of the strokes that lies in it. */
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
