import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SaveSchedule } from "../../../../src/controller/kept-work/save-schedule.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** A schedule and the times at which it saved; `fail` says how often saving fails from now on, `take` how long it takes. */
function open() {
  const saves: number[] = [];
  const failures: unknown[] = [];
  const state = { fail: 0, takeMs: 0 };
  const schedule = new SaveSchedule(
    async () => {
      saves.push(Date.now());
      if (state.takeMs > 0) await new Promise((resolve) => setTimeout(resolve, state.takeMs));
      if (state.fail > 0) {
        state.fail--;
        throw new Error("full");
      }
    },
    (error) => failures.push(error),
  );
  return { schedule, saves, failures, state };
}

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("SaveSchedule", () => {
  it("saves once a second after the last change", async () => {
    const { schedule, saves } = open();
    schedule.touch();
    await wait(500);
    schedule.touch();
    await wait(5000);
    expect(saves).toEqual([1500]);
  });

  it("saves within two seconds of a change though changes do not end", async () => {
    const { schedule, saves } = open();
    for (let n = 0; n < 100; n++) {
      schedule.touch();
      await wait(100);
    }
    expect(saves.length).toBeGreaterThanOrEqual(4);
    expect(saves.every((at, n) => at - (saves[n - 1] ?? 0) <= 2100)).toBe(true);
  });

  it("never saves twice at once, and saves what changed meanwhile afterwards", async () => {
    const { schedule, saves, state } = open();
    state.takeMs = 5000;
    schedule.touch();
    await wait(2000);
    schedule.touch();
    await wait(3500);
    expect(saves).toEqual([1000]);
    await wait(1000);
    expect(saves).toHaveLength(2);
  });

  it("goes on trying after any number of failures, ever less often, and as before once it succeeds", async () => {
    const { schedule, saves, failures, state } = open();
    state.fail = 8;
    schedule.touch();
    await wait(600_000);
    expect(failures).toHaveLength(8);
    expect(saves).toHaveLength(9);
    const gaps = saves.slice(1).map((at, n) => at - saves[n]!);
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    schedule.touch();
    const before = Date.now();
    await wait(10_000);
    expect(saves.at(-1)! - before).toBe(1000);
  });

  it("saves at once on demand, and never again once it was stopped", async () => {
    const { schedule, saves } = open();
    await schedule.flush();
    expect(saves).toEqual([]);
    schedule.touch();
    await schedule.flush();
    expect(saves).toEqual([0]);
    schedule.touch();
    schedule.stop();
    await wait(10_000);
    await schedule.flush();
    expect(saves).toEqual([0]);
  });
});
