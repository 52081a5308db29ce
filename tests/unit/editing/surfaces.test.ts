import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EditTarget } from "../../../src/editing/index.ts";
import { anyTarget, drawSlice, gridOf, labelsAfter, readSlices, targetOf } from "./targets.ts";

/** The squared distance from each voxel to the nearest that is (or is not) a label, by looking at all of them. */
function nearestSquared({ grid, labels }: EditTarget, wanted: (label: number) => boolean): number[] {
  const [columns, rows] = grid.size;
  const place = (n: number) => [
    n % columns,
    Math.floor(n / columns) % rows,
    Math.floor(n / (columns * rows)),
  ];
  const all = [...labels.values.keys()];
  return all.map((n) => {
    const here = place(n);
    return Math.min(
      ...all
        .filter((m) => wanted(labels.values[m]!))
        .map((m) =>
          place(m).reduce((sum, at, axis) => sum + ((at - here[axis]!) * grid.spacingMm[axis]!) ** 2, 0),
        ),
    );
  });
}

const someMm = fc.constantFrom(0.4, 0.5, 0.75, 1, 1.5, 2, 2.5, 3.7);

describe("margin", () => {
  it("grows by every voxel whose centre lies within the distance, whatever the spacings", () => {
    fc.assert(
      fc.property(anyTarget, someMm, (target, marginMm) => {
        const squared = nearestSquared(target, (label) => label === 1);
        const expected = target.labels.values.map((label, n) =>
          squared[n]! <= marginMm ** 2 + 1e-4 ? 1 : label,
        );
        expect(labelsAfter(target, { kind: "margin", segmentNumber: 1, marginMm })).toEqual(expected);
      }),
    );
  });

  it("shrinks by every voxel that lies within the distance of the outside; the volume's border is none", () => {
    fc.assert(
      fc.property(anyTarget, someMm, (target, marginMm) => {
        const squared = nearestSquared(target, (label) => label !== 1);
        const expected = target.labels.values.map((label, n) =>
          label === 1 && squared[n]! <= marginMm ** 2 + 1e-4 ? 0 : label,
        );
        expect(labelsAfter(target, { kind: "margin", segmentNumber: 1, marginMm: -marginMm })).toEqual(
          expected,
        );
      }),
    );
  });

  it("takes nothing from segments that it may not overwrite, and nothing from locked ones", () => {
    const grid = gridOf([5, 1, 1], [1, 1, 1]);
    const target = targetOf(grid, readSlices(["2.1.3"]));
    const grow = { kind: "margin", segmentNumber: 1, marginMm: 2 } as const;
    expect(drawSlice(labelsAfter(target, grow), grid)).toEqual(["11111"]);
    expect(drawSlice(labelsAfter(target, grow, { overwrites: [0] }), grid)).toEqual(["21113"]);
    expect(drawSlice(labelsAfter(target, grow, { locked: [3] }), grid)).toEqual(["11113"]);
    expect(drawSlice(labelsAfter(target, grow, { locked: [1] }), grid)).toEqual(["2.1.3"]);
  });
});

describe("hollow", () => {
  it.each([
    { surface: "outer", expected: [".......", ".11111.", ".1...1.", ".11111.", "......."] },
    { surface: "inner", expected: [".11111.", "1.....1", "1.....1", "1.....1", ".11111."] },
  ] as const)("with the segment's surface as the $surface side of the shell", ({ surface, expected }) => {
    const grid = gridOf([7, 5, 1], [1, 1, 1]);
    const target = targetOf(grid, readSlices([".......", ".11111.", ".11111.", ".11111.", "......."]));
    const hollowed = labelsAfter(target, { kind: "hollow", segmentNumber: 1, thicknessMm: 1, surface });
    expect(drawSlice(hollowed, grid)).toEqual(expected);
  });
});

describe("smoothing", () => {
  const bump = readSlices([".......", "...1...", ".11111.", ".11111.", "......."]);

  it("by the median removes what is thinner than half the kernel", () => {
    const grid = gridOf([7, 5, 1], [1, 1, 3]);
    const smooth = labelsAfter(targetOf(grid, bump), {
      kind: "smooth-median",
      segmentNumber: 1,
      kernelMm: 3,
    });
    expect(drawSlice(smooth, grid)).toEqual([".......", ".......", "..111..", "..111..", "......."]);
  });

  it("together keeps neighbours side by side, without a gap and without touching a third", () => {
    const grid = gridOf([8, 6, 1], [1, 1, 1]);
    const target = targetOf(
      grid,
      readSlices(["........", "11112222", "11122222", "11112222", "11111222", "3......."]),
    );
    const smooth = drawSlice(
      labelsAfter(target, { kind: "smooth-joint", segmentNumbers: [1, 2], sigmaMm: 1 }),
      grid,
    );
    expect(smooth.slice(1, 5).join("")).toMatch(/^[12]+$/);
    expect(smooth[5]![0]).toBe("3");
    expect(smooth[2]).toBe("11112222");
  });

  it("of nothing changes nothing", () => {
    const grid = gridOf([4, 3, 2]);
    const target = targetOf(grid, () => 2);
    for (const operation of [
      { kind: "smooth-gaussian", segmentNumber: 1, sigmaMm: 1 },
      { kind: "smooth-median", segmentNumber: 1, kernelMm: 3 },
      { kind: "smooth-gaussian", segmentNumber: 2, sigmaMm: 0 },
    ] as const)
      expect(labelsAfter(target, operation)).toEqual(target.labels.values);
  });
});
