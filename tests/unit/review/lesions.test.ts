import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findLesions } from "../../../src/review/index.ts";
import { anyTarget, gridOf, readSlices, targetOf } from "../editing/targets.ts";

describe("lesions", () => {
  const grid = gridOf([8, 5, 2], [1, 1, 5]);
  const slices = [
    ["22....2.", "22....2.", "......2.", "11......", "........"],
    ["22......", "........", ".......2", "........", "........"],
  ];
  const target = targetOf(grid, readSlices(...slices), (i, _, k) => 10 * i + k);

  it("are the parts of a segment, the largest first, with what is measured of them", () => {
    const [first, second, ...rest] = findLesions(target, 2);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      voxels: 6,
      volumeMl: 0.03,
      box: { from: [0, 0, 0], to: [2, 2, 2] },
      diameter: { lengthMm: Math.hypot(2, 2), sliceIndex: 0 },
    });
    expect(first!.values!.mean).toBeCloseTo((0 + 10 + 0 + 10 + 1 + 11) / 6, 12);
    expect(second).toMatchObject({ voxels: 4, box: { from: [6, 0, 0], to: [8, 3, 2] } });
    expect(second!.diameter.lengthMm).toBeCloseTo(Math.hypot(1, 3), 12);
  });

  it("have a place inside themselves", () => {
    fc.assert(
      fc.property(anyTarget, (any) => {
        for (const { place, voxels } of findLesions(any, 1)) {
          const [i, j, k] = place;
          expect(any.labels.values[i + any.grid.size[0] * (j + any.grid.size[1] * k)]).toBe(1);
          expect(voxels).toBeGreaterThan(0);
        }
        const total = findLesions(any, 1).reduce((sum, { voxels }) => sum + voxels, 0);
        expect(total).toBe(any.labels.values.filter((label) => label === 1).length);
      }),
    );
  });

  it("are apart at corners when that is asked for", () => {
    expect(findLesions(target, 2, { connectivity: 6 }).map(({ voxels }) => voxels)).toEqual([6, 3, 1]);
  });
});
