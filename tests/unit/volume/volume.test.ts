import { describe, expect, test } from "vitest";
import { createVolume } from "../../../src/volume/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";

const grid = straightGrid([4, 3, 2], [0.5, 0.75, 5]);

describe("createVolume", () => {
  test("accepts one value a voxel and keeps the voxels it was given", () => {
    const voxels = new Int16Array(24);
    expect(createVolume({ grid, voxels, unit: "HU", modality: "CT" }).voxels).toBe(voxels);
  });

  test.each([23, 25, 0])("refuses %d values for 24 voxels", (count) => {
    const create = () => createVolume({ grid, voxels: new Int16Array(count), unit: "HU", modality: "CT" });
    expect(create).toThrow(expect.objectContaining({ code: "invalid-geometry" }));
    expect(create).toThrow(`A grid of 4 x 3 x 2 has 24 voxels, but ${count} values were given.`);
  });

  test("refuses a grid that is none", () => {
    const flat = { ...grid, spacingMm: [0.5, 0.75, 0] } as const;
    expect(() =>
      createVolume({ grid: flat, voxels: new Int16Array(24), unit: "HU", modality: "CT" }),
    ).toThrow(expect.objectContaining({ code: "invalid-geometry" }));
  });
});
