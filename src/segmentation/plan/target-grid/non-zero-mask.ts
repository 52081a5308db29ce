import { findComponents } from "../../../regions/index.ts";
import type { VoxelArray } from "../../../volume/index.ts";
import { forEachRow, type Part, sizeOfPart, type VoxelView } from "./view-part.ts";

/**
 * 1 where a voxel of a part is not 0 in any of some images, columns fastest; `filled`: also in the holes that these enclose in three dimensions
 * (6 neighbours), as SciPy's `binary_fill_holes` does.
 */
export function nonZeroMask(
  images: readonly VoxelArray[],
  view: VoxelView,
  part: Part,
  which: "filled" | "voxels",
): Uint8Array {
  const size = sizeOfPart(part);
  const [columns, rows, slices] = size;
  const mask = new Uint8Array(columns * rows * slices);
  for (const voxels of images) {
    forEachRow(view, part, (at, row, slice) => {
      const to = columns * (row + rows * slice);
      for (let c = 0, from = at; c < columns; c++, from += view.columns.stride)
        if (voxels[from] !== 0) mask[to + c] = 1;
    });
  }
  if (which === "voxels") return mask;
  const gaps = findComponents(
    mask.map((value) => 1 - value),
    [columns, rows, slices],
    6,
  );
  const isOpen = new Uint8Array(gaps.count + 1);
  gaps.forEachRun(({ part: gap, i, j, k, first, end }) => {
    const touchesEdge =
      i === 0 || i + end - first === columns || j === 0 || j === rows - 1 || k === 0 || k === slices - 1;
    if (touchesEdge) isOpen[gap] = 1;
  });
  gaps.forEachRun(({ part: gap, first, end }) => {
    if (!isOpen[gap]) mask.fill(1, first, end);
  });
  return mask;
}
