import { join } from "node:path";
import { expect, it } from "vitest";
import { compareLabels } from "./compare-labels.ts";
import { labelTiledAndWhole } from "./tiled-and-whole.ts";

const model = join(import.meta.dirname, "..", "..", "..", "fixtures", "models", "threshold-tiny");

it.each([
  { side: 1024, slices: 2, tilesOfSlice: 49 },
  { side: 2048, slices: 1, tilesOfSlice: 225 },
])(
  "a slice of $side x $side has the labels in tiles that it has as a whole",
  { timeout: 300_000 },
  async ({ side, slices, tilesOfSlice }) => {
    const { whole, tiled } = await labelTiledAndWhole({ ...{ model, side, slices }, cell: 64, tile: 256 });
    expect([whole.units, tiled.units]).toEqual([slices, tilesOfSlice * slices]);
    expect(whole.voxels.reduce((sum, label) => sum + Number(label > 0), 0)).toBeGreaterThan(1000);
    const { part, farthestFromBorder } = compareLabels(whole.voxels, tiled.voxels, side);
    expect(part).toBeLessThanOrEqual(1e-3);
    expect(farthestFromBorder).toBeLessThanOrEqual(1);
  },
);

it("a difference away from every border is seen", () => {
  const labels = new Uint8Array(100);
  labels[0] = 1;
  const other = labels.slice();
  other[55] = 1;
  expect(compareLabels(labels, other, 10)).toEqual({ part: 0.01, farthestFromBorder: 5 });
  expect(compareLabels(labels, labels, 10)).toEqual({ part: 0, farthestFromBorder: 0 });
});
