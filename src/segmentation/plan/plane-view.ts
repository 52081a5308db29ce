import {
  type Grid,
  type OrientationLetter,
  type OrientedAxis,
  type PlaneAxes,
  toPatientAxes,
  toPlaneAxes,
} from "../../geometry/index.ts";
import type { ModelManifest, NetworkInput } from "../../model/index.ts";

/** Where a walk along one axis of a plane starts and how far each step goes, in voxels of the grid's memory. */
interface Walk {
  /** Axis of the grid. */
  readonly axis: 0 | 1 | 2;
  readonly count: number;
  readonly spacingMm: number;
  /** Steps in memory from one voxel to the next in patient order; negative where the grid runs the other way. */
  readonly stride: number;
}

/**
 * A grid seen as slices of an anatomical plane: columns, rows and slices run as in {@link toPlaneAxes}, whatever way
 * the series was acquired. Voxel (column c, row r, slice s) lies at `start + c * columns.stride + r * rows.stride +
 * s * slices.stride` of the grid's memory.
 */
export interface PlaneView {
  readonly columns: Walk;
  readonly rows: Walk;
  readonly slices: Walk;
  readonly start: number;
  /** Axis of the grid along which the view's slices lie, and the grid index of the view's slice. */
  readonly sliceAxis: 0 | 1 | 2;
  gridSliceIndex(slice: number): number;
}

/** A plane of slices, and which way they run where that is not the plane's own. */
export type Orientation = Pick<NetworkInput, "plane" | "axes">;

/** The grid axis nearest to a patient direction, and whether it runs the other way. */
export function gridAxisTowards(grid: Grid, letter: OrientationLetter): OrientedAxis {
  const [x, y, z] = toPatientAxes(grid);
  const [axis, isOpposite] = (
    { L: [x, false], R: [x, true], P: [y, false], A: [y, true], S: [z, false], I: [z, true] } as const
  )[letter];
  return { axis: axis.axis, flipped: axis.flipped !== isOpposite };
}

/** The grid's axes in an orientation: as {@link toPlaneAxes}, as it says itself, or as they are stored for slices as acquired. */
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

/** How the slices lie that a model's labels are handed out in: those of the network that decides them, or of the last one. */
export function outputOrientation({ networks, consensus }: ModelManifest): Orientation {
  return consensus?.kind === "network" ? consensus.input : networks.at(-1)!.input;
}

/** The view of `grid` in an orientation. */
export function createPlaneView(grid: Grid, orientation: Orientation): PlaneView {
  const axes = toViewAxes(grid, orientation);
  const strides = [1, grid.size[0], grid.size[0] * grid.size[1]] as const;
  let start = 0;
  const walk = ({ axis, flipped }: (typeof axes)["columns"]): Walk => {
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
