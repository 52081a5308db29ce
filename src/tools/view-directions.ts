import {
  cross,
  type Grid,
  type Plane,
  type Point,
  scale,
  toOrientationLetters,
  toPlaneAxes,
} from "../geometry/index.ts";

/** Orientation letters at the edges of a pane. */
export interface EdgeLetters {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

/** Directions of a displayed plane, in LPS. */
export function toViewDirections(grid: Grid, plane: Plane) {
  const axes = toPlaneAxes(grid, plane);
  const direction = ({ axis, flipped }: { axis: 0 | 1 | 2; flipped: boolean }): Point<"lps"> =>
    scale(grid.directionsLps[axis], flipped ? -1 : 1);
  const right = direction(axes.columns);
  const down = direction(axes.rows);
  const up = scale(down, -1);
  const letters: EdgeLetters = {
    left: toOrientationLetters(scale(right, -1)),
    right: toOrientationLetters(right),
    top: toOrientationLetters(up),
    bottom: toOrientationLetters(down),
  };
  return { axes, up, towardsViewer: cross(right, up), letters };
}
