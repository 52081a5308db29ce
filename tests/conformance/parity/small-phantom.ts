import type { Volume } from "../../../src/volume/index.ts";
import { createPhantom } from "../../engine-page/phantom.ts";

/** A small phantom that takes several patches of the imported test networks. */
export function createSmallPhantom(): Volume {
  const { grid, ...voxels } = createPhantom(32, 12);
  return { ...voxels, grid: { ...grid, spacingMm: [1.5, 1.4, 2.5] } };
}
