import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Unit, UnitSchedule } from "../../../src/segmentation/plan/plan.ts";

const unit = (index: number, slice: number, more: Partial<Unit> = {}): Unit => ({
  index,
  graph: "network",
  stage: 0,
  firstSlice: slice,
  lastSlice: slice,
  ...more,
});
const slicesOf = (count: number) => Array.from({ length: count }, (_, slice) => unit(slice, slice));

function takeAll(schedule: UnitSchedule): Unit[] {
  const taken: Unit[] = [];
  for (let next = schedule.take(1); next.length > 0; next = schedule.take(1)) taken.push(...next);
  return taken;
}

describe("UnitSchedule", () => {
  it.each([
    [0, 4, [0, 1, 2, 3]],
    [3, 4, [3, 2, 1, 0]],
    [1, 5, [1, 2, 0, 3, 4]],
    [-7, 3, [0, 1, 2]],
    [99, 3, [2, 1, 0]],
  ])("from %i of %i", (first, count, order) => {
    expect(takeAll(new UnitSchedule(slicesOf(count), first)).map(({ index }) => index)).toEqual(order);
  });

  it("keeps to the units' own order where it is told to, wherever the user looks", () => {
    const schedule = new UnitSchedule(slicesOf(4), 2, true);
    expect(schedule.take(1).map(({ index }) => index)).toEqual([0]);
    schedule.prioritise(3);
    expect(takeAll(schedule).map(({ index }) => index)).toEqual([1, 2, 3]);
  });

  it("takes every unit once, never a farther one before a nearer one, wherever the user looks", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.nat(59),
        fc.array(fc.nat(59), { maxLength: 5 }),
        (count, first, moves) => {
          const schedule = new UnitSchedule(slicesOf(count), first);
          const taken: number[] = [];
          for (const slice of moves) {
            taken.push(...schedule.take(1).map(({ index }) => index));
            schedule.prioritise(slice);
          }
          const looked = moves.at(-1) ?? first;
          const rest = takeAll(schedule).map(({ index }) => index);
          const distances = rest.map((slice) => Math.abs(slice - looked));
          expect(distances).toEqual([...distances].sort((a, b) => a - b));
          expect([...taken, ...rest].sort((a, b) => a - b)).toEqual(
            slicesOf(count).map(({ index }) => index),
          );
        },
      ),
    );
  });

  it("takes together what runs through one graph, and goes on to a stage when it is told to", () => {
    const units = [
      unit(0, 0),
      unit(1, 1),
      unit(2, 5, { graph: "coronal", firstSlice: 0, lastSlice: 9 }),
      unit(3, 0, { graph: "consensus", stage: 1 }),
    ];
    const schedule = new UnitSchedule(units, 0);
    const graphs = () => schedule.take(8).map(({ graph }) => graph);
    expect(
      [graphs(), graphs(), graphs(), graphs()]
        .filter((taken) => taken.length > 0)
        .flat()
        .sort(),
    ).toEqual(["coronal", "network", "network"]);
    expect(schedule.nextStage()).toBe(true);
    expect(graphs()).toEqual(["consensus"]);
    expect(schedule.nextStage()).toBe(false);
  });
});
