import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createController } from "./fake-host.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const { controller } = createController();
  const { notices } = controller;
  const shown = () => controller.state.notices.map(({ text }) => text);
  const past = () => controller.state.pastNotices.map(({ text, isSeen, times }) => [text, isSeen, times]);
  return { controller, notices, shown, past };
}

test("an error stays on screen while all else comes and goes, and three at most are there", () => {
  const { notices, shown } = open();
  notices.notify("error", "broken");
  for (const text of ["one", "two", "three"]) notices.notify("info", text);
  expect(shown()).toEqual(["broken", "two", "three"]);
  vi.advanceTimersByTime(60_000);
  expect(shown()).toEqual(["broken"]);
  for (const text of ["again broken", "a third", "a fourth"]) notices.notify("error", text);
  expect(shown()).toEqual(["again broken", "a third", "a fourth"]);
  notices.notify("info", "said beside");
  expect(shown()).toEqual(["a third", "a fourth", "said beside"]);
});

test("what was said can be read again; errors count as seen once somebody took them off or looked", () => {
  const { controller, notices, past } = open();
  notices.notify("info", "opened");
  notices.notify("error", "first");
  notices.notify("error", "second");
  notices.notify("error", "second");
  expect(past()).toEqual([
    ["opened", true, 1],
    ["first", false, 1],
    ["second", false, 2],
  ]);
  notices.dismiss(controller.state.notices.find(({ text }) => text === "first")!.id);
  notices.dismissAll();
  expect(controller.state.notices).toEqual([]);
  expect(past()).toEqual([
    ["opened", true, 1],
    ["first", true, 1],
    ["second", false, 2],
  ]);
  notices.markSeen();
  expect(past().every(([, isSeen]) => isSeen)).toBe(true);
  const { pastNotices } = controller.state;
  notices.markSeen();
  expect(controller.state.pastNotices).toBe(pastNotices);
  for (let n = 0; n < 300; n++) notices.notify("info", `note ${n}`);
  expect(controller.state.pastNotices).toHaveLength(200);
});

test("beside a panel only what needs no action goes when something else is done", () => {
  const { notices, shown } = open();
  notices.notify("error", "broken");
  notices.notify("info", "opened");
  notices.dismissInfos();
  expect(shown()).toEqual(["broken"]);
});
