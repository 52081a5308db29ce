import { type Grid, lpsToIjk, type Plane, type Point, toPlaneAxes } from "../geometry/index.ts";
import type { GridAxis, Triple } from "../regions/index.ts";

/** Slices of a grid as one of the three planes shows them; memory is addressed by strides. */
export interface PlaneView {
  readonly plane: Plane;
  readonly rows: number;
  readonly columns: number;
  readonly slices: number;
  /** Millimetres between rows, columns and slices. */
  readonly rowMm: number;
  readonly columnMm: number;
  readonly sliceMm: number;
  /** The grid axes along which columns, rows and slices are counted. */
  readonly axes: { readonly columns: GridAxis; readonly rows: GridAxis; readonly slices: GridAxis };
  /** Offset in memory of row 0, column 0 of slice 0, and from one to the next. */
  readonly start: number;
  readonly rowStride: number;
  readonly columnStride: number;
  readonly sliceStride: number;
  /** Fractional row, column and slice of a place. */
  toPlane(point: Point<"lps">): PlacePoint;
  /** The voxel of the grid at a whole slice, row and column. */
  toIjk(slice: number, row: number, column: number): Triple;
}

/** A place in a plane: row and column may be fractional, as may the slice. */
export interface PlacePoint {
  readonly row: number;
  readonly column: number;
  readonly slice: number;
}

export function createPlaneView(grid: Grid, plane: Plane): PlaneView {
  const { columns, rows, slices } = toPlaneAxes(grid, plane);
  const strides = [1, grid.size[0], grid.size[0] * grid.size[1]] as const;
  const first = ({ axis, flipped }: typeof columns) => (flipped ? (grid.size[axis] - 1) * strides[axis] : 0);
  const stride = ({ axis, flipped }: typeof columns) => (flipped ? -strides[axis] : strides[axis]);
  const along = ({ axis, flipped }: typeof columns, ijk: Point<"ijk">) =>
    flipped ? grid.size[axis] - 1 - ijk[axis] : ijk[axis];
  return {
    plane,
    rows: grid.size[rows.axis],
    columns: grid.size[columns.axis],
    slices: grid.size[slices.axis],
    rowMm: grid.spacingMm[rows.axis],
    columnMm: grid.spacingMm[columns.axis],
    sliceMm: grid.spacingMm[slices.axis],
    axes: { columns: columns.axis, rows: rows.axis, slices: slices.axis },
    start: first(columns) + first(rows) + first(slices),
    rowStride: stride(rows),
    columnStride: stride(columns),
    sliceStride: stride(slices),
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
