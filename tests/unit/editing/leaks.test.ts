import { describe, expect, it } from "vitest";
import { drawSlice, gridOf, labelsAfter, readSlices, targetOf } from "./targets.ts";

describe("a wall", () => {
  const leak = ["11111....", "111111111", "11111..11", "11111....", "........."];
  const grid = gridOf([9, 5, 3], [1, 1, 5]);
  const target = targetOf(grid, readSlices(leak, leak, leak));
  const cutAt = (
    slices: readonly [number, number],
    line: readonly [readonly [number, number], readonly [number, number]],
  ) => labelsAfter(target, { kind: "cut", segmentNumber: 1, sliceAxis: 2, line, slices });

  it("takes away what lies beyond it on all its slices, and no more", () => {
    const cut = cutAt(
      [0, 1],
      [
        [5, -1],
        [5, 4],
      ],
    );
    for (const k of [0, 1])
      expect(drawSlice(cut, grid, k)).toEqual([
        "11111....",
        "111111...",
        "11111....",
        "11111....",
        ".........",
      ]);
    expect(drawSlice(cut, grid, 2)).toEqual(leak);
  });

  it("takes nothing where the leak is connected around it", () => {
    expect(
      drawSlice(
        cutAt(
          [0, 2],
          [
            [3, 0.2],
            [3, 1.2],
          ],
        ),
        grid,
        1,
      ),
    ).toEqual(leak);
  });

  it("goes across slices of any axis, in any direction", () => {
    const turned = targetOf(gridOf([5, 9, 3]), (i, j, k) => readSlices(leak, leak, leak)(j, i, k));
    const cut = labelsAfter(turned, {
      kind: "cut",
      segmentNumber: 1,
      sliceAxis: 2,
      line: [
        [4, 5.2],
        [-1, 4.8],
      ],
      slices: [0, 2],
    });
    expect(cut.filter((label) => label === 1)).toHaveLength(3 * 21);
  });
});

describe("what was erased on two slices", () => {
  // A leak of two columns that wanders one column a slice.
  const grid = gridOf([12, 4, 6], [1, 1, 3]);
  const leakAt = (i: number, j: number, k: number): boolean => j === 1 && i >= 4 + k && i < 6 + k;
  const organ = (i: number, j: number, k: number): number => (i < 4 || leakAt(i, j, k) ? 1 : 0);
  const change = (index: number) => ({
    index,
    from: [4 + index, 1] as const,
    size: [2, 1] as const,
    mask: Uint8Array.of(1, 1),
  });

  it("is erased on all between, along with it as it wanders", () => {
    const target = targetOf(grid, organ);
    const after = labelsAfter(target, {
      kind: "propagate",
      segmentNumber: 1,
      how: "erase",
      sliceAxis: 2,
      changes: [change(5), change(0)],
    });
    for (const k of [1, 2, 3, 4]) expect(drawSlice(after, grid, k)).toEqual(Array(4).fill("1111........"));
    for (const k of [0, 5])
      expect(drawSlice(after, grid, k)).toEqual(drawSlice(target.labels.values, grid, k));
  });

  it("what was drawn is drawn between", () => {
    const target = targetOf(grid, () => 0);
    const after = labelsAfter(target, {
      kind: "propagate",
      segmentNumber: 1,
      how: "add",
      sliceAxis: 2,
      changes: [change(0), change(5)],
    });
    expect(after.filter(Boolean)).toHaveLength(8);
    expect(drawSlice(after, grid, 2)[1]).toBe("......11....");
  });
});

describe("noise of 20 HU", () => {
  const grid = gridOf([24, 24, 1], [1, 1, 1]);
  let seed = 7;
  const noise = (): number => {
    let sum = 0;
    for (let n = 0; n < 12; n++) {
      seed = (seed * 48271) % 2147483647;
      sum += seed / 2147483647;
    }
    return Math.round((sum - 6) * 20);
  };
  const isOrgan = (i: number, j: number): boolean => (i - 12) ** 2 + (j - 12) ** 2 < 64;
  const target = targetOf(
    grid,
    () => 0,
    (i, j) => (isOrgan(i, j) ? 100 : -50) + noise(),
  );
  const organVoxels =
    24 * 24 - [...target.labels.values.keys()].filter((at) => !isOrgan(at % 24, Math.floor(at / 24))).length;
  const fill = (smooth: boolean) =>
    labelsAfter(target, { kind: "flood-fill", segmentNumber: 1, at: [12, 12, 0], tolerance: 40, smooth });

  it("leaves no holes in a smooth flood, and many in another", () => {
    const holes = (labels: Uint8Array) =>
      [...labels.keys()].filter(
        (at) => ((at % 24) - 12) ** 2 + (Math.floor(at / 24) - 12) ** 2 < 36 && !labels[at],
      ).length;
    expect(holes(fill(true))).toBe(0);
    expect(holes(fill(false))).toBeGreaterThan(3);
    expect(Math.abs(fill(true).filter(Boolean).length - organVoxels) / organVoxels).toBeLessThan(0.2);
  });

  it("puts no salt and pepper into a smooth threshold", () => {
    const threshold = (smooth: boolean) =>
      labelsAfter(target, { kind: "threshold", segmentNumber: 1, range: { lower: 60, upper: 140 }, smooth });
    const lost = (labels: Uint8Array) =>
      [...labels.keys()].filter(
        (at) => ((at % 24) - 12) ** 2 + (Math.floor(at / 24) - 12) ** 2 < 36 && !labels[at],
      ).length;
    expect(lost(threshold(true))).toBe(0);
    expect(lost(threshold(false))).toBeGreaterThan(1);
  });
});
