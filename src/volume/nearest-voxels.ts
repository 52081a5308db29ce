import { type Grid, mapGrid } from "../geometry/index.ts";

/**
 * Nearest-neighbour sampling of one grid at the voxels of another.
 * @param from the grid to sample at.
 * @param to the grid whose voxels are sampled.
 * @returns a function that gives, for `count` voxels of a row of `from` starting at (i, j, k), the index in memory of the
 * nearest voxel of `to`, or -1 outside it. The array is reused by the next call, and may be longer than `count`.
 */
export function createNearestVoxels(
  from: Grid,
  to: Grid,
): (i: number, j: number, k: number, count: number) => Int32Array {
  const { origin, steps } = mapGrid(from, to);
  const [stepI, stepJ, stepK] = steps;
  const [columns, rows, slices] = to.size;
  const indices = new Int32Array(from.size[0]);
  return (i, j, k, count) => {
    const startX = origin[0] + i * stepI[0] + j * stepJ[0] + k * stepK[0];
    const startY = origin[1] + i * stepI[1] + j * stepJ[1] + k * stepK[1];
    const startZ = origin[2] + i * stepI[2] + j * stepJ[2] + k * stepK[2];
    for (let n = 0; n < count; n++) {
      const x = Math.round(startX + n * stepI[0]);
      const y = Math.round(startY + n * stepI[1]);
      const z = Math.round(startZ + n * stepI[2]);
      const isInside = x >= 0 && y >= 0 && z >= 0 && x < columns && y < rows && z < slices;
      indices[n] = isInside ? x + columns * (y + rows * z) : -1;
    }
    return indices;
  };
}
