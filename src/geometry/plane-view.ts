import type { Grid } from "./grid.ts";
import {
  type OrientationLetter,
  type OrientedAxis,
  type Plane,
  type PlaneAxes,
  toPatientAxes,
  toPlaneAxes,
} from "./oriented-axes.ts";

/** One axis of a view: its number of voxels and its stride in the grid's memory. */
export interface ViewAxis {
  /** Axis of the grid. */
  readonly axis: 0 | 1 | 2;
  readonly count: number;
  readonly spacingMm: number;
  /** Step in memory from one voxel to the next; negative where the view runs against the grid. */
  readonly stride: number;
}

/**
 * A grid seen as slices of an anatomical plane: columns, rows and slices run as in {@link toPlaneAxes}, however the series
 * was acquired. Voxel (column c, row r, slice s) lies at `start + c * columns.stride + r * rows.stride + s * slices.stride`
 * in the grid's memory.
 */
export interface PlaneView {
  readonly columns: ViewAxis;
  readonly rows: ViewAxis;
  readonly slices: ViewAxis;
  readonly start: number;
  /** The grid axis across the view's slices, and the grid index of a slice of the view. */
  readonly sliceAxis: 0 | 1 | 2;
  gridSliceIndex(slice: number): number;
}

/**
 * A plane of slices (by default that of acquisition), and the directions of its axes where they differ from the plane's usual
 * ones.
 */
export interface Orientation {
  readonly plane: Plane | "acquired";
  readonly axes?: Readonly<Record<"columns" | "rows" | "slices", OrientationLetter>> | undefined;
}

/** The grid axis closest to a patient direction, and whether it runs the opposite way. */
export function gridAxisTowards(grid: Grid, letter: OrientationLetter): OrientedAxis {
  const [x, y, z] = toPatientAxes(grid);
  const [axis, isOpposite] = (
    { L: [x, false], R: [x, true], P: [y, false], A: [y, true], S: [z, false], I: [z, true] } as const
  )[letter];
  return { axis: axis.axis, flipped: axis.flipped !== isOpposite };
}

/** The grid's axes in an orientation: the axes it names, else those of its plane, else the grid's own. */
export function toViewAxes(grid: Grid, { plane, axes }: Orientation): PlaneAxes {
  if (axes) {
    return {
      columns: gridAxisTowards(grid, axes.columns),
      rows: gridAxisTowards(grid, axes.rows),
      slices: gridAxisTowards(grid, axes.slices),
    };
  }
  if (plane !== "acquired") return toPlaneAxes(grid, plane);
  return {
    columns: { axis: 0, flipped: false },
    rows: { axis: 1, flipped: false },
    slices: { axis: 2, flipped: false },
  };
}

/** The layout in memory of a grid's voxels, as slices in an orientation. */
export function createPlaneView(grid: Grid, orientation: Orientation): PlaneView {
  const axes = toViewAxes(grid, orientation);
  const strides = [1, grid.size[0], grid.size[0] * grid.size[1]] as const;
  let start = 0;
  const walk = ({ axis, flipped }: OrientedAxis): ViewAxis => {
    const count = grid.size[axis];
    if (flipped) start += (count - 1) * strides[axis];
    return { axis, count, spacingMm: grid.spacingMm[axis], stride: flipped ? -strides[axis] : strides[axis] };
  };
  const [columns, rows, slices] = [walk(axes.columns), walk(axes.rows), walk(axes.slices)];
  return {
    columns,
    rows,
    slices,
    start,
    sliceAxis: axes.slices.axis,
    gridSliceIndex: (slice) => (axes.slices.flipped ? slices.count - 1 - slice : slice),
  };
}
