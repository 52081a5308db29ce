import { AutosegError } from "../errors.ts";
import { cross, dot, norm, type Point, type Vector } from "./point.ts";

/**
 * A regular grid of voxels in patient space: `columns`, `rows` and `slices` voxels along i, j and k. The centre of voxel (i,
 * j, k) is
 * `origin + i * spacing[0] * iDirection + j * spacing[1] * jDirection + k * spacing[2] * kDirection`, in LPS millimetres.
 */
export interface Grid {
  /** Voxels along i, j and k. */
  readonly size: readonly [columns: number, rows: number, slices: number];
  /** Millimetres between voxel centres along i, j and k. Note the order: DICOM's PixelSpacing is [between rows, between columns]. */
  readonly spacingMm: readonly [number, number, number];
  /** Centre of voxel (0, 0, 0). */
  readonly originLps: Point<"lps">;
  /** Unit vectors along increasing i, j and k; mutually perpendicular, of either handedness. */
  readonly directionsLps: readonly [Vector<"lps">, Vector<"lps">, Vector<"lps">];
}

/**
 * Tolerance for lengths and dot products of directions. DICOM direction cosines are decimal strings of at most
 * 16 characters and are often rounded to 6 or fewer digits.
 */
const directionTolerance = 1e-3;

/**
 * Checks a {@link Grid} and returns it.
 * @throws AutosegError `invalid-geometry` for sizes that are not positive integers, spacings that are not positive, or
 * directions that are not perpendicular unit vectors.
 */
export function createGrid(grid: Grid): Grid {
  const fail = (what: string): never => {
    throw new AutosegError("invalid-geometry", what, {});
  };
  for (const count of grid.size) {
    if (!Number.isInteger(count) || count < 1)
      fail(`A grid needs at least one voxel along each axis; found ${grid.size.join(" x ")}.`);
  }
  for (const spacing of grid.spacingMm) {
    if (!(spacing > 0 && Number.isFinite(spacing)))
      fail(`Voxel spacings must be positive; found ${grid.spacingMm.join(" x ")} mm.`);
  }
  if (!grid.originLps.every(Number.isFinite))
    fail(`The grid's origin must be three finite numbers; found ${grid.originLps.join(", ")}.`);
  const [i, j, k] = grid.directionsLps;
  for (const direction of [i, j, k]) {
    if (!(Math.abs(norm(direction) - 1) < directionTolerance))
      fail(`A direction must have length 1; found (${direction.join(", ")}).`);
  }
  for (const cosine of [dot(i, j), dot(j, k), dot(i, k)]) {
    if (!(Math.abs(cosine) < directionTolerance))
      fail("The grid's axes must be perpendicular to each other.");
  }
  return grid;
}

/** Number of voxels. */
export function voxelCount(grid: Grid): number {
  return grid.size[0] * grid.size[1] * grid.size[2];
}

/** Volume of one voxel in millilitres. */
export function voxelVolumeMl(grid: Grid): number {
  return (grid.spacingMm[0] * grid.spacingMm[1] * grid.spacingMm[2]) / 1000;
}

/** Patient position of a voxel index, which may be fractional. */
export function ijkToLps(grid: Grid, ijk: Point<"ijk">): Point<"lps"> {
  const [di, dj, dk] = grid.directionsLps;
  const [i, j, k] = [ijk[0] * grid.spacingMm[0], ijk[1] * grid.spacingMm[1], ijk[2] * grid.spacingMm[2]];
  return [
    grid.originLps[0] + i * di[0] + j * dj[0] + k * dk[0],
    grid.originLps[1] + i * di[1] + j * dj[1] + k * dk[1],
    grid.originLps[2] + i * di[2] + j * dj[2] + k * dk[2],
  ];
}

/** Fractional voxel index of a patient position: the exact inverse of {@link ijkToLps}, even where the directions are rounded. */
export function lpsToIjk(grid: Grid, lps: Point<"lps">): Point<"ijk"> {
  const [a, b, c] = grid.directionsLps;
  const p: Vector<"lps"> = [
    lps[0] - grid.originLps[0],
    lps[1] - grid.originLps[1],
    lps[2] - grid.originLps[2],
  ];
  const determinant = dot(a, cross(b, c));
  return [
    dot(p, cross(b, c)) / determinant / grid.spacingMm[0],
    dot(p, cross(c, a)) / determinant / grid.spacingMm[1],
    dot(p, cross(a, b)) / determinant / grid.spacingMm[2],
  ];
}

/** Largest distance in millimetres between corresponding corners of two grids; Infinity if their sizes differ. */
export function gridDistanceMm(a: Grid, b: Grid): number {
  if (a.size.some((count, axis) => count !== b.size[axis])) return Number.POSITIVE_INFINITY;
  let distance = 0;
  for (const i of [0, a.size[0] - 1]) {
    for (const j of [0, a.size[1] - 1]) {
      for (const k of [0, a.size[2] - 1]) {
        const p = ijkToLps(a, [i, j, k]);
        const q = ijkToLps(b, [i, j, k]);
        distance = Math.max(distance, Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]));
      }
    }
  }
  return distance;
}

/** The part of a grid that begins at voxel `from` and is `size` voxels large. */
export function partOfGrid(whole: Grid, from: Point<"ijk">, size: Grid["size"]): Grid {
  return createGrid({ ...whole, size, originLps: ijkToLps(whole, from) });
}

/** The voxel of `whole` at which `part` begins. */
export function offsetInGrid(part: Grid, whole: Grid): Point<"ijk"> {
  const [i, j, k] = lpsToIjk(whole, part.originLps);
  return [Math.round(i), Math.round(j), Math.round(k)];
}

/** Maps fractional ijk of one grid to those of another (affine): where the origin goes, and the step along each axis. */
export interface GridMapping {
  readonly origin: Point<"ijk">;
  readonly steps: readonly [Vector<"ijk">, Vector<"ijk">, Vector<"ijk">];
}

/** The mapping from voxels of one grid to those of another. */
export function mapGrid(from: Grid, to: Grid): GridMapping {
  const at = (i: number, j: number, k: number) => lpsToIjk(to, ijkToLps(from, [i, j, k]));
  const origin = at(0, 0, 0);
  const step = ([i, j, k]: Point<"ijk">): Vector<"ijk"> => [i - origin[0], j - origin[1], k - origin[2]];
  return { origin, steps: [step(at(1, 0, 0)), step(at(0, 1, 0)), step(at(0, 0, 1))] };
}
