import { describe, expect, it } from "vitest";
import type { EditOperation } from "../../../src/editing/index.ts";
import { drawSlice, gridOf, labelsAfter, readSlices, targetOf } from "./targets.ts";

describe("an isocontour", () => {
  // Two lesions 4 mm apart, a hotter organ beyond the region, and noise that is not connected.
  const uptake = [
    [0, 0, 0, 0, 0, 0, 0, 0, 9],
    [0, 3, 5, 3, 0, 4, 0, 0, 9],
    [0, 5, 8, 4, 0, 6, 0, 0, 9],
    [0, 2, 5, 3, 0, 4, 0, 0, 9],
    [0, 0, 0, 0, 4, 0, 0, 0, 9],
  ];
  const grid = gridOf([9, 5, 2], [2, 1, 3]);
  const target = targetOf(
    grid,
    readSlices(Array(5).fill("........."), Array(5).fill("..2......")),
    (i, j) => uptake[j]![i]!,
  );
  const operation = (change: object): EditOperation => ({
    kind: "isocontour",
    segmentNumber: 1,
    at: [2, 2, 0],
    radiusMm: 6,
    threshold: { fractionOfMaximum: 0.41 },
    ...change,
  });
  const drawn = (change: object, limits = {}, k = 0) =>
    drawSlice(labelsAfter(target, operation(change), limits), grid, k);

  it("takes what reaches 41 % of the highest value of the region, and is connected with it", () => {
    expect(drawn({})).toEqual([".........", "..1......", ".111.....", "..1......", "........."]);
    // 3.28 is the threshold: 4 and 5 reach it.
    expect(drawn({}, {}, 1)).toEqual(["..2......", "..1......", ".111.....", "..1......", "..2......"]);
  });

  it("takes what reaches a value", () => {
    expect(drawn({ threshold: { value: 3 } })).toEqual([
      ".........",
      ".111.....",
      ".111.....",
      "..11.....",
      ".........",
    ]);
    expect(drawn({ threshold: { value: 8.5 } })).toEqual(Array(5).fill("........."));
  });

  it("stays in its region, in millimetres, and goes by its own maximum", () => {
    expect(drawn({ at: [5, 2, 0], radiusMm: 1 })).toEqual([
      ".........",
      ".....1...",
      ".....1...",
      ".....1...",
      ".........",
    ]);
    expect(drawn({ radiusMm: 0.4 })).toEqual([
      ".........",
      ".........",
      "..1......",
      ".........",
      ".........",
    ]);
    // A centre outside the volume has no region.
    expect(drawn({ at: [-20, 2, 0] })).toEqual(Array(5).fill("........."));
  });

  it("leaves what is locked, and its maximum counts all the same where only a slice may change", () => {
    expect(drawn({}, { locked: [2] }, 1)).toEqual([
      "..2......",
      "..2......",
      ".121.....",
      "..2......",
      "..2......",
    ]);
    const slice = { box: { from: [0, 1, 0] as const, to: [9, 2, 1] as const } };
    expect(drawn({}, slice)).toEqual([".........", "..1......", ".........", ".........", "........."]);
  });
});
