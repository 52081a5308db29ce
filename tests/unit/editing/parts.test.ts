import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawSlice, gridOf, labelsAfter, readSlices, targetOf } from "./targets.ts";

describe("islands", () => {
  const grid = gridOf([8, 4, 1], [1, 1, 10]);
  const target = targetOf(grid, readSlices(["11..1...", "11...1.2", "..1.....", "....1111"]));
  const rowsAfter = (action: object) =>
    drawSlice(labelsAfter(target, { kind: "islands", segmentNumber: 1, ...action } as never), grid);

  it("keeps the largest, of equal ones the first", () => {
    expect(rowsAfter({ action: "keep-largest" })).toEqual(["11......", "11.....2", "........", "........"]);
    expect(rowsAfter({ action: "keep-largest", connectivity: 26 })[2]).toBe("..1.....");
  });

  it("removes what is smaller than a volume", () => {
    expect(rowsAfter({ action: "remove-small", minimumMl: 0.04 })).toEqual([
      "11......",
      "11.....2",
      "........",
      "....1111",
    ]);
  });

  it("keeps or removes the one that was chosen", () => {
    expect(rowsAfter({ action: "remove-selected", at: [5, 3, 0] })[3]).toBe("........");
    expect(rowsAfter({ action: "keep-selected", at: [5, 3, 0] })).toEqual([
      "........",
      ".......2",
      "........",
      "....1111",
    ]);
    expect(() => rowsAfter({ action: "keep-selected", at: [7, 1, 0] })).toThrow(
      /segment has no voxel at \(7, 1, 0\)/,
    );
  });
});

describe("holes", () => {
  const ring = [".....", ".111.", ".1.1.", ".111.", "....."];
  const plate = [".....", ".111.", ".111.", ".111.", "....."];

  it("are filled in three dimensions where nothing leads out", () => {
    const grid = gridOf([5, 5, 3]);
    const closed = targetOf(grid, readSlices(plate, ring, plate));
    expect(drawSlice(labelsAfter(closed, { kind: "fill-holes", segmentNumber: 1 }), grid, 1)).toEqual(plate);
    const open = targetOf(grid, readSlices(plate, ring, ring));
    expect(labelsAfter(open, { kind: "fill-holes", segmentNumber: 1 })).toEqual(open.labels.values);
  });

  it("are filled slice by slice across the axis that is asked for", () => {
    const grid = gridOf([5, 5, 3]);
    const open = targetOf(grid, readSlices(plate, ring, ring));
    const filled = labelsAfter(open, { kind: "fill-holes", segmentNumber: 1, sliceAxis: 2 });
    expect([1, 2].map((k) => drawSlice(filled, grid, k))).toEqual([plate, plate]);
    const across = labelsAfter(open, { kind: "fill-holes", segmentNumber: 1, sliceAxis: 0 });
    expect(across).toEqual(open.labels.values);
  });

  it("leave a segment that lies within", () => {
    const grid = gridOf([5, 5, 1]);
    const target = targetOf(grid, readSlices([".....", "11111", "1.2.1", "11111", "....."]));
    const filled = labelsAfter(target, { kind: "fill-holes", segmentNumber: 1, sliceAxis: 2 });
    expect(drawSlice(filled, grid)[2]).toBe("11211");
  });
});

describe("filling between slices", () => {
  it("goes evenly from one outline to the next, and leaves what was drawn", () => {
    const grid = gridOf([13, 7, 5], [1, 1, 2]);
    const bar = (from: number, to: number) => {
      const row = Array.from({ length: 13 }, (_, i) => (i >= from && i <= to ? "1" : ".")).join("");
      return [".............", row, row, row, row, row, "............."];
    };
    const none = Array(7).fill(".............");
    const target = targetOf(grid, readSlices(bar(1, 4), none, none, none, bar(1, 8)));
    const filled = labelsAfter(target, { kind: "interpolate", segmentNumber: 1, sliceAxis: 2 });
    const widths = [0, 1, 2, 3, 4].map((k) => drawSlice(filled, grid, k)[3]!.replaceAll(".", "").length);
    expect(widths[0]).toBe(4);
    expect(widths[4]).toBe(8);
    for (let k = 1; k < 5; k++) expect(widths[k]!).toBeGreaterThanOrEqual(widths[k - 1]!);
    expect(widths[2]).toBe(6);
  });

  it("of identical outlines is the outline itself, across any axis", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<0 | 1 | 2>(0, 1, 2),
        fc.uint8Array({ minLength: 20, maxLength: 20, max: 1 }),
        (sliceAxis, outline) => {
          const size: [number, number, number] = [4, 4, 4];
          size[[0, 1, 2].filter((axis) => axis !== sliceAxis)[0]!] = 5;
          const grid = gridOf(size, [1.3, 0.7, 0.4]);
          const [a, b] = [0, 1, 2].filter((axis) => axis !== sliceAxis) as [number, number];
          const full = targetOf(grid, (...ijk) => outline[ijk[a]! + 5 * ijk[b]!]!);
          const ends = targetOf(grid, (...ijk) =>
            ijk[sliceAxis] === 0 || ijk[sliceAxis] === 3 ? outline[ijk[a]! + 5 * ijk[b]!]! : 0,
          );
          expect(labelsAfter(ends, { kind: "interpolate", segmentNumber: 1, sliceAxis })).toEqual(
            full.labels.values,
          );
        },
      ),
    );
  });
});

describe("splitting", () => {
  const grid = gridOf([11, 5, 1], [1, 1, 1]);
  const dumbbell = targetOf(
    grid,
    readSlices([".....111111", "111..111111", "11111111111", "111..111111", ".....111111"]),
  );

  it("cuts where the part is narrow; the largest keeps the segment", () => {
    const labels = labelsAfter(dumbbell, { kind: "split", segmentNumber: 1, at: [7, 2, 0], into: [2] });
    const rows = drawSlice(labels, grid);
    expect(rows[1]).toBe("222..111111");
    expect(rows[2]).toMatch(/^2222?1+$|^222?1+$|^22222?1+$/);
  });

  it("follows seeds in their order", () => {
    const labels = labelsAfter(dumbbell, {
      kind: "split",
      segmentNumber: 1,
      at: [7, 2, 0],
      into: [5],
      seeds: [
        [1, 2, 0],
        [8, 2, 0],
      ],
    });
    expect(drawSlice(labels, grid)[1]).toBe("111..555555");
  });

  it("touches no other part, and says when there are too few places", () => {
    const two = targetOf(grid, readSlices(["111.111....", "...........", "1.........."]));
    const labels = labelsAfter(two, {
      kind: "split",
      segmentNumber: 1,
      at: [4, 0, 0],
      into: [2],
      seeds: [
        [4, 0, 0],
        [6, 0, 0],
      ],
    });
    expect(drawSlice(labels, grid).slice(1, 3)).toEqual(["...........", "1.........."]);
    expect(drawSlice(labels, grid)[0]!.slice(0, 4)).toBe("111.");
    expect(() => labelsAfter(two, { kind: "split", segmentNumber: 1, at: [0, 2, 0], into: [2] })).toThrow(
      /is 1 point to split from, but 2 parts/,
    );
  });
});

describe("logic", () => {
  const grid = gridOf([6, 1, 1]);
  const target = targetOf(grid, readSlices(["1122.."]));
  const reference = targetOf(grid, readSlices([".33333"])).labels;
  const rowsAfter = (operation: object, limits = {}) =>
    drawSlice(labelsAfter(target, { segmentNumber: 1, ...operation } as never, limits), grid)[0];

  it.each([
    { how: "add", expected: "111111" },
    { how: "subtract", expected: "1.22.." },
    { how: "intersect", expected: ".122.." },
    { how: "copy", expected: ".11111" },
  ] as const)("$how with a segment of another label map", ({ how, expected }) => {
    expect(rowsAfter({ kind: "combine", how, operand: { labels: [3], of: reference } })).toBe(expected);
  });

  it("joins segments of its own, or takes nothing that it may not overwrite", () => {
    expect(rowsAfter({ kind: "combine", how: "add", operand: { labels: [2] } })).toBe("1111..");
    expect(
      rowsAfter(
        { kind: "combine", how: "add", operand: { labels: [3], of: reference } },
        { overwrites: [0] },
      ),
    ).toBe("112211");
  });

  it("inverts, merges and clears", () => {
    expect(rowsAfter({ kind: "invert" })).toBe("..2211");
    expect(rowsAfter({ kind: "relabel", from: [1, 2], to: 7 })).toBe("7777..");
    expect(rowsAfter({ kind: "relabel", from: [2], to: 0 })).toBe("11....");
  });
});
