import { GrowingBox } from "../../../regions/index.ts";
import type { VoxelArray } from "../../../volume/index.ts";
import type { PerAxis, Span } from "../model-grid.ts";

/** How to walk over voxels in memory by columns, rows and slices. */
export interface VoxelView {
  readonly columns: ViewStep;
  readonly rows: ViewStep;
  readonly slices: ViewStep;
  /** Offset of the first voxel. */
  readonly start: number;
}

interface ViewStep {
  readonly count: number;
  readonly stride: number;
}

/** The view of values that are stored in the order of the view. */
export function plainView([columns, rows, slices]: PerAxis<number>): VoxelView {
  return {
    columns: { count: columns, stride: 1 },
    rows: { count: rows, stride: columns },
    slices: { count: slices, stride: columns * rows },
    start: 0,
  };
}

/** A box of a volume, by columns, rows and slices of a view. */
export type Part = PerAxis<Span>;

export function wholePart({ columns, rows, slices }: VoxelView): Part {
  return [
    { first: 0, count: columns.count },
    { first: 0, count: rows.count },
    { first: 0, count: slices.count },
  ];
}

export function sizeOfPart(part: Part): PerAxis<number> {
  return [part[0].count, part[1].count, part[2].count];
}

/** Calls back for each row of a part, with the offset of its first voxel in memory, and its row and slice in the part. */
export function forEachRow(
  { start, columns, rows, slices }: VoxelView,
  part: Part,
  visit: (at: number, row: number, slice: number) => void,
): void {
  for (let s = 0; s < part[2].count; s++) {
    for (let r = 0; r < part[1].count; r++) {
      visit(
        start +
          part[0].first * columns.stride +
          (part[1].first + r) * rows.stride +
          (part[2].first + s) * slices.stride,
        r,
        s,
      );
    }
  }
}

/** The bounding box of all voxels within a part that are not 0 in any of some images; the part itself if there are none. */
export function nonZeroPart(images: readonly VoxelArray[], view: VoxelView, part: Part): Part {
  const [columns] = sizeOfPart(part);
  const found = new GrowingBox();
  for (const voxels of images) {
    forEachRow(view, part, (at, row, slice) => {
      const { stride } = view.columns;
      const first = firstNonZero(voxels, at, stride, columns);
      if (first === columns) return;
      const after = firstNonZero(voxels, at + (columns - 1) * stride, -stride, columns);
      found.add(first, columns - after, row, slice);
    });
  }
  const { from, to } = found.box;
  if (to[0] === 0) return part;
  const span = (axis: 0 | 1 | 2): Span => ({
    first: part[axis].first + from[axis],
    count: to[axis] - from[axis],
  });
  return [span(0), span(1), span(2)];
}

/** How many voxels are 0 before the first that is not; `count` if all are. */
function firstNonZero(voxels: VoxelArray, start: number, stride: number, count: number): number {
  let first = 0;
  while (first < count && voxels[start + first * stride] === 0) first++;
  return first;
}

/** The voxels of a part, columns fastest, in an array of the same type. */
export function copyPart<Voxels extends VoxelArray>(voxels: Voxels, view: VoxelView, part: Part): Voxels {
  const [columns, rows, slices] = sizeOfPart(part);
  const into = new (voxels.constructor as new (length: number) => Voxels)(columns * rows * slices);
  forEachRow(view, part, (at, row, slice) => {
    const to = columns * (row + rows * slice);
    for (let c = 0, from = at; c < columns; c++, from += view.columns.stride) into[to + c] = voxels[from]!;
  });
  return into;
}
