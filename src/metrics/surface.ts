import type { Mask } from "../regions/index.ts";
import { squaredDistances } from "../regions/index.ts";

/**
 * The voxels of a mask that have a face neighbour outside it; beyond the grid counts as outside. Along an axis of one voxel
 * there are no neighbours, so the surface of a single slice is its outline. The same as
 * `mask & ~scipy.ndimage.binary_erosion(mask)`.
 */
function surfaceOf({ grid, voxels }: Mask): Mask {
  const [columns, rows, slices] = grid.size;
  const sliceSize = columns * rows;
  const surface = new Uint8Array(voxels.length);
  for (let k = 0, at = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, at++) {
        if (!voxels[at]) continue;
        const isInside =
          (columns === 1 || (i > 0 && i < columns - 1 && voxels[at - 1] && voxels[at + 1])) &&
          (rows === 1 || (j > 0 && j < rows - 1 && voxels[at - columns] && voxels[at + columns])) &&
          (slices === 1 || (k > 0 && k < slices - 1 && voxels[at - sliceSize] && voxels[at + sliceSize]));
        if (!isInside) surface[at] = 1;
      }
    }
  }
  return { grid, voxels: surface };
}

/** The squared distance from every surface voxel of each mask to the other mask's surface, ascending. Neither may be empty. */
export function surfaceDistancesSquared(
  a: Mask,
  b: Mask,
): readonly [fromA: Float32Array, fromB: Float32Array] {
  const [surfaceA, surfaceB] = [surfaceOf(a), surfaceOf(b)];
  return [valuesAt(squaredDistances(surfaceB), surfaceA), valuesAt(squaredDistances(surfaceA), surfaceB)];
}

function valuesAt(values: Float32Array, { voxels }: Mask): Float32Array {
  return values.filter((_, index) => voxels[index]).sort();
}

/** The `fraction` quantile of ascending values, with linear interpolation as in numpy's `percentile`. */
export function quantile(ascending: ArrayLike<number>, fraction: number): number {
  const position = fraction * (ascending.length - 1);
  const lower = Math.floor(position);
  const [low, high] = [ascending[lower]!, ascending[Math.min(lower + 1, ascending.length - 1)]!];
  return low + (high - low) * (position - lower);
}

/** How many of the ascending values are at most `limit` (by bisection). */
export function countUpTo(ascending: Float32Array, limit: number): number {
  const first = ascending.findIndex((value) => value > limit);
  return first === -1 ? ascending.length : first;
}
