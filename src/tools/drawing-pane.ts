import {
  cross,
  type Grid,
  type Plane,
  type Point,
  scale,
  toOrientationLetters,
  toPlaneAxes,
} from "../geometry/index.ts";

/** A point in a pane, in CSS pixels from its upper left corner. */
export type CanvasPoint = readonly [x: number, y: number];

/** What drawing needs from a pane: `Pane` is this project's own, `HostPane` a viewport of another program. */
export interface DrawingPane {
  readonly element: HTMLDivElement;
  readonly isOpen: boolean;
  readonly grid: Grid;
  /** The grid slice on screen; undefined in a pane oblique to the grid. */
  readonly slice: { readonly axis: 0 | 1 | 2; readonly index: number } | undefined;
  readonly pixelsPerMm: number;
  /** Fractional voxel indices at a point of the pane, on the slice shown. */
  toIjk(point: CanvasPoint): Point<"ijk">;
  toCanvas(ijk: Point<"ijk">): CanvasPoint;
}

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
