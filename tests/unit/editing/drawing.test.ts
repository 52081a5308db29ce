import { describe, expect, it } from "vitest";
import { isAutosegError } from "../../../src/errors.ts";
import { ijkToLps } from "../../../src/geometry/index.ts";
import { drawSlice, gridOf, labelsAfter, readSlices, targetOf } from "./targets.ts";

const empty = () => 0;

describe("threshold", () => {
  const grid = gridOf([4, 2, 1]);
  const target = targetOf(grid, readSlices(["1122", "1122"]), (i, j) => 10 * i + j);

  it("takes the values of a range, both ends included", () => {
    const range = { lower: 10, upper: 20 };
    expect(drawSlice(labelsAfter(target, { kind: "threshold", segmentNumber: 3, range }), grid)).toEqual([
      "1332",
      "1322",
    ]);
  });

  it("within segments, within the limits' range and box", () => {
    const range = { lower: 10, upper: 30 };
    const within = labelsAfter(target, { kind: "threshold", segmentNumber: 3, range, within: [2] });
    expect(drawSlice(within, grid)).toEqual(["1133", "1132"]);
    const limited = labelsAfter(
      target,
      { kind: "threshold", segmentNumber: 3, range },
      { range: { lower: 0, upper: 20 }, box: { from: [0, 0, 0], to: [4, 1, 1] } },
    );
    expect(drawSlice(limited, grid)).toEqual(["1332", "1122"]);
  });
});

describe("scissors", () => {
  const grid = gridOf([6, 5, 4]);
  /** Around the centres of columns 1..3 and rows 2..3. */
  const polygon = [
    [0.6, 1.5],
    [3.4, 1.5],
    [3.4, 3.2],
    [0.6, 3.2],
  ] as const;
  const cut = (how: "erase-inside" | "erase-outside" | "fill-inside" | "fill-outside", label = 1) =>
    labelsAfter(
      targetOf(grid, () => label),
      {
        kind: "scissors",
        segmentNumber: 1,
        how,
        sliceAxis: 2,
        polygon,
        slices: [1, 2],
      },
    );

  it.each([
    { how: "erase-inside", label: 1, expected: ["111111", "111111", "1...11", "1...11", "111111"] },
    { how: "erase-outside", label: 1, expected: ["......", "......", ".111..", ".111..", "......"] },
    { how: "fill-inside", label: 2, expected: ["222222", "222222", "211122", "211122", "222222"] },
    { how: "fill-outside", label: 2, expected: ["111111", "111111", "122211", "122211", "111111"] },
  ] as const)("$how, on the slices asked for alone", ({ how, label, expected }) => {
    const labels = cut(how, label);
    expect(drawSlice(labels, grid, 1)).toEqual(expected);
    expect(drawSlice(labels, grid, 2)).toEqual(expected);
    for (const k of [0, 3]) expect(new Set(labels.subarray(30 * k, 30 * k + 30))).toEqual(new Set([label]));
  });

  it.each([0, 1] as const)("cut across axis %i as well", (sliceAxis) => {
    const labels = labelsAfter(targetOf(grid, empty), {
      kind: "scissors",
      segmentNumber: 1,
      how: "fill-inside",
      sliceAxis,
      // Indices along the other axes, the lower first: j or i from 1 to 2, k from 2 to 3.
      polygon: [
        [0.5, 1.5],
        [2.5, 1.5],
        [2.5, 3.5],
        [0.5, 3.5],
      ],
      slices: [4, 4],
    });
    const filled = [...labels.keys()]
      .filter((n) => labels[n])
      .map((n) => [n % 6, Math.floor(n / 6) % 5, Math.floor(n / 30)]);
    expect(filled).toEqual(
      [
        [1, 2],
        [2, 2],
        [1, 3],
        [2, 3],
      ].map(([a, k]) => (sliceAxis === 0 ? [4, a, k] : [a, 4, k])),
    );
  });

  it("leaves other segments alone when it erases", () => {
    expect(new Set(cut("erase-inside", 2))).toEqual(new Set([2]));
  });
});

describe("contours", () => {
  const grid = gridOf([8, 7, 3]);
  const onSlice = (k: number, points: readonly (readonly [number, number])[]) =>
    points.map(([i, j]) => ijkToLps(grid, [i, j, k]));
  const outer = onSlice(1, [
    [0.5, 0.5],
    [6.5, 0.5],
    [6.5, 5.5],
    [0.5, 5.5],
  ]);
  const inner = onSlice(1.3, [
    [2.5, 2.5],
    [4.5, 2.5],
    [4.5, 4.5],
    [2.5, 4.5],
  ]);

  it("fill the voxels whose centres lie inside, a contour within another being a hole", () => {
    const labels = labelsAfter(targetOf(grid, empty), {
      kind: "contours",
      segmentNumber: 2,
      how: "add",
      contours: [outer, inner],
    });
    expect(drawSlice(labels, grid, 1)).toEqual([
      "........",
      ".222222.",
      ".222222.",
      ".22..22.",
      ".22..22.",
      ".222222.",
      "........",
    ]);
    expect([...labels.subarray(0, 56), ...labels.subarray(112)].every((label) => label === 0)).toBe(true);
  });

  it("that share an edge share no voxel and leave none out", () => {
    const halves = (from: number, to: number) =>
      onSlice(0, [
        [from, 1],
        [to, 1],
        [to, 4],
        [from, 4],
      ]);
    const draw = (
      contour: ReturnType<typeof halves>,
      segmentNumber: number,
      before = empty as () => number,
    ) =>
      labelsAfter(targetOf(grid, before), {
        kind: "contours",
        segmentNumber,
        how: "add",
        contours: [contour],
      });
    const [left, right, both] = [draw(halves(1, 4), 1), draw(halves(4, 6), 1), draw(halves(1, 6), 1)];
    expect(both.map((label, n) => label - left[n]! - right[n]!).every((rest) => rest === 0)).toBe(true);
    expect(left.filter(Boolean)).toHaveLength(9);
  });

  it("that lie in no slice are refused", () => {
    const oblique = [ijkToLps(grid, [1, 1, 0]), ijkToLps(grid, [5, 1, 1]), ijkToLps(grid, [5, 5, 2])];
    const draw = () =>
      labelsAfter(targetOf(grid, empty), {
        kind: "contours",
        segmentNumber: 1,
        how: "add",
        contours: [oblique],
      });
    expect(draw).toThrow(/must lie in one slice/);
    try {
      draw();
    } catch (error) {
      expect(isAutosegError(error, "invalid-argument")).toBe(true);
    }
  });
});

describe("flood fill", () => {
  const grid = gridOf([6, 3, 2]);
  const image = readSlices(["115111", "115151", "115111"], ["111111", "555555", "555555"]);
  const fill = (more: { tolerance: number; sliceAxis?: 0 | 1 | 2 }, limits = {}) =>
    labelsAfter(
      targetOf(grid, empty, image),
      { kind: "flood-fill", segmentNumber: 1, at: [0, 1, 0], ...more },
      limits,
    );

  it("stays in the slice when asked to, and behind differences beyond the tolerance", () => {
    const labels = fill({ tolerance: 1, sliceAxis: 2 });
    expect(drawSlice(labels, grid, 0)).toEqual(["11....", "11....", "11...."]);
    expect(drawSlice(labels, grid, 1)).toEqual(["......", "......", "......"]);
  });

  it("finds its way through other slices in three dimensions", () => {
    const labels = fill({ tolerance: 1 });
    expect(drawSlice(labels, grid, 0)).toEqual(["11.111", "11.1.1", "11.111"]);
    expect(drawSlice(labels, grid, 1)).toEqual(["111111", "......", "......"]);
  });

  it("takes everything within the tolerance, and no way through what the limits exclude", () => {
    expect(fill({ tolerance: 4 }).every(Boolean)).toBe(true);
    const limited = fill(
      { tolerance: 4 },
      { range: { lower: 0, upper: 2 }, box: { from: [0, 0, 0], to: [6, 3, 1] } },
    );
    expect(drawSlice(limited, grid, 0)).toEqual(["11....", "11....", "11...."]);
  });

  it("spreads only over the label it began on", () => {
    const target = targetOf(grid, readSlices(["222...", "222.22", "222..."], []), () => 0);
    const labels = labelsAfter(target, { kind: "flood-fill", segmentNumber: 3, at: [0, 0, 0], tolerance: 0 });
    expect(drawSlice(labels, grid)).toEqual(["333...", "333.22", "333..."]);
  });
});

describe("growing from seeds", () => {
  it("meets at the edge of the image, not in the middle", () => {
    const grid = gridOf([9, 3, 1], [1, 1, 1]);
    const target = targetOf(grid, empty, (i) => (i < 6 ? 100 : 40));
    const labels = labelsAfter(target, {
      kind: "grow-from-seeds",
      seeds: [
        { label: 1, voxels: Uint32Array.of(9) },
        { label: 2, voxels: Uint32Array.of(9 + 8) },
      ],
      reachMm: 10,
    });
    expect(drawSlice(labels, grid)).toEqual(["111111222", "111111222", "111111222"]);
  });

  it("lets background compete, and goes around segments that take no part", () => {
    const grid = gridOf([7, 2, 1], [1, 1, 1]);
    const target = targetOf(grid, readSlices([".3.1...", ".3....."]));
    const labels = labelsAfter(target, {
      kind: "grow-from-seeds",
      seeds: [{ label: 0, voxels: Uint32Array.of(6) }],
      fromSegments: [1],
      reachMm: 10,
    });
    expect(drawSlice(labels, grid)).toEqual([".3111..", ".3111.."]);
  });

  it("needs two labels", () => {
    const grid = gridOf([3, 1, 1]);
    const seeds = [{ label: 1, voxels: Uint32Array.of(0) }];
    expect(() => labelsAfter(targetOf(grid, empty), { kind: "grow-from-seeds", seeds, reachMm: 5 })).toThrow(
      /two labels/,
    );
  });
});
