import { describe, expect, it } from "vitest";
import type { PlacedPrompt } from "../../../src/prompting/drawn-prompts.ts";
import { largestReachMm } from "../../../src/prompting/start-over.ts";

const side = 60;
const part = (columns: number) => ({
  ...{ row: 0, column: 0, rows: side, columns },
  values: new Float32Array(side * columns).fill(1),
});
/** The user pointed at the object in slice 5. In slice 6 the same is found. */
const slices = new Map([
  [5, part(side)],
  [6, part(side)],
]);
const click = (slice: number, row: number, column: number, adds: boolean): PlacedPrompt => ({
  slice,
  prompt: { kind: "click", points: [{ row, column }], adds },
});
const reachOf = (...added: PlacedPrompt[]): number | undefined =>
  largestReachMm({ prompts: [click(5, 30, 15, true)], slices }, added, { rowMm: 1.5, columnMm: 0.8 });

describe("a click beside the object", () => {
  it("deep in what was found says how far the object reaches at most", () => {
    expect(reachOf(click(5, 30, 44, false))).toBeCloseTo(29 * 0.8);
    expect(reachOf(click(5, 40, 42, false))).toBeCloseTo(Math.hypot(10 * 1.5, 27 * 0.8));
  });

  it("near the edge, or near where the object is, corrects the edge alone", () => {
    expect(reachOf(click(5, 30, 57, false))).toBeUndefined();
    expect(reachOf(click(5, 30, 30, false))).toBeUndefined();
  });

  it("says so in another slice too, if it is deep in what was found where the user pointed", () => {
    expect(reachOf(click(6, 30, 44, false))).toBeCloseTo(29 * 0.8);
  });

  it("in something else that the object was followed into does not", () => {
    slices.set(7, part(2 * side));
    expect(reachOf(click(7, 30, 70, false))).toBeUndefined();
  });

  it("that adds says nothing of it", () => {
    expect(reachOf(click(5, 30, 44, true))).toBeUndefined();
  });
});
