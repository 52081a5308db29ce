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
  const shift = wholeShift(from, origin, steps);
  if (shift)
    return (i, j, k, count) => {
      const [x, y, z] = [i + shift[0], j + shift[1], k + shift[2]];
      const row = y >= 0 && z >= 0 && y < rows && z < slices ? columns * (y + rows * z) : -1;
      for (let n = 0; n < count; n++)
        indices[n] = row >= 0 && x + n >= 0 && x + n < columns ? row + x + n : -1;
      return indices;
    };
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

type Vector = readonly [number, number, number];

/**
 * The whole voxels by which a grid is shifted against another, as a part of a series is against the series; undefined if their
 * voxels do not coincide. Far from the rounding of {@link createNearestVoxels}, so that the indices are the same.
 */
function wholeShift(
  { size }: Grid,
  origin: Vector,
  steps: readonly [Vector, Vector, Vector],
): Vector | undefined {
  const shift = origin.map(Math.round) as [number, number, number];
  const drift = [0, 1, 2].map((axis) =>
    steps.reduce(
      (sum, step, along) => sum + Math.abs(step[axis]! - (along === axis ? 1 : 0)) * size[along]!,
      Math.abs(origin[axis]! - shift[axis]!),
    ),
  );
  return Math.max(...drift) < 0.01 ? shift : undefined;
}
