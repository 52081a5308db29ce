import { AutosegError } from "../errors.ts";
import { createGrid, type Grid, voxelCount } from "../geometry/index.ts";

/** Unit of a volume's voxels: Hounsfield units, or the scanner's own grey scale. */
export type VoxelUnit = "HU" | "arbitrary";

/** Voxel values after the modality rescale: 16-bit integers if all values are integers that fit, else Float32. */
export type VoxelArray = Int16Array | Uint16Array | Float32Array;

/** An image volume: a grid with one value per voxel, in the order `i + columns * (j + rows * k)`. */
export interface Volume<Unit extends VoxelUnit = VoxelUnit> {
  readonly grid: Grid;
  readonly voxels: VoxelArray;
  readonly unit: Unit;
  /** DICOM Modality: CT, MR, PT, ... */
  readonly modality: string;
}

/**
 * Creates and checks a {@link Volume}.
 * @throws AutosegError `invalid-geometry` for a bad grid or a wrong number of voxels.
 */
export function createVolume<Unit extends VoxelUnit>(volume: Volume<Unit>): Volume<Unit> {
  createGrid(volume.grid);
  checkVoxelCount(volume.grid, volume.voxels.length);
  return volume;
}

/** @throws AutosegError `invalid-geometry` if `count` is not the grid's number of voxels. */
export function checkVoxelCount(grid: Grid, count: number): void {
  if (count === voxelCount(grid)) return;
  throw new AutosegError(
    "invalid-geometry",
    `A grid of ${grid.size.join(" x ")} has ${voxelCount(grid)} voxels, but ${count} values were given.`,
    {},
  );
}
