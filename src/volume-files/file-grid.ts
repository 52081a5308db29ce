import { isAutosegError } from "../errors.ts";
import {
  createGrid,
  type Grid,
  ijkToLps,
  lpsToIjk,
  norm,
  type Point,
  scale,
  type Vector,
} from "../geometry/index.ts";
import { invalidVolumeFile, type VolumeFile } from "./volume-file.ts";

/** The file's voxels as a grid. @throws AutosegError `invalid-volume-file` if its axes are not perpendicular. */
export function gridOf({ fileName, size, originLps, stepsLps }: VolumeFile): Grid {
  const spacingMm = stepsLps.map(norm) as [number, number, number];
  const directionsLps = stepsLps.map((step, axis) =>
    scale(step, 1 / spacingMm[axis]!),
  ) as unknown as Grid["directionsLps"];
  try {
    return createGrid({ size, spacingMm, originLps, directionsLps });
  } catch (cause) {
    if (!isAutosegError(cause, "invalid-geometry")) throw cause;
    throw invalidVolumeFile(
      fileName,
      `has voxels that are not upright boxes (its axes are sheared, or have no length). Resample it to an upright grid.`,
      cause,
    );
  }
}

/** Where a file's voxels lie on a grid: the index of the first, and the step to the next along each axis. */
export interface FileOnGrid {
  readonly first: Point<"ijk">;
  readonly steps: readonly [Vector<"ijk">, Vector<"ijk">, Vector<"ijk">];
}

/** Tolerance for matching voxels of the file and the grid, in voxels. */
const sameVoxel = 0.1;

/**
 * Maps a file's voxels to a grid's, in whatever order and direction its axes run; it may cover part of the grid or extend
 * beyond it. Undefined if the voxels do not coincide.
 */
export function placeOnGrid({ size, originLps, stepsLps }: VolumeFile, grid: Grid): FileOnGrid | undefined {
  const at = (i: number, j: number, k: number) => {
    const lps = [0, 1, 2].map(
      (axis) => originLps[axis]! + i * stepsLps[0][axis]! + j * stepsLps[1][axis]! + k * stepsLps[2][axis]!,
    );
    return lpsToIjk(grid, lps as [number, number, number]);
  };
  const first = at(0, 0, 0);
  // Checked at the far ends, where small differences in spacing add up.
  const ends = [at(size[0] - 1, 0, 0), at(0, size[1] - 1, 0), at(0, 0, size[2] - 1)];
  const isWhole = [first, ...ends].every((place) =>
    place.every((value) => Math.abs(value - Math.round(value)) <= sameVoxel),
  );
  if (!isWhole) return undefined;
  const origin = first.map(Math.round) as [number, number, number];
  const steps = ends.map((end, axis) =>
    end.map((value, each) => (Math.round(value) - origin[each]!) / Math.max(1, size[axis]! - 1)),
  ) as unknown as FileOnGrid["steps"];
  const isUnit = steps.every(
    (step, axis) =>
      size[axis] === 1 ||
      (step.every(Number.isInteger) && step.reduce((sum, each) => sum + Math.abs(each), 0) === 1),
  );
  return isUnit ? { first: origin, steps } : undefined;
}

/** How the file's voxels differ from a grid's, as a clause. */
export function describeDifference(file: VolumeFile, grid: Grid): string {
  const spacing = file.stepsLps.map(norm);
  const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
  const sizes = (values: readonly number[]) => values.join(" x ");
  const mm = (values: readonly number[]) => values.map((value) => Number(value.toFixed(3))).join(" x ");
  const isSameSize = sorted(file.size).join() === sorted(grid.size).join();
  const own = sorted(spacing);
  const isSameSpacing = sorted(grid.spacingMm).every(
    (value, axis) => Math.abs(value - own[axis]!) < 0.01 * value,
  );
  if (!isSameSpacing)
    return `its voxels are ${mm(spacing)} mm, those of the open image ${mm(grid.spacingMm)} mm`;
  if (!isSameSize)
    return `it has ${sizes(file.size)} voxels, the open image ${sizes(grid.size)}, and they do not coincide`;
  const centre = (size: readonly number[]) => size.map((count) => (count - 1) / 2);
  const [i, j, k] = centre(file.size) as [number, number, number];
  const middle = file.originLps.map(
    (value, axis) =>
      value + i * file.stepsLps[0][axis]! + j * file.stepsLps[1][axis]! + k * file.stepsLps[2][axis]!,
  );
  const other = ijkToLps(grid, centre(grid.size) as [number, number, number]);
  const apart = Math.hypot(...middle.map((value, axis) => value - other[axis]!));
  return apart > sameVoxel * own[0]!
    ? `it lies ${apart.toFixed(1)} mm away from the open image`
    : "its axes run in other directions than those of the open image";
}
