import { type Grid, type Plane, toPlaneAxes } from "../geometry/index.ts";

/** Where a walk along one axis of a plane starts and how far each step goes, in voxels of the grid's memory. */
interface Walk {
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

/** The view of `grid` in `plane`. */
export function createPlaneView(grid: Grid, plane: Plane): PlaneView {
  const axes = toPlaneAxes(grid, plane);
  const strides = [1, grid.size[0], grid.size[0] * grid.size[1]] as const;
  let start = 0;
  const walk = ({ axis, flipped }: (typeof axes)["columns"]): Walk => {
    const count = grid.size[axis];
    if (flipped) start += (count - 1) * strides[axis];
    return { count, spacingMm: grid.spacingMm[axis], stride: flipped ? -strides[axis] : strides[axis] };
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

/** Voxels of one grid slice across an axis: the two other axes in ascending order, the lower one fastest. */
export interface GridSlice {
  readonly sliceAxis: 0 | 1 | 2;
  readonly sliceIndex: number;
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** Writes a slice's labels into a whole grid of labels. */
export function writeGridSlice(
  voxels: Uint8Array,
  grid: Grid,
  { sliceAxis, sliceIndex, labels }: GridSlice,
): void {
  const [columns, rows] = grid.size;
  if (sliceAxis === 2) {
    voxels.set(labels, sliceIndex * columns * rows);
    return;
  }
  const strides = [1, columns, columns * rows] as const;
  const [fast, slow] = sliceAxis === 0 ? ([1, 2] as const) : ([0, 2] as const);
  let from = 0;
  for (let s = 0; s < grid.size[slow]; s++) {
    let to = sliceIndex * strides[sliceAxis] + s * strides[slow];
    for (let f = 0; f < grid.size[fast]; f++, to += strides[fast]) voxels[to] = labels[from++]!;
  }
}
