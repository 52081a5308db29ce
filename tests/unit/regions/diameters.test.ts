import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EditTarget } from "../../../src/editing/index.ts";
import { longestDiameters } from "../../../src/regions/diameters.ts";
import { axesOfSlice, findComponents, type GridAxis } from "../../../src/regions/index.ts";
import { anyTarget, gridOf, targetOf } from "../editing/targets.ts";

/** Of the parts of a label, first to last. */
function diametersOf({ grid, labels }: EditTarget, label: number, axis: GridAxis) {
  const parts = findComponents(labels.values, grid.size, 26, [label]);
  return longestDiameters(parts, labels.box, grid.spacingMm, axis);
}

describe("longest diameter", () => {
  it("of one voxel is its diagonal", () => {
    const grid = gridOf([3, 3, 3], [3, 4, 9]);
    const target = targetOf(grid, (i, j, k) => Number(i === 1 && j === 1 && k === 1));
    expect(diametersOf(target, 1, 2)).toEqual([
      {
        lengthMm: 5,
        sliceIndex: 1,
        ends: [
          [0.5, 0.5, 1],
          [1.5, 1.5, 1],
        ],
        // Through a corner of the 3 x 4 mm, across its diagonal.
        shortAxisMm: expect.closeTo(3.75, 9),
      },
    ]);
  });

  it.each([0, 30, 90, 117])("of an ellipse turned by %i degrees comes with its short axis", (degrees) => {
    const grid = gridOf([70, 90, 3], [0.7, 0.5, 3]);
    const angle = (degrees * Math.PI) / 180;
    const target = targetOf(grid, (i, j, k) => {
      const [x, y] = [0.7 * (i - 35), 0.5 * (j - 45)];
      const along = x * Math.cos(angle) + y * Math.sin(angle);
      const across = y * Math.cos(angle) - x * Math.sin(angle);
      // Smaller on the other slices.
      return Number((along / 20) ** 2 + (across / 8) ** 2 <= (k === 1 ? 1 : 0.5));
    });
    const [diameter] = diametersOf(target, 1, 2);
    expect(diameter!.sliceIndex).toBe(1);
    expect(Math.abs(diameter!.lengthMm - 40)).toBeLessThan(1.2);
    expect(Math.abs(diameter!.shortAxisMm - 16)).toBeLessThan(1.2);
  });

  it("of every part is that of its farthest corners, on every slice and across every axis", () => {
    fc.assert(
      fc.property(anyTarget, fc.constantFrom<GridAxis>(0, 1, 2), ({ grid, labels }, axis) => {
        const { numbers, count } = findComponents(labels.values, grid.size, 26, [1]);
        const found = diametersOf({ grid, labels }, 1, axis);
        expect(found).toHaveLength(count);
        const [columns, rows] = grid.size;
        const [a, b] = axesOfSlice(axis);
        found.forEach(({ lengthMm, sliceIndex, ends }, index) => {
          const corners = [...numbers.keys()]
            .filter((n) => numbers[n] === index + 1)
            .flatMap((n) => {
              const ijk = [n % columns, Math.floor(n / columns) % rows, Math.floor(n / (columns * rows))];
              return [-0.5, 0.5].flatMap((da) =>
                [-0.5, 0.5].map((db) => ({ slice: ijk[axis]!, a: ijk[a]! + da, b: ijk[b]! + db })),
              );
            });
          let longest = 0;
          for (const p of corners)
            for (const q of corners)
              if (p.slice === q.slice)
                longest = Math.max(
                  longest,
                  Math.hypot((p.a - q.a) * grid.spacingMm[a], (p.b - q.b) * grid.spacingMm[b]),
                );
          expect(lengthMm).toBeCloseTo(longest, 9);
          for (const end of ends) {
            expect(end[axis]).toBe(sliceIndex);
            const isCorner = (corner: (typeof corners)[number]) =>
              corner.slice === sliceIndex && corner.a === end[a] && corner.b === end[b];
            expect(corners.some(isCorner)).toBe(true);
          }
        });
      }),
      { numRuns: 100 },
    );
  });
});
