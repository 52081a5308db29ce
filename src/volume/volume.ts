import { AutosegError } from "../errors.ts";
import { createGrid, type Grid, voxelCount } from "../geometry/index.ts";

/** What the voxels of a volume mean: Hounsfield units, or a grey scale of the scanner's own. */
export type VoxelUnit = "HU" | "arbitrary";

/** Voxel values after the modality's rescale. Int16 where every value is a whole number that fits, else Float32. */
export type VoxelArray = Int16Array | Uint16Array | Float32Array;

/** An image volume: a grid and one value a voxel, in the order `i + columns * (j + rows * k)`. */
export interface Volume<Unit extends VoxelUnit = VoxelUnit> {
  readonly grid: Grid;
  readonly voxels: VoxelArray;
  readonly unit: Unit;
  /** DICOM Modality: CT, MR, PT, ... */
  readonly modality: string;
}

/**
 * A checked {@link Volume}.
 * @throws AutosegError `invalid-geometry` for a bad grid or when the number of voxels is not the grid's.
 */
export function createVolume<Unit extends VoxelUnit>(volume: Volume<Unit>): Volume<Unit> {
  createGrid(volume.grid);
  checkVoxelCount(volume.grid, volume.voxels.length);
  return volume;
}

/** @throws AutosegError `invalid-geometry` when `count` is not the number of the grid's voxels. */
export function checkVoxelCount(grid: Grid, count: number): void {
  if (count === voxelCount(grid)) return;
  throw new AutosegError(
    "invalid-geometry",
    `A grid of ${grid.size.join(" x ")} has ${voxelCount(grid)} voxels, but ${count} values were given.`,
    {},
  );
}
