import { join } from "node:path";
import { expect, it } from "vitest";
import { compareLabels } from "./compare-labels.ts";
import { labelTiledAndWhole } from "./tiled-and-whole.ts";

const model = join(import.meta.dirname, "..", "..", "..", "fixtures", "models", "threshold-tiny");

it.each([
  { side: 1024, rows: 1024, slices: 1, tilesOfSlice: 49 },
  // Fewer rows: where a tile begins along one axis has nothing to do with how many there are along the other.
  { side: 2048, rows: 512, slices: 1, tilesOfSlice: 45 },
])(
  "a slice of $side x $rows has the labels in tiles that it has as a whole",
  { timeout: 300_000 },
  async ({ side, rows, slices, tilesOfSlice }) => {
    const { whole, tiled } = await labelTiledAndWhole({
      model,
      side,
      rows,
      slices,
      cell: 64,
      tile: 256,
    });
    expect([whole.units, tiled.units]).toEqual([slices, tilesOfSlice * slices]);
    expect(whole.voxels.reduce((sum, label) => sum + Number(label > 0), 0)).toBeGreaterThan(1000);
    const { part, farthestFromBorder } = compareLabels(whole.voxels, tiled.voxels, [side, rows]);
    expect(part).toBeLessThanOrEqual(1e-3);
    expect(farthestFromBorder).toBeLessThanOrEqual(1);
  },
);

it("a difference away from every border is seen", () => {
  const labels = new Uint8Array(100);
  labels[0] = 1;
  const other = labels.slice();
  other[55] = 1;
  expect(compareLabels(labels, other, [10, 10])).toEqual({ part: 0.01, farthestFromBorder: 5 });
  expect(compareLabels(labels, labels, [10, 10])).toEqual({ part: 0, farthestFromBorder: 0 });
});
