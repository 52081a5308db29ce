import { AutosegError } from "../errors.ts";
import { type Grid, ijkToLps, lpsToIjk, type Point } from "../geometry/index.ts";

/** One number for each of the grid's axes i, j and k. */
export type Triple = readonly [number, number, number];

/**
 * A box of voxels: indices from `from` up to, but not including, `to`. All boxes in this project have this form: where a file
 * states the last voxel itself, it is converted on reading or writing.
 */
export interface Box {
  readonly from: Triple;
  readonly to: Triple;
}

export type GridAxis = 0 | 1 | 2;

const maximumIndex = 0x7fffffff;

export const emptyBox: Box = { from: [0, 0, 0], to: [0, 0, 0] };

/** What box functions need of a grid. */
type Sized = Pick<Grid, "size">;

export function wholeBox({ size }: Sized): Box {
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
  return voxelsInSize(boxSize(box));
}

export function voxelsInSize([columns, rows, slices]: Triple): number {
  return columns * rows * slices;
}

export function intersectBoxes(a: Box, b: Box): Box {
  return {
    from: mapAxes((axis) => Math.max(a.from[axis], b.from[axis])),
    to: mapAxes((axis) => Math.min(a.to[axis], b.to[axis])),
  };
}

/**
 * The smallest box around runs of voxels added one by one. It allocates nothing per run, since there may be millions. All
 * bounding boxes in this project are made with it.
 */
export class GrowingBox {
  readonly #from = new Int32Array(3).fill(maximumIndex);
  readonly #to = new Int32Array(3);

  /** Columns `i` to `end - 1` of row (j, k). */
  add(i: number, end: number, j: number, k: number): void {
    const from = this.#from;
    const to = this.#to;
    if (i < from[0]!) from[0] = i;
    if (j < from[1]!) from[1] = j;
    if (k < from[2]!) from[2] = k;
    if (end > to[0]!) to[0] = end;
    if (j >= to[1]!) to[1] = j + 1;
    if (k >= to[2]!) to[2] = k + 1;
  }

  /** The box; `emptyBox` while nothing has been added. */
  get box(): Box {
    if (this.#to[0] === 0) return emptyBox;
    return { from: mapAxes((axis) => this.#from[axis]!), to: mapAxes((axis) => this.#to[axis]!) };
  }

  clear(): void {
    this.#from.fill(maximumIndex);
    this.#to.fill(0);
  }
}

/**
 * The voxels whose centres lie between two corners given in patient space, clipped to the grid; if the grid is oblique, the
 * smallest box around them.
 * @throws AutosegError `invalid-argument` if there are none.
 */
export function boxBetween(grid: Grid, a: Point<"lps">, b: Point<"lps">): Box {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => {
    const [x, y, z] = [0, 1, 2].map((axis) => ((bits >> axis) & 1 ? a : b)[axis]!) as [
      number,
      number,
      number,
    ];
    return lpsToIjk(grid, [x, y, z]);
  });
  const along = (axis: GridAxis): number[] => corners.map((corner) => corner[axis]);
  const box = intersectBoxes(wholeBox(grid), {
    from: mapAxes((axis) => Math.ceil(Math.min(...along(axis)) - rounding)),
    to: mapAxes((axis) => Math.floor(Math.max(...along(axis)) + rounding) + 1),
  });
  if (voxelsInBox(box) > 0) return box;
  const [from, to] = [ijkToLps(grid, [0, 0, 0]), ijkToLps(grid, lastVoxel(grid.size))].map((corner) =>
    corner.map((mm) => mm.toFixed(0)).join(", "),
  );
  throw new AutosegError(
    "invalid-argument",
    `No voxel lies in the box from ${a.join(", ")} to ${b.join(", ")} mm. The image goes from ${from!} to ${to!} mm (left, posterior, superior).`,
    { argument: "box" },
  );
}

/** Much less than a voxel, much more than the rounding error of a sum of a few doubles. */
const rounding = 1e-6;

/** Index of the last voxel of a grid of this size. */
function lastVoxel(size: Triple): Point<"ijk"> {
  return [size[0] - 1, size[1] - 1, size[2] - 1];
}

/** The smallest box around both; an empty box is ignored. */
export function uniteBoxes(a: Box, b: Box): Box {
  if (voxelsInBox(a) === 0) return b;
  if (voxelsInBox(b) === 0) return a;
  return {
    from: mapAxes((axis) => Math.min(a.from[axis], b.from[axis])),
    to: mapAxes((axis) => Math.max(a.to[axis], b.to[axis])),
  };
}

/** The box moved by `offset` voxels along each axis. */
export function moveBox({ from, to }: Box, offset: Triple): Box {
  return {
    from: mapAxes((axis) => from[axis] + offset[axis]),
    to: mapAxes((axis) => to[axis] + offset[axis]),
  };
}

/** The box enlarged by `voxels` at each end of each axis, clipped to the grid; an empty box stays empty. */
export function growBox(box: Box, voxels: Triple, grid: Sized): Box {
  if (voxelsInBox(box) === 0) return box;
  return intersectBoxes(wholeBox(grid), {
    from: mapAxes((axis) => box.from[axis] - voxels[axis]),
    to: mapAxes((axis) => box.to[axis] + voxels[axis]),
  });
}

/** The box enlarged to hold everything within `mm` of it, clipped to the grid. */
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
