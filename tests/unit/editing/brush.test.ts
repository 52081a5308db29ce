import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forEachBrushedRow } from "../../../src/editing/index.ts";
import type { Point } from "../../../src/geometry/index.ts";
import { gridOf } from "./targets.ts";

const grid = gridOf([20, 16, 9], [0.7, 0.9, 2.5]);

/** Distance in millimetres of a voxel's centre from the line between two points, without the axis `across`. */
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

const place = (max: number) =>
  fc.oneof(fc.double({ min: -2, max, noNaN: true }), fc.integer({ min: 0, max }), fc.constant(3));
const point = fc.tuple(place(19), place(15), place(8));
const anySlice = fc.option(
  fc.constantFrom<0 | 1 | 2>(0, 1, 2).map((axis) => ({ axis, index: 4 })),
  { nil: undefined },
);

describe("a brush", () => {
  it("takes exactly the voxels within its radius of the line: a disc in its slice, a ball without one", () => {
    fc.assert(
      fc.property(
        anySlice,
        point,
        point,
        fc.double({ min: 0.1, max: 8, noNaN: true }),
        (slice, from, to, radiusMm) => {
          const across = slice?.axis ?? -1;
          const taken = new Set<string>();
          const stroke = { from, to, radiusMm, ...(slice && { slice }) };
          const wrong: string[] = [];
          forEachBrushedRow(grid, stroke, (first, end, j, k) => {
            if (first >= end) wrong.push(`row ${j}, ${k} from ${first} to ${end}`);
            for (let i = first; i < end; i++) taken.add([i, j, k].join());
          });
          for (let k = 0; k < 9; k++)
            for (let j = 0; j < 16; j++)
              for (let i = 0; i < 20; i++) {
                const ijk = [i, j, k] as const;
                const isTaken = taken.delete(ijk.join());
                const isInSlice = !slice || ijk[slice.axis] === slice.index;
                const isUnder = ijk.every((at, axis) => axis === across || at === Math.round(to[axis]!));
                const apartMm = distanceMm(ijk, from, to, across);
                if (isInSlice && (isUnder || apartMm < radiusMm - 1e-9)) {
                  if (!isTaken) wrong.push(`${ijk} not taken`);
                } else if ((!isInSlice || apartMm > radiusMm + 1e-9) && isTaken) wrong.push(`${ijk} taken`);
              }
          // One assertion a stroke: half a million take longer than what they look at.
          expect([...wrong, ...taken]).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("smaller than a voxel takes the voxel under the pointer", () => {
    const taken: number[][] = [];
    const stroke = { from: [5.4, 6.4, 2], to: [5.4, 6.4, 2], radiusMm: 0.05 } as const;
    forEachBrushedRow(grid, { ...stroke, slice: { axis: 2, index: 2 } }, (...row) => taken.push(row));
    expect(taken).toEqual([[5, 6, 6, 2]]);
  });
});
