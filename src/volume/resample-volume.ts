import { type Grid, gridDistanceMm, ijkToLps, mapGrid, voxelCount } from "../geometry/index.ts";
import type { Volume } from "./volume.ts";

/** Grids whose corners are this close count as equal, since headers are rounded. */
const sameGridMm = 0.01;

/** Whether two grids have the same voxels in the same order. */
export function isSameGrid(a: Grid, b: Grid): boolean {
  return gridDistanceMm(a, b) < sameGridMm;
}

/** Whether two grids have the same voxels, possibly with permuted or reversed axes. */
export function hasSameVoxels(a: Grid, b: Grid): boolean {
  const axes = mapGrid(a, b).steps.map((step) => {
    const lengths = step.map(Math.abs);
    const axis = lengths.indexOf(Math.max(...lengths)) as 0 | 1 | 2;
    return { axis, sign: Math.sign(step[axis]!) };
  });
  const signs = [0, 1, 2].map((axis) => axes.find((one) => one.axis === axis)?.sign);
  if (signs.includes(undefined)) return false;
  const first = signs.map((sign, axis) => (sign! < 0 ? b.size[axis]! - 1 : 0)) as [number, number, number];
  const turned = <Value>(of: (axis: 0 | 1 | 2, sign: number) => Value) =>
    axes.map(({ axis, sign }) => of(axis, sign)) as [Value, Value, Value];
  return isSameGrid(a, {
    size: turned((axis) => b.size[axis]),
    spacingMm: turned((axis) => b.spacingMm[axis]),
    originLps: ijkToLps(b, first),
    directionsLps: turned(
      (axis, sign) => b.directionsLps[axis].map((part) => part * sign) as unknown as [number, number, number],
    ),
  });
}

/** A resampled volume, and how much of the grid it covers. */
interface ResampledVolume {
  readonly volume: Volume;
  /** 0 to 1. */
  readonly covered: number;
}

/**
 * Resamples a volume on another grid, by linear interpolation in patient space (LPS). Its outermost voxels extend by half a
 * voxel; outside, values are its lowest.
 * @returns the volume itself if it has that grid already.
 */
export function resampleVolume(volume: Volume, grid: Grid): ResampledVolume {
  if (isSameGrid(volume.grid, grid)) return { volume, covered: 1 };
  const { voxels } = volume;
  const { origin, steps } = mapGrid(grid, volume.grid);
  const [columns, rows, slices] = volume.grid.size;
  const [width, height, depth] = grid.size;
  const lowest = lowestOf(voxels);
  const values = new Float32Array(voxelCount(grid));
  let covered = 0;
  for (let k = 0, to = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      let x = origin[0] + j * steps[1][0] + k * steps[2][0];
      let y = origin[1] + j * steps[1][1] + k * steps[2][1];
      let z = origin[2] + j * steps[1][2] + k * steps[2][2];
      for (let i = 0; i < width; i++, to++, x += steps[0][0], y += steps[0][1], z += steps[0][2]) {
        if (isOutside(x, columns) || isOutside(y, rows) || isOutside(z, slices)) {
          values[to] = lowest;
          continue;
        }
        covered++;
        const [c, r, s] = [within(x, columns), within(y, rows), within(z, slices)];
        const [c0, r0, s0] = [Math.floor(c), Math.floor(r), Math.floor(s)];
        const right = c0 + 1 < columns ? 1 : 0;
        const below = r0 + 1 < rows ? columns : 0;
        const next = s0 + 1 < slices ? columns * rows : 0;
        const [u, v, w] = [c - c0, r - r0, s - s0];
        const at = c0 + columns * (r0 + rows * s0);
        const near =
          (voxels[at]! * (1 - u) + voxels[at + right]! * u) * (1 - v) +
          (voxels[at + below]! * (1 - u) + voxels[at + below + right]! * u) * v;
        const from = at + next;
        const far =
          (voxels[from]! * (1 - u) + voxels[from + right]! * u) * (1 - v) +
          (voxels[from + below]! * (1 - u) + voxels[from + below + right]! * u) * v;
        values[to] = near * (1 - w) + far * w;
      }
    }
  }
  return { volume: { ...volume, grid, voxels: values }, covered: covered / values.length };
}

/** A voxel ends half a voxel beyond its centre; with a tolerance for rounding. */
function isOutside(index: number, count: number): boolean {
  return index < -0.5 - 1e-6 || index > count - 0.5 + 1e-6;
}

/** A position on a voxel, up to rounding, takes exactly its value, so that a background of 0 stays 0. */
function within(index: number, count: number): number {
  const whole = Math.round(index);
  return Math.min(Math.max(Math.abs(index - whole) < 1e-4 ? whole : index, 0), count - 1);
}

function lowestOf(voxels: Volume["voxels"]): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < voxels.length; at++) if (voxels[at]! < lowest) lowest = voxels[at]!;
  return lowest;
}
