import {
  cross,
  type Grid,
  type Plane,
  type Point,
  scale,
  toOrientationLetters,
  toPlaneAxes,
} from "../geometry/index.ts";

/** Letters at the edges of a pane: what lies left, right, above and below. */
export interface EdgeLetters {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

/** The directions in which a plane of the grid is shown, in LPS. */
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
