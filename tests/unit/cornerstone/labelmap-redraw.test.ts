import { afterEach, expect, test, vi } from "vitest";
import { LabelmapRedraw } from "../../../src/cornerstone/labelmap-redraw.ts";
import type { Box } from "../../../src/regions/index.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Frames of the page, and a renderer that draws what it was asked for with the next one, as Cornerstone does. */
function setUp(isRun: () => boolean) {
  let waiting: (() => void)[] = [];
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => waiting.push(draw));
  vi.stubGlobal("cancelAnimationFrame", () => {
    waiting = [];
  });
  const done: string[] = [];
  const asked = new Set<string>();
  const render = (box: Box): void => {
    if (asked.size === 0)
      requestAnimationFrame(() => {
        done.push(`draw ${[...asked].join(" and ")}`);
        asked.clear();
      });
    asked.add(name(box));
  };
  const redraw = new LabelmapRedraw({ isRun, render, send: (box) => done.push(`send ${name(box)}`) });
  const frame = (): string[] => {
    const draws = waiting;
    waiting = [];
    for (const draw of draws) draw();
    return done.splice(0);
  };
  return { redraw, render, frame };
}

const name = ({ from, to }: Box): string => `${from.join(",")}-${to.join(",")}`;
const box = (k: number, end: number, columns = 4): Box => ({ from: [0, 0, k], to: [columns, 4, end] });

test("what is drawn by hand is sent and drawn within one frame", () => {
  const { redraw, frame } = setUp(() => false);
  redraw.add(box(1, 2));
  redraw.add(box(2, 3));
  expect(frame()).toEqual(["send 0,0,1-4,4,3", "draw 0,0,1-4,4,2 and 0,0,2-4,4,3 and 0,0,1-4,4,3"]);
  expect(frame()).toEqual([]);
});

test("where a frame was asked for before, what was sent after it is drawn with the next", () => {
  const { redraw, render, frame } = setUp(() => false);
  render(box(7, 8));
  redraw.add(box(1, 2));
  expect(frame()).toEqual(["draw 0,0,7-4,4,8 and 0,0,1-4,4,2", "send 0,0,1-4,4,2"]);
  expect(frame()).toEqual(["draw 0,0,1-4,4,2"]);
});

test("a whole volume is sent in as many slices a frame as it bears, each drawn with its frame", () => {
  const { redraw, frame } = setUp(() => false);
  const slices: Box = { from: [0, 0, 0], to: [2048, 2048, 6] };
  redraw.add(slices);
  expect(frame()[0]).toBe("send 0,0,0-2048,2048,4");
  const rest = [...frame(), ...frame()];
  expect(rest[0]).toBe("send 0,0,4-2048,2048,6");
  expect(rest.at(-1)).toBe("draw 0,0,4-2048,2048,6");
});

test("a model's slices wait for a quarter of a second", () => {
  vi.useFakeTimers();
  const { redraw, frame } = setUp(() => true);
  redraw.add(box(1, 2));
  redraw.add(box(3, 4));
  expect(frame()).toEqual([]);
  vi.advanceTimersByTime(250);
  expect(frame()).toEqual(["send 0,0,1-4,4,4", "draw 0,0,1-4,4,4"]);
  redraw.add(box(5, 6));
  redraw.dispose();
  vi.advanceTimersByTime(250);
  expect(frame()).toEqual([]);
});
