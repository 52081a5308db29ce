import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EditTarget } from "../../../src/editing/index.ts";
import { axesOfSlice, findComponents, type GridAxis, longestDiameters } from "../../../src/regions/index.ts";
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
      },
    ]);
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
