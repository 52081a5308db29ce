import { describe, expect, test } from "vitest";
import { ijkToLps, type Point } from "../../../src/geometry/index.ts";
import { OutlineSession } from "../../../src/prompting/outline-session.ts";
import type { Prompt } from "../../../src/prompting/prompt.ts";
import type { PromptResult } from "../../../src/prompting/prompt-result.ts";
import { offsetIn } from "../../../src/regions/index.ts";
import type { GridSlice } from "../../../src/volume/index.ts";
import { countBright, createBalls, createBrightEngine, grid } from "./phantom.ts";

const at = (i: number, j: number, k: number): Point<"lps"> => ijkToLps(grid, [i, j, k]);
const click = (
  ijk: [number, number, number],
  adds = true,
  plane?: "axial" | "coronal" | "sagittal",
): Prompt => ({
  kind: "click",
  at: at(...ijk),
  adds,
  ...(plane && { plane }),
});
const volume = createBalls();
const isLarge = (i: number) => i < 44;
const large = countBright(volume, isLarge);
const count = ({ mask }: PromptResult): number => mask.values.reduce((sum, value) => sum + value, 0);
const has = ({ mask: { box, values } }: PromptResult, i: number, j: number, k: number): boolean =>
  [i, j, k].every((index, axis) => index >= box.from[axis]! && index < box.to[axis]!) &&
  values[offsetIn(box, i, j, k)] === 1;

describe("an object that is outlined", () => {
  test.each(["axial", "coronal", "sagittal"] as const)(
    "by one click is followed through its %s slices, without what is apart from it",
    async (plane) => {
      const session = new OutlineSession(volume, createBrightEngine());
      const slices: GridSlice[] = [];
      const result = await session.prompt([click([28, 20, 8], true, plane)], {
        onSlice: (slice) => slices.push(slice),
      });
      expect(result.plane).toBe(plane);
      expect(Math.abs(count(result) - large) / large).toBeLessThan(0.1);
      expect(has(result, 28, 20, 8)).toBe(true);
      expect(has(result, 50, 34, 8)).toBe(false);
      expect(result.obeyed).toEqual([true]);
      const axis = { axial: 2, coronal: 1, sagittal: 0 }[plane];
      expect(slices[0]).toMatchObject({ sliceAxis: axis, sliceIndex: [28, 20, 8][axis] });
      const middle = slices[0]!.labels.reduce((sum, value) => sum + value, 0);
      expect(
        Math.abs(
          middle -
            countBright(
              volume,
              (...ijk) => ijk[axis] === [28, 20, 8][axis] && (plane === "axial" || isLarge(ijk[0])),
            ),
        ) / middle,
      ).toBeLessThan(0.6);
    },
  );

  test("is nothing where the network sees only black, and what a further click indicates", async () => {
    const engine = createBrightEngine();
    const session = new OutlineSession(volume, engine);
    const air = click([4, 4, 8]);
    expect(count(await session.prompt([air], {}))).toBe(0);
    expect(engine.asked).toBe(0);
    const both = await session.prompt([air, click([28, 20, 8])], {});
    expect(has(both, 28, 20, 8)).toBe(true);
    expect(has(both, 4, 4, 8)).toBe(false);
    expect(both.obeyed).toEqual([false, true]);
  });

  test("is corrected where it was pointed at once, too, but not where it was corrected already", async () => {
    const before = await new OutlineSession(volume, createBrightEngine()).prompt([click([28, 20, 8])], {});
    const end = click([28, 20, 10], false);
    const others = [click([28, 20, 8]), click([28, 20, 6], false), click([20, 20, 8])];
    const corrected = new OutlineSession(volume, createBrightEngine());
    const kept = await corrected.prompt(others, {});
    const after = await corrected.prompt([...others, end], {});
    expect(has(before, 28, 20, 10)).toBe(true);
    expect(has(after, 28, 20, 10)).toBe(false);
    expect(after.obeyed).toEqual([true, true, true, true]);
    for (let i = 0; i < 60; i++)
      for (let j = 0; j < 40; j++)
        for (const k of [6, 7, 8]) expect(has(after, i, j, k), `${i} ${j} ${k}`).toBe(has(kept, i, j, k));
  });

  test("costs what is new: a further prompt its own slices, one that is taken away nothing", async () => {
    const engine = createBrightEngine();
    const session = new OutlineSession(volume, engine);
    const first = await session.prompt([click([28, 20, 8])], {});
    const { asked } = engine;
    const second = await session.prompt([click([28, 20, 8]), click([28, 20, 10], false)], {});
    // Those beyond the click, and both ways from the slice that it corrects; not those that it ends.
    expect(second.report.slices).toBeLessThanOrEqual(first.report.slices + 1);
    const again = engine.asked;
    const back = await session.prompt([click([28, 20, 8])], {});
    expect(engine.asked).toBe(again);
    expect(back.mask).toEqual(first.mask);
    expect(back.report.slices).toBe(0);
    expect(again).toBeGreaterThan(asked);
  });

  test("by a box, a lasso or a scribble is what it would be by a click", async () => {
    const plane = "axial";
    const prompts: Prompt[] = [
      { kind: "box", corners: [at(12, 8, 8), at(44, 32, 8)], plane },
      { kind: "lasso", points: [at(12, 20, 8), at(28, 5, 8), at(44, 20, 8), at(28, 33, 8)], plane },
      { kind: "scribble", points: [at(24, 18, 8), at(32, 22, 8)], adds: true, plane },
      { kind: "scribble", points: [at(28, 20, 6), at(28, 20, 10)], adds: true, plane: "coronal" },
    ];
    for (const prompt of prompts) {
      const result = await new OutlineSession(volume, createBrightEngine()).prompt([prompt], {});
      expect(Math.abs(count(result) - large) / large, prompt.kind).toBeLessThan(0.1);
      expect(has(result, 50, 34, 8)).toBe(false);
      expect(result.obeyed).toEqual([true]);
    }
  });

  test("of a box drawn in another plane than the first prompt's is pointed at by its middle", async () => {
    const session = new OutlineSession(volume, createBrightEngine());
    const result = await session.prompt(
      [
        click([28, 20, 8], true, "axial"),
        { kind: "box", corners: [at(47, 34, 7), at(53, 34, 9)], plane: "coronal" },
      ],
      {},
    );
    expect(result.plane).toBe("axial");
    expect(has(result, 50, 34, 8)).toBe(true);
    expect(has(result, 28, 20, 8)).toBe(true);
  });

  test("is given up at once when it is cancelled, and goes on from there", async () => {
    const engine = createBrightEngine();
    const session = new OutlineSession(volume, engine);
    const abort = new AbortController();
    let shown = 0;
    const stopped = session.prompt([click([28, 20, 8])], {
      signal: abort.signal,
      onSlice: () => {
        if (++shown === 3) abort.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    expect(shown).toBe(3);
    expect(count(await session.prompt([click([28, 20, 8])], {}))).toBeGreaterThan(0.9 * large);
  });
});

describe("prompts that cannot be followed", () => {
  test.each<[string, Prompt[], RegExp]>([
    ["none", [], /There is no prompt/],
    [
      "outside the image",
      [click([28, 20, 8]), { kind: "click", at: [0, 0, 900], adds: true }],
      /outside the image, which reaches from/,
    ],
    ["only beside the object", [click([28, 20, 8], false)], /All prompts exclude/],
    ["contradictory", [click([28, 20, 8]), click([28, 20, 8], false)], /contradict each other/],
    [
      "a line that closes around nothing",
      [{ kind: "lasso", points: [at(1, 1, 1), at(2, 2, 1)], plane: "axial" }],
      /has 2 points/,
    ],
  ])("say so: %s", async (_, prompts, message) => {
    const session = new OutlineSession(volume, createBrightEngine());
    await expect(session.prompt(prompts, {})).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringMatching(message),
    });
  });
});

test("an outline that is exact stays as it was drawn, and the object is followed from it", async () => {
  const session = new OutlineSession(volume, createBrightEngine());
  const corners = [
    [22.5, 14.5],
    [33.5, 14.5],
    [33.5, 25.5],
    [22.5, 25.5],
  ] as const;
  const exact: Prompt = {
    kind: "lasso",
    points: corners.map(([i, j]) => at(i, j, 8)),
    plane: "axial",
    isExact: true,
  };
  const result = await session.prompt([exact], {});
  const inSlice = (k: number): number => {
    let voxels = 0;
    for (let j = 0; j < grid.size[1]; j++)
      for (let i = 0; i < grid.size[0]; i++) voxels += Number(has(result, i, j, k));
    return voxels;
  };
  expect(inSlice(8)).toBe(121);
  expect(inSlice(9)).toBeGreaterThan(0);
  // A click in the slice lets it be outlined after all.
  const refined = await session.prompt([exact, click([28, 20, 8])], {});
  expect(has(refined, 28, 20, 8)).toBe(true);
  expect(count(refined)).not.toBe(count(result));
});
