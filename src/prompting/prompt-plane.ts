import {
  createPlaneView,
  type Grid,
  lpsToIjk,
  type OrientedAxis,
  type Plane,
  type Point,
  toPlaneAxes,
} from "../geometry/index.ts";
import type { GridAxis, Triple } from "../regions/index.ts";

/**
 * A grid's slices in one of the three planes, and the conversion between points of prompts and voxels; memory is addressed by
 * strides.
 */
export interface PromptPlane {
  readonly plane: Plane;
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** Millimetres between rows, columns and slices. */
  readonly rowMm: number;
  readonly columnMm: number;
  readonly sliceMm: number;
  /** The grid axes along which columns, rows and slices run. */
  readonly axes: { readonly columns: GridAxis; readonly rows: GridAxis; readonly slices: GridAxis };
  /** Offset in memory of row 0, column 0 of slice 0, and the strides. */
  readonly start: number;
  readonly rowStride: number;
  readonly columnStride: number;
  readonly sliceStride: number;
  /** Fractional row, column and slice of a point. */
  toPlane(point: Point<"lps">): PlacePoint;
  /** The voxel of the grid at an integer slice, row and column. */
  toIjk(slice: number, row: number, column: number): Triple;
}

/** A point relative to a plane's slices; row, column and slice may be fractional. */
export interface PlacePoint {
  readonly row: number;
  readonly column: number;
  readonly slice: number;
}

export function createPromptPlane(grid: Grid, plane: Plane): PromptPlane {
  const { columns, rows, slices } = toPlaneAxes(grid, plane);
  const view = createPlaneView(grid, { plane });
  const along = ({ axis, flipped }: OrientedAxis, ijk: Point<"ijk">) =>
    flipped ? grid.size[axis] - 1 - ijk[axis] : ijk[axis];
  return {
    plane,
    rows: view.rows.count,
    columns: view.columns.count,
    slices: view.slices.count,
    rowMm: view.rows.spacingMm,
    columnMm: view.columns.spacingMm,
    sliceMm: view.slices.spacingMm,
    axes: { columns: columns.axis, rows: rows.axis, slices: slices.axis },
    start: view.start,
    rowStride: view.rows.stride,
    columnStride: view.columns.stride,
    sliceStride: view.slices.stride,
    toPlane(point) {
      const ijk = lpsToIjk(grid, point);
      return { row: along(rows, ijk), column: along(columns, ijk), slice: along(slices, ijk) };
    },
    toIjk: (slice, row, column) => {
      const ijk: [number, number, number] = [0, 0, 0];
      for (const [{ axis, flipped }, index] of [
        [slices, slice],
        [rows, row],
        [columns, column],
      ] as const)
        ijk[axis] = flipped ? grid.size[axis] - 1 - index : index;
      return ijk;
    },
  };
}
