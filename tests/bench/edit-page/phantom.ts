import type { SourceSeries } from "../../../src/dicom/index.ts";
import { type Box, GrowingBox } from "../../../src/regions/index.ts";
import { axialGrid, ctSeries } from "../ct-series.ts";

/** A CT of 512 x 512 x 500 voxels. */
export function phantomSeries(): SourceSeries {
  const voxels = new Int16Array(512 * 512 * 500);
  for (let n = 0; n < voxels.length; n++) voxels[n] = (n * 2654435761) % 97;
  return ctSeries(axialGrid(500, 1), voxels);
}

/** A result as a model's run delivers it: an ellipsoid through all slices, and its bounding box. */
export interface PhantomResult {
  readonly labels: Uint8Array;
  readonly labelledBox: Box;
}

export function phantomResult(): PhantomResult {
  const labels = new Uint8Array(512 * 512 * 500);
  const box = new GrowingBox();
  for (let k = 0; k < 500; k++)
    for (let j = 0; j < 512; j++) {
      const rest = 1 - ((k - 250) / 255) ** 2 - ((j - 256) / 120) ** 2;
      if (rest < 0) continue;
      const half = Math.floor(Math.sqrt(rest) * 140);
      labels.fill(2, 512 * (j + 512 * k) + 256 - half, 512 * (j + 512 * k) + 257 + half);
      box.add(256 - half, 257 + half, j, k);
    }
  return { labels, labelledBox: box.box };
}
