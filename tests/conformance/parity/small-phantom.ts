import type { Volume } from "../../../src/volume/index.ts";
import { createPhantom } from "../../engine-page/phantom.ts";

/** A phantom of few voxels, on which several patches of the imported test networks lie. */
export function createSmallPhantom(): Volume {
  const { grid, ...voxels } = createPhantom(32, 12);
  return { ...voxels, grid: { ...grid, spacingMm: [1.5, 1.4, 2.5] } };
}
