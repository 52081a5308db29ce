import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forEachBrushedVoxel } from "../../../src/cornerstone/brush-shape.ts";
import { createGrid, type Plane, type Point, toPlaneAxes } from "../../../src/geometry/index.ts";

const grid = createGrid({
  size: [20, 16, 9],
  spacingMm: [0.7, 0.9, 2.5],
  originLps: [0, 0, 0],
  directionsLps: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
});

/** Distance in millimetres of a voxel's centre from the line between two voxels, within the plane. */
function distanceMm(voxel: Point<"ijk">, from: Point<"ijk">, to: Point<"ijk">, across: number): number {
  const mm = (ijk: Point<"ijk">): number[] =>
    ijk.map((at, axis) => (axis === across ? 0 : at * grid.spacingMm[axis]!));
  const [p, a, b] = [mm(voxel), mm(from), mm(to)];
  const ab = b.map((at, axis) => at - a[axis]!);
  const ap = p.map((at, axis) => at - a[axis]!);
  const length = ab.reduce((sum, at) => sum + at * at, 0);
  const along = length === 0 ? 0 : ab.reduce((sum, at, axis) => sum + at * ap[axis]!, 0) / length;
  const clamped = Math.min(1, Math.max(0, along));
  return Math.hypot(...ap.map((at, axis) => at - clamped * ab[axis]!));
}

const point = fc.tuple(
  fc.double({ min: 0, max: 19, noNaN: true }),
  fc.double({ min: 0, max: 15, noNaN: true }),
  fc.double({ min: 0, max: 8, noNaN: true }),
);

describe("forEachBrushedVoxel", () => {
  it("takes exactly the voxels within the radius of the line, in that slice, whatever the plane", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Plane>("axial", "coronal", "sagittal"),
        point,
        point,
        fc.double({ min: 0.1, max: 8, noNaN: true }),
        (plane, from, to, radiusMm) => {
          const axes = toPlaneAxes(grid, plane);
          const across = axes.slices.axis;
          const taken = new Set<string>();
          forEachBrushedVoxel(grid, axes, 4, from, to, radiusMm, (i, j, k) => {
            const ijk = [i, j, k] as const;
            expect(ijk[across]).toBe(4);
            taken.add(ijk.join());
            const isUnderPointer = ijk.every((at, axis) => axis === across || at === Math.round(to[axis]!));
            if (!isUnderPointer)
              expect(distanceMm(ijk, from, to, across)).toBeLessThanOrEqual(radiusMm + 1e-9);
          });
          for (let k = 0; k < 9; k++)
            for (let j = 0; j < 16; j++)
              for (let i = 0; i < 20; i++) {
                const ijk = [i, j, k] as const;
                if (ijk[across] === 4 && distanceMm(ijk, from, to, across) < radiusMm - 1e-9)
                  expect(taken.has(ijk.join())).toBe(true);
              }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("takes the voxel under the pointer with a brush smaller than a voxel", () => {
    const taken: number[][] = [];
    forEachBrushedVoxel(grid, toPlaneAxes(grid, "axial"), 2, [5.4, 6.4, 2], [5.4, 6.4, 2], 0.05, (...ijk) =>
      taken.push(ijk),
    );
    expect(taken).toEqual([[5, 6, 2]]);
  });
});
