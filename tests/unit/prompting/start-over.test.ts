import { describe, expect, it } from "vitest";
import type { PlacedPrompt } from "../../../src/prompting/drawn-prompts.ts";
import type { SliceOutliner, SliceTask } from "../../../src/prompting/slice-outliner.ts";
import { findOverreach, isSmaller } from "../../../src/prompting/start-over.ts";

const side = 60;
const part = (columns: number, probability = 1) => ({
  row: 0,
  column: 0,
  rows: side,
  columns,
  values: new Float32Array(side * columns).fill(probability),
});
/** The user pointed at the object in slice 5. In slice 6 the same is found, in slice 7 something larger. */
const slices = new Map([
  [5, part(side)],
  [6, part(side)],
  [7, part(2 * side)],
]);
const click = (slice: number, row: number, column: number, adds: boolean): PlacedPrompt => ({
  slice,
  prompt: { kind: "click", points: [{ row, column }], adds },
});
const first = click(5, 30, 15, true);
const overreachOf = (added: PlacedPrompt, prompts = [first]) =>
  findOverreach({ prompts, slices }, [added], { rowMm: 1.5, columnMm: 0.8 });

describe("a click beside the object", () => {
  it("deep in what was found says how far the object reaches at most", () => {
    const beside = { row: 40, column: 42 };
    expect(overreachOf(click(5, 30, 44, false))?.reachMm).toBeCloseTo(29 * 0.8);
    expect(overreachOf(click(5, 40, 42, false))).toEqual({
      at: first,
      beside,
      reachMm: expect.closeTo(Math.hypot(10 * 1.5, 27 * 0.8)),
    });
  });

  it("near the edge, or near where the object is, corrects the edge alone", () => {
    expect(overreachOf(click(5, 30, 57, false))).toBeUndefined();
    expect(overreachOf(click(5, 30, 30, false))).toBeUndefined();
  });

  it("says so in another slice too, if it is deep in what was found where the user pointed", () => {
    expect(overreachOf(click(6, 30, 44, false))?.reachMm).toBeCloseTo(29 * 0.8);
  });

  it("in something else that the object was followed into does not", () => {
    expect(overreachOf(click(7, 30, 70, false))).toBeUndefined();
  });

  it("says nothing of it after a second click that adds, or when it adds itself", () => {
    expect(overreachOf(click(5, 30, 44, false), [first, click(6, 10, 10, true)])).toBeUndefined();
    expect(overreachOf(click(5, 30, 44, false), [first, click(6, 10, 10, false)])).toBeDefined();
    expect(overreachOf(click(5, 30, 44, true))).toBeUndefined();
  });
});

describe("a smaller object", () => {
  const overreach = overreachOf(click(6, 30, 44, false))!;
  const outlinedAs = async (found: ReturnType<typeof part>) => {
    const tasks: SliceTask[] = [];
    const outliner: SliceOutliner = {
      async outline(task) {
        tasks.push(task);
        return found;
      },
    };
    const smaller = await isSmaller(overreach, outliner, undefined);
    expect(tasks).toEqual([
      { slice: 5, prompts: [first.prompt], known: undefined, reachMm: overreach.reachMm },
    ]);
    return smaller;
  };

  it("is there if the network is sure of one at a finer scale that ends before the click", async () => {
    expect(await outlinedAs(part(30, 0.9))).toBe(true);
  });

  it("is not if what is found still holds the place of the click, or is unsure, or is nothing", async () => {
    expect(await outlinedAs(part(side, 0.9))).toBe(false);
    expect(await outlinedAs(part(30, 0.8))).toBe(false);
    expect(await outlinedAs(part(30, 0))).toBe(false);
  });
});
