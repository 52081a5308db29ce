import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type KeptWork,
  parseKeptWork,
  restoreLabels,
} from "../../../../src/controller/kept-work/kept-work.ts";
import { WorkKeeper } from "../../../../src/controller/kept-work/work-keeper.ts";
import { SegmentationSession } from "../../../../src/editing/session/segmentation-session.ts";
import { emptyReview } from "../../../../src/review/index.ts";
import { straightGrid } from "../../geometry/straight-grid.ts";
import { anySegment } from "../../volume/any-segment.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1, toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

const grid = straightGrid([6, 2, 1]);

/** A session that is kept in memory; `fail` of the next writes fail. */
function open() {
  const segments = [anySegment(1, { algorithmType: "AUTOMATIC", algorithmName: "model" }), anySegment(2)];
  const session = new SegmentationSession(grid, segments, 2);
  const database = new Map<string, KeptWork>();
  const state = { fail: 0, failures: [] as unknown[], savedAt: [] as (number | undefined)[] };
  const write = (act: () => void): Promise<void> => {
    if (state.fail-- > 0) return Promise.reject(new DOMException("no room", "QuotaExceededError"));
    act();
    return Promise.resolve();
  };
  const keeper = new WorkKeeper(session, {
    works: {
      keep: (work, replaces = []) =>
        write(() => {
          for (const { key } of replaces) database.delete(key);
          database.set(work.key, structuredClone(work));
        }),
      erase: (key) => write(() => void database.delete(key)),
    },
    study: "1.2 3.4",
    writer: "page.1",
    review: () => emptyReview,
    onSaved: (at) => state.savedAt.push(at),
    onFailure: (error) => state.failures.push(error),
  });
  const kept = () => {
    const work = parseKeptWork(database.get(keeper.key));
    return work && restoreLabels(work).join("");
  };
  return { session, keeper, database, state, kept };
}

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("WorkKeeper", () => {
  it("keeps a stroke that is still being drawn, with how its segments came to be", async () => {
    const { session, database, kept, keeper } = open();
    const edit = session.beginEdit("hand", "stroke");
    for (let i = 0; i < 6; i++) {
      edit.set(i, 0, 0, 2);
      edit.flush();
      await wait(500);
    }
    expect(kept()).toMatch(/^222/);
    expect(database.get(keeper.key)?.types.get(2)).toBe("MANUAL");
    expect(database.get(keeper.key)?.editing).toBe("hand");
    edit.commit();
    await wait(1000);
    expect(kept()).toBe("222222000000");
  });

  it("keeps what is applied, and nothing of a preview until it is applied too", async () => {
    const { session, database, kept, keeper } = open();
    const previewed = () => {
      const edit = session.beginEdit("hand", "fill", { isPreview: true });
      edit.setRow({ i: 0, end: 6, j: 1, k: 0 }, 2);
      edit.flush();
      return edit;
    };
    const first = previewed();
    await wait(5000);
    expect(database.size).toBe(0);
    first.cancel();
    const stroke = session.beginEdit("hand", "stroke");
    stroke.set(0, 0, 0, 1);
    stroke.commit();
    const second = previewed();
    await wait(5000);
    expect(kept()).toBe("100000000000");
    expect([...database.get(keeper.key)!.types]).toEqual([[1, "MANUAL"]]);
    expect(database.get(keeper.key)?.editing).toBeUndefined();
    second.commit();
    await wait(5000);
    expect(kept()).toBe("100000222222");
    session.undo();
    await wait(5000);
    expect(kept()).toBe("100000000000");
  });

  it("keeps the slices of a run that goes on, with its segments", async () => {
    const { session, database, keeper, kept } = open();
    const edit = session.beginEdit("run", "run");
    edit.segments = [anySegment(7, { algorithmType: "AUTOMATIC", algorithmName: "other" })];
    edit.types = new Map([[7, "AUTOMATIC"]]);
    await wait(5000);
    expect(database.size).toBe(0);
    edit.set(0, 0, 0, 7);
    edit.flush();
    await wait(1000);
    expect(kept()).toBe("700000000000");
    expect(database.get(keeper.key)?.segments.map(({ segmentNumber }) => segmentNumber)).toEqual([7]);
    edit.cancel();
    await wait(1000);
    expect(database.size).toBe(0);
  });

  it("keeps decisions, and nothing of what was exported or undone", async () => {
    const { session, database, state } = open();
    session.recordDecision("reject lesion");
    await wait(1000);
    expect(database.size).toBe(1);
    session.history.markSaved();
    await wait(1000);
    expect(database.size).toBe(0);
    expect(state.savedAt.at(-1)).toBeUndefined();
    session.recordDecision("accept lesion");
    session.undo();
    await wait(1000);
    expect(database.size).toBe(0);
  });

  it("keeps what could not be kept as soon as that is possible again", async () => {
    const { session, state, kept } = open();
    state.fail = 3;
    const edit = session.beginEdit("hand", "stroke");
    edit.set(0, 0, 0, 1);
    edit.commit();
    await wait(1500);
    expect(state.failures).toHaveLength(1);
    expect(kept()).toBeUndefined();
    await wait(10_000);
    expect(state.failures).toHaveLength(3);
    expect(kept()).toBe("100000000000");
  });

  it("erases works that the session goes on with only once it is kept itself", async () => {
    const { session, keeper, database, state } = open();
    database.set("old", {} as KeptWork);
    state.fail = 1;
    session.recordDecision("going on");
    keeper.replace([{ key: "old", savedAt: 1 }]);
    await wait(1000);
    expect([...database.keys()]).toEqual(["old"]);
    await wait(5000);
    expect([...database.keys()]).toEqual([keeper.key]);
  });
});

describe("a work in the database", () => {
  const work = async (): Promise<KeptWork> => {
    const { session, keeper, database } = open();
    const edit = session.beginEdit("hand", "stroke");
    edit.set(0, 0, 0, 1);
    edit.commit();
    await wait(1000);
    return database.get(keeper.key)!;
  };

  it("may be one of an earlier version, which did not name its page", async () => {
    const { writer: _writer, study: _study, ...old } = await work();
    expect(parseKeptWork({ ...old, key: "1.2 3.4" })).toMatchObject({ study: "1.2 3.4", writer: "" });
  });

  it.each<[string, (good: KeptWork) => unknown]>([
    ["nothing", () => undefined],
    ["a text", () => "work"],
    ["no parts", (good) => ({ ...good, parts: [] })],
    ["parts of text", (good) => ({ ...good, parts: ["a"] })],
    ["runs that end too early", (good) => ({ ...good, parts: [{ ...good.parts[0], voxelCount: 13 }] })],
    [
      "runs without labels",
      (good) => ({ ...good, parts: [{ ...good.parts[0], labels: new Uint8Array(0) }] }),
    ],
    [
      "runs that go backwards",
      (good) => ({
        ...good,
        parts: [{ voxelCount: 12, ends: Uint32Array.of(5, 3, 12), labels: Uint8Array.of(1, 0, 1) }],
      }),
    ],
    ["labels without a segment", (good) => ({ ...good, segments: [good.segments[1]] })],
    [
      "segments without a colour",
      (good) => ({ ...good, segments: good.segments.map(({ color: _, ...one }) => one) }),
    ],
    ["two segments of one number", (good) => ({ ...good, segments: [good.segments[0], ...good.segments] })],
    ["no review", (good) => ({ ...good, review: undefined })],
    ["a time that is none", (good) => ({ ...good, savedAt: Number.NaN })],
  ])("is damaged with %s", async (_, damage) => {
    const good = await work();
    expect(parseKeptWork(good)).toBeDefined();
    expect(parseKeptWork(damage(good))).toBeUndefined();
  });
});
