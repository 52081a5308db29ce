import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InferencePlan } from "../../../src/segmentation/plan/plan.ts";
import {
  canSearch,
  type SearchRule,
  SliceSearch,
  searchRuleOf,
} from "../../../src/segmentation/run/slice-search.ts";
import type { GridSlice16 } from "../../../src/volume/index.ts";
import { gridOf } from "./plain-grid.ts";

const rule = { stepMm: [20, 5] as [number, number], leastAreaMm2: 30, gapMm: 3 };
const pixels = 64;

/** A plan of two runs for every slice; what they find is the number of labelled voxels of each slice. */
function planOf(slices: number): InferencePlan {
  const units = Array.from({ length: 2 * slices }, (_, index) => ({
    index,
    graph: `network ${index % 2}`,
    stage: 0 as const,
    firstSlice: index >> 1,
    lastSlice: index >> 1,
  }));
  return { units, isOrdered: false, sliceAxis: 2 } as unknown as InferencePlan;
}

/** Searches as a run does, with so many requests under way at a time. */
function search(
  found: readonly number[],
  { focus = 0, depth = 1, lookAt = [] as readonly number[], by = rule as SearchRule, sliceMm = 1 } = {},
) {
  const grid = { ...gridOf([8, 8, found.length]), spacingMm: [1, 1, sliceMm] as const };
  const schedule = new SliceSearch(planOf(found.length), { grid }, by, focus);
  const delivered: GridSlice16[] = [];
  const halves = new Map<number, number>();
  const underWay: number[] = [];
  const looks = [...lookAt];
  for (;;) {
    while (underWay.length < depth) {
      const [unit] = schedule.take(1);
      if (!unit) break;
      underWay.push(unit.firstSlice);
    }
    const sliceIndex = underWay.shift();
    if (sliceIndex === undefined) {
      if (schedule.nextStage()) continue;
      break;
    }
    halves.set(sliceIndex, (halves.get(sliceIndex) ?? 0) + 1);
    // No unit is run twice.
    expect(halves.get(sliceIndex)).toBeLessThanOrEqual(2);
    if (halves.get(sliceIndex) !== 2) continue;
    const labels = new Uint8Array(pixels).fill(1, 0, found[sliceIndex]);
    delivered.push(...schedule.accept({ sliceAxis: 2, sliceIndex, labels }));
    const next = looks.shift();
    if (next !== undefined) schedule.prioritise(next);
  }
  return { delivered, run: [...halves.keys()], rest: [...schedule.rest()], result: schedule.result };
}

/** Slices with an organ from `from` on, tapering to both ends, and bits of something else before it. */
const withOrgan = (slices: number, from: number, length: number, bits: readonly number[] = []): number[] =>
  Array.from({ length: slices }, (_, k) => {
    if (bits.includes(k)) return 9;
    const edge = Math.min(k - from, from + length - 1 - k);
    return edge < 0 ? 0 : Math.min(pixels, 6 + 8 * edge);
  });

describe("a search for an organ", () => {
  it("runs the organ's slices and few others", () => {
    const { delivered, run, rest, result } = search(withOrgan(300, 200, 30));
    const labelled = delivered.filter(({ labels }) => labels[0] === 1).map(({ sliceIndex }) => sliceIndex);
    expect(labelled.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => 200 + n));
    expect(run.length).toBeLessThan(30 + 300 / 20 + 6);
    expect(run.length + rest.length).toBe(300);
    expect(result).toEqual({
      slicesRun: run.length,
      isFound: true,
      largestAreaMm2: pixels,
      leastAreaMm2: rule.leastAreaMm2,
    });
  });

  it("takes a whole body at most 1.3 times what the liver's slices take, where livers lie", () => {
    const by = { ...rule, stepMm: [120, 30] as [number, number], gapMm: 12 };
    for (const sliceMm of [1.5, 3])
      for (const liverMm of [150, 200])
        for (const middle of [0.5, 0.55, 0.6, 0.65, 0.7]) {
          const length = Math.round(liverMm / sliceMm);
          const body = withOrgan(600, Math.round(600 * middle - length / 2), length);
          const { run, result } = search(body, { focus: 300, by, sliceMm });
          expect(result.isFound).toBe(true);
          expect(run.length / length).toBeLessThanOrEqual(1.3);
        }
  });

  describe("that is one piece", () => {
    const by = { ...rule, stepMm: [120, 30] as [number, number], gapMm: 12, isOnePiece: true };
    const labelled = (found: ReturnType<typeof search>) =>
      found.delivered.filter(({ labels }) => labels[0] === 1).map(({ sliceIndex }) => sliceIndex);

    it("does not follow what lies beyond a slice without labels", () => {
      const body = withOrgan(600, 320, 100).map((area, k) => (k > 423 && k < 460 ? 20 : area));
      const found = search(body, { focus: 300, by, sliceMm: 1.5 });
      expect(labelled(found).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => 320 + n));
      expect(found.run.length / 100).toBeLessThanOrEqual(1.15);
    });

    it("goes on behind slices without labels in its middle", () => {
      const body = withOrgan(600, 320, 100).map((area, k) => (k > 350 && k < 354 ? 0 : area));
      const found = search(body, { focus: 300, by, sliceMm: 1.5 });
      expect(labelled(found)).toHaveLength(97);
    });

    it("is that of a model whose clean-up keeps one component of all segments", () => {
      const keepLargest = (...values: number[]) => ({ operation: "keep-largest-component", values });
      const ruleOf = (postprocessing: object[]) =>
        searchRuleOf({ segments: [{ value: 1 }, { value: 2 }], postprocessing, search: rule } as never);
      expect(ruleOf([keepLargest(1, 2)])).toEqual({ ...rule, isOnePiece: true });
      expect(ruleOf([keepLargest(1), keepLargest(2)])).toEqual({ ...rule, isOnePiece: false });
    });
  });

  it("looks closer where it has found nothing, and says so where there is nothing", () => {
    expect(search(withOrgan(300, 205, 12)).result.isFound).toBe(true);
    const { delivered, run, rest, result } = search(withOrgan(300, 0, 0, [40, 41, 100]));
    expect(result).toMatchObject({ isFound: false, slicesRun: run.length });
    expect(run.length).toBeLessThan(300 / 4);
    expect(delivered.every(({ labels }) => labels[0] === 0)).toBe(true);
    expect(delivered.length + rest.length).toBe(300);
  });

  it("leaves out what lies apart from the organ, also on slices that were run", () => {
    const { delivered, rest } = search(withOrgan(100, 60, 25, [0, 40]), { focus: 40 });
    expect(rest).toEqual(expect.arrayContaining([0, 40]));
    expect(delivered.some(({ sliceIndex }) => sliceIndex === 40)).toBe(false);
  });

  it("runs the slice that is looked at, and delivers every slice once, whatever there is", () => {
    const found = fc.array(fc.constantFrom(0, 0, 0, 9, 40), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(
        found,
        fc.nat(79),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(79)),
        (areas, at, depth, looks) => {
          const focus = at % areas.length;
          const lookAt = looks.map((slice) => slice % areas.length);
          const { delivered, run, rest, result } = search(areas, { focus, depth, lookAt });
          expect(run).toContain(focus);
          const all = [...delivered.map(({ sliceIndex }) => sliceIndex), ...rest].sort((a, b) => a - b);
          expect(all).toEqual(areas.map((_, slice) => slice));
          expect(result.isFound).toBe(run.some((slice) => areas[slice]! >= rule.leastAreaMm2));
          // From the organ outwards nothing is missed until there is a gap.
          const shown = new Set(
            delivered.filter(({ labels }) => labels[0] === 1).map((one) => one.sliceIndex),
          );
          for (const slice of shown)
            for (let step = 1; step <= 3; step++)
              for (const near of [slice - step, slice + step])
                if ((areas[near] ?? 0) > 0) expect(shown).toContain(near);
        },
      ),
    );
  });

  it("needs runs that decide a slice each", () => {
    const plan = planOf(3);
    expect(canSearch(plan)).toBe(true);
    expect(canSearch({ ...plan, isOrdered: true })).toBe(false);
    expect(canSearch({ ...plan, units: [] })).toBe(false);
    expect(canSearch({ ...plan, units: [{ ...plan.units[0]!, lastSlice: 1 }] })).toBe(false);
  });
});
