import { type Grid, voxelVolumeMl } from "../geometry/index.ts";
import type { ModelManifest } from "../model/index.ts";
import { fillHoles, keepComponents, keepLargestComponent } from "../regions/index.ts";

/**
 * Cleans up the labels of a whole volume, in place and in order, as a manifest says.
 * @param sliceAxis grid axis across the slices of the model's plane.
 */
export function cleanUp(
  voxels: Uint8Array,
  grid: Grid,
  { postprocessing }: ModelManifest,
  sliceAxis: 0 | 1 | 2,
): void {
  for (const step of postprocessing) {
    switch (step.operation) {
      case "keep-largest-component":
        keepLargestComponent(voxels, grid, step.values);
        break;
      case "remove-small-components": {
        // A component of just this size stays, though its volume in millilitres may be rounded down.
        const fewest = Math.ceil(step.smallerThanMl / voxelVolumeMl(grid) - 1e-9);
        keepComponents(voxels, grid, step, ({ size }) => size >= fewest);
        break;
      }
      case "keep-touching":
        keepComponents(voxels, grid, step, ({ touches }) => touches);
        break;
      case "fill-holes":
        for (const value of step.values) fillHoles(voxels, grid, value, sliceAxis);
        break;
    }
  }
}
