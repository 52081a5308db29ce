import type { Grid } from "../geometry/index.ts";

/** One number for each of the grid's axes i, j and k. */
export type Triple = readonly [number, number, number];

/** A box of voxels: indices from `from` up to, but not including, `to`. */
export interface Box {
  readonly from: Triple;
  readonly to: Triple;
}

export type GridAxis = 0 | 1 | 2;

export const emptyBox: Box = { from: [0, 0, 0], to: [0, 0, 0] };

export function wholeBox({ size }: Grid): Box {
  return { from: [0, 0, 0], to: size };
}

/** The slices `first` to `last`, both included, across one grid axis. */
export function sliceBox(grid: Grid, axis: GridAxis, first: number, last = first): Box {
  return intersectBoxes(wholeBox(grid), {
    from: mapAxes((a) => (a === axis ? first : 0)),
    to: mapAxes((a) => (a === axis ? last + 1 : grid.size[a])),
  });
}

export function boxSize({ from, to }: Box): Triple {
  return mapAxes((axis) => Math.max(0, to[axis] - from[axis]));
}

export function voxelsInBox(box: Box): number {
  const [columns, rows, slices] = boxSize(box);
  return columns * rows * slices;
}

export function intersectBoxes(a: Box, b: Box): Box {
  return {
    from: mapAxes((axis) => Math.max(a.from[axis], b.from[axis])),
    to: mapAxes((axis) => Math.min(a.to[axis], b.to[axis])),
  };
}

/** The smallest box around both; an empty one counts for nothing. */
export function uniteBoxes(a: Box, b: Box): Box {
  if (voxelsInBox(a) === 0) return b;
  if (voxelsInBox(b) === 0) return a;
  return {
    from: mapAxes((axis) => Math.min(a.from[axis], b.from[axis])),
    to: mapAxes((axis) => Math.max(a.to[axis], b.to[axis])),
  };
}

/** The box with `voxels` more at each end of each axis, as far as the grid goes; an empty one stays empty. */
export function growBox(box: Box, voxels: Triple, grid: Grid): Box {
  if (voxelsInBox(box) === 0) return box;
  return intersectBoxes(wholeBox(grid), {
    from: mapAxes((axis) => box.from[axis] - voxels[axis]),
    to: mapAxes((axis) => box.to[axis] + voxels[axis]),
  });
}

/** The box with everything that lies within `mm` of it, as far as the grid goes. */
export function growBoxMm(box: Box, mm: number, grid: Grid): Box {
  return growBox(
    box,
    mapAxes((axis) => Math.ceil(mm / grid.spacingMm[axis])),
    grid,
  );
}

export function isInBox({ from, to }: Box, [i, j, k]: Triple): boolean {
  return i >= from[0] && i < to[0] && j >= from[1] && j < to[1] && k >= from[2] && k < to[2];
}

export function mapAxes(map: (axis: GridAxis) => number): Triple {
  return [map(0), map(1), map(2)];
}

/** The two axes of a slice across `axis`, in ascending order. */
export function axesOfSlice(axis: GridAxis): readonly [GridAxis, GridAxis] {
  return axis === 0 ? [1, 2] : axis === 1 ? [0, 2] : [0, 1];
}
