import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DrawnAxes,
  inOrder,
  measureAxes,
  moveAxisEnd,
  withShortAxis,
} from "../../../src/regions/index.ts";

const spacingMm = [2, 0.5, 3] as const;
const long: DrawnAxes = {
  sliceAxis: 2,
  long: [
    [1, 4, 7],
    [11, 4, 7],
  ],
};

describe("axes drawn on a slice", () => {
  it("are as long as they are in millimetres, of unequal spacings", () => {
    expect(measureAxes(long, spacingMm)).toMatchObject({ longMm: 20, shortMm: undefined });
    const both = withShortAxis(long, [6, 0, 7], [9, 12, 7], spacingMm);
    // Perpendicular through its first end, as far as the second lies beside the long axis.
    expect(both.short).toEqual([
      [6, 0, 7],
      [6, 12, 7],
    ]);
    expect(measureAxes(both, spacingMm).shortMm).toBe(6);
  });

  it("stay perpendicular when any end is moved, on any slice", () => {
    const coordinate = fc.double({ min: -50, max: 50, noNaN: true });
    const point = fc.tuple(coordinate, coordinate);
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2) as fc.Arbitrary<0 | 1 | 2>,
        fc.array(point, { minLength: 5, maxLength: 5 }),
        fc.constantFrom("long", "short") as fc.Arbitrary<"long" | "short">,
        fc.constantFrom(0, 1) as fc.Arbitrary<0 | 1>,
        (sliceAxis, points, of, end) => {
          const [a, b] = ([0, 1, 2] as const).filter((axis) => axis !== sliceAxis) as [0, 1];
          const ijk = points.map(([x, y]) => {
            const at: [number, number, number] = [0, 0, 0];
            at[sliceAxis] = 5;
            at[a] = x;
            at[b] = y;
            return at;
          });
          const drawn = withShortAxis({ sliceAxis, long: [ijk[0]!, ijk[1]!] }, ijk[2]!, ijk[3]!, spacingMm);
          const moved = moveAxisEnd(drawn, { of, end }, ijk[4]!, spacingMm);
          const vector = ([p, q]: DrawnAxes["long"]) =>
            [(q[a] - p[a]) * spacingMm[a], (q[b] - p[b]) * spacingMm[b]] as const;
          const [u, v] = [vector(moved.long), vector(moved.short!)];
          fc.pre(Math.hypot(...u) > 1e-3);
          expect(
            Math.abs(u[0] * v[0] + u[1] * v[1]) / Math.max(1, Math.hypot(...u) * Math.hypot(...v)),
          ).toBeLessThan(1e-9);
          for (const [p] of [moved.long, moved.short!]) expect(p[sliceAxis]).toBe(5);
          if (of === "short") expect(moved.long).toEqual(drawn.long);
        },
      ),
    );
  });

  it("move one end of the short axis, and both along the long one", () => {
    const both = withShortAxis(long, [6, 0, 7], [6, 12, 7], spacingMm);
    const moved = moveAxisEnd(both, { of: "short", end: 1 }, [3, 20, 7], spacingMm);
    expect(moved.short).toEqual([
      [3, 0, 7],
      [3, 20, 7],
    ]);
    expect(moveAxisEnd(long, { of: "short", end: 1 }, [3, 20, 7], spacingMm)).toBe(long);
  });

  it("are in order: the longer is the long one", () => {
    const crossed = withShortAxis(long, [6, -40, 7], [6, 60, 7], spacingMm);
    expect(measureAxes(inOrder(crossed, spacingMm), spacingMm)).toMatchObject({ longMm: 50, shortMm: 20 });
    expect(inOrder(long, spacingMm)).toBe(long);
  });
});
