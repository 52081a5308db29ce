import type { Grid, Point } from "../geometry/index.ts";

/** A place in a pane, in CSS pixels from its upper left corner. */
export type CanvasPoint = readonly [x: number, y: number];

/** What drawing needs from a pane: `Pane` belongs to this project, `HostPane` is a viewport of another program. */
export interface DrawingPane {
  readonly element: HTMLDivElement;
  readonly isOpen: boolean;
  readonly grid: Grid;
  /** The slice of the grid that is shown; undefined in a pane oblique to the grid. */
  readonly slice: { readonly axis: 0 | 1 | 2; readonly index: number } | undefined;
  readonly pixelsPerMm: number;
  /** Fractional voxel under a point of the pane, on the slice shown. */
  toIjk(point: CanvasPoint): Point<"ijk">;
  toCanvas(ijk: Point<"ijk">): CanvasPoint;
}
