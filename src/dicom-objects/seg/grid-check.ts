import type { SourceSeries } from "../../dicom/index.ts";
import { type Grid, gridDistanceMm } from "../../geometry/index.ts";
import { notWritable } from "./seg-object.ts";

/** How far corners of the segments' and the source's grid may lie apart, in parts of the smallest voxel spacing. */
const gridTolerance = 0.01;

/**
 * Checks that `grid` is the source's.
 * @throws AutosegError `segmentation-not-writable`.
 */
export function checkGrid(grid: Grid, { volume, instances, slicePlaces }: SourceSeries): void {
  const tolerance = gridTolerance * Math.min(...grid.spacingMm);
  const distance = gridDistanceMm(grid, volume.grid);
  if (distance <= tolerance && (slicePlaces !== undefined || instances.length === grid.size[2])) return;
  const found = Number.isFinite(distance)
    ? `their corners lie ${distance.toFixed(2)} mm apart`
    : `it has ${grid.size.join(" x ")} voxels, the series ${volume.grid.size.join(" x ")}`;
  throw notWritable(
    `The segments do not lie on the grid of the source series: ${found}. Resample them to the series first.`,
  );
}
