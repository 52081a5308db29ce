import type { Triple } from "./box.ts";

/** Calls `visit` for every voxel that shares a face with the one at `offset`: its offset, and the axis between them. */
export function forEachNeighbour(
  [columns, rows, slices]: Triple,
  offset: number,
  visit: (neighbour: number, axis: 0 | 1 | 2) => void,
): void {
  const row = Math.floor(offset / columns);
  const k = Math.floor(row / rows);
  const i = offset - row * columns;
  const j = row - k * rows;
  if (i > 0) visit(offset - 1, 0);
  if (i < columns - 1) visit(offset + 1, 0);
  if (j > 0) visit(offset - columns, 1);
  if (j < rows - 1) visit(offset + columns, 1);
  if (k > 0) visit(offset - columns * rows, 2);
  if (k < slices - 1) visit(offset + columns * rows, 2);
}
