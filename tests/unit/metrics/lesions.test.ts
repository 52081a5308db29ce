import { describe, expect, test } from "vitest";
import { detectLesions } from "../../../src/metrics/index.ts";
import { draw } from "./masks.ts";

const every = { minimumVoxels: 1 };

describe("lesions found, missed and invented", () => {
  const twoLesions = draw([["###...##", "###...##"]]);
  test.each([
    { name: "nothing marked", marked: ["........", "........"], found: 0, missed: 2, falsePositives: 0 },
    { name: "one of two", marked: ["##......", "........"], found: 1, missed: 1, falsePositives: 0 },
    { name: "one piece over both", marked: ["########", "........"], found: 2, missed: 0, falsePositives: 0 },
    { name: "two pieces in one", marked: ["#.#.....", "........"], found: 1, missed: 1, falsePositives: 0 },
    { name: "a piece between", marked: ["....#...", "........"], found: 0, missed: 2, falsePositives: 1 },
  ])("$name", ({ name: _, marked, ...expected }) => {
    expect(detectLesions(draw([marked]), twoLesions, every)).toMatchObject({ lesions: 2, ...expected });
  });

  test("overlap counts from the threshold on", () => {
    const lesion = draw([["##########"]]);
    const tenth = draw([["#........."]]);
    expect(detectLesions(tenth, lesion, { ...every, minimumOverlap: 0.1 })).toMatchObject({ found: 1 });
    expect(detectLesions(tenth, lesion, { ...every, minimumOverlap: 0.11 })).toMatchObject({ found: 0 });
  });

  test("a piece that lies in a lesion by less than the threshold is false", () => {
    const lesion = draw([["#........."]]);
    const wide = draw([["##########"]]);
    expect(detectLesions(wide, lesion, { ...every, minimumOverlap: 0.2 })).toMatchObject({
      found: 1,
      falsePositives: 1,
    });
  });

  test("pieces that touch at a corner are one, also from slice to slice", () => {
    const diagonal = draw([
      ["#..", "..."],
      ["...", ".#."],
    ]);
    expect(detectLesions(diagonal, diagonal, every)).toMatchObject({ lesions: 1, found: 1 });
  });

  test("pieces below the smallest size are not counted, but they find", () => {
    const reference = draw([["####....#"]]);
    const found = draw([["#.....#.."]]);
    expect(detectLesions(found, reference, { minimumVoxels: 2 })).toEqual({
      lesions: 1,
      found: 1,
      missed: 0,
      falsePositives: 0,
      missedVoxels: [],
    });
  });

  test("what is missed is told by size", () => {
    const reference = draw([["#.###.##"]]);
    const nothing = draw([["........"]]);
    expect(detectLesions(nothing, reference, every).missedVoxels).toEqual([3, 2, 1]);
  });

  test("two empty masks have none", () => {
    const nothing = draw([["..."]]);
    expect(detectLesions(nothing, nothing)).toMatchObject({ lesions: 0, falsePositives: 0 });
  });
});
