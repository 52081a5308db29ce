import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { createComputePool, WorkFailed } from "../../../src/archive/compute-pool.ts";
import type { Failure } from "../../../src/archive/failures.ts";
import { noMetrics } from "../../../src/archive/metrics.ts";
import type { WorkOutcome } from "../../../src/archive/process-work.ts";
import type { FromCompute, ToCompute } from "../../../src/archive/serve-compute.ts";
import type { WorkItem } from "../../../src/archive/work-item.ts";
import { startWorker } from "../../../src/archive/worker.ts";
import { createFakeQueue, keepLog } from "./fakes.ts";

const item: WorkItem = {
  version: 1,
  studyInstanceUID: "1.2",
  seriesInstanceUID: "1.2.3",
  model: "m",
  modelVersion: "1",
  sopInstanceUID: "2.25.1",
  images: 6,
  type: "BINARY",
  outputs: [],
  uncertainty: false,
};
const done: WorkOutcome = { kind: "done", computed: true, slices: 6, computeMs: 10 };

function poolOf(run: () => Promise<WorkOutcome>) {
  const aborted = vi.fn();
  return { size: 1, run, abort: aborted, [Symbol.asyncDispose]: async () => undefined };
}

async function start(run: () => Promise<WorkOutcome>, more: object = {}) {
  const fake = createFakeQueue();
  const { log, lines } = keepLog();
  const failures: object[] = [];
  let isAway = false;
  const worker = await startWorker({
    queue: fake.queue,
    log,
    metrics: noMetrics,
    pool: poolOf(run),
    source: {
      async check() {
        if (isAway) throw new Error("away");
      },
      pathsOf: async () => undefined,
    },
    rows: { check: async () => undefined, writeFailure: async (row: object) => failures.push(row) } as never,
    ...more,
  });
  return { ...fake, worker, lines, failures, setAway: (away: boolean) => (isAway = away) };
}

const failing = (failure: Partial<Failure>) => async () => {
  throw new WorkFailed({ code: "x", reason: "It failed.", remedy: "retry", ...failure });
};

describe("a worker", () => {
  test("reports what is done", async () => {
    const { handOut, lines, queue } = await start(async () => done);
    expect(await handOut(item)).toEqual({ kind: "done" });
    expect(lines.at(-1)).toMatchObject({ event: "work.done", outcome: "done", computed: true });
    expect(JSON.stringify(lines)).not.toContain("1.2.3");
    expect(await queue.takeChanged()).toEqual([]);
  });

  test.each(["changed", "gone"] as const)(
    "forgets a series that has %s, and has its study looked at",
    async (kind) => {
      const { handOut, queue } = await start(async () => ({ kind }));
      expect(await handOut(item)).toEqual({ kind: "forget" });
      expect(await queue.takeChanged()).toEqual(["1.2"]);
    },
  );

  test("tries again what may go well, a few times, and gives up what never will", async () => {
    const { handOut, failures } = await start(failing({}));
    expect(await handOut(item)).toEqual({ kind: "again", reason: "x: It failed.", isOwnFailure: true });
    expect(await handOut(item, { failures: 2 })).toEqual({ kind: "dead", reason: "x: It failed." });
    expect(failures).toMatchObject([{ sopInstanceUID: "2.25.1", code: "x", reason: "It failed." }]);
    const permanent = await start(failing({ remedy: "give-up" }));
    expect(await permanent.handOut(item)).toMatchObject({ kind: "dead" });
  });

  test("takes nothing while the archive is away, and goes on when it is back", async () => {
    const { handOut, said, worker, lines, setAway } = await start(failing({ remedy: "wait" }));
    setAway(true);
    expect(await handOut(item)).toMatchObject({ kind: "again", isOwnFailure: false });
    expect(await handOut(item, { failures: 2 })).toMatchObject({ kind: "again", isOwnFailure: false });
    expect(worker.isReady).toBe(false);
    setAway(false);
    await vi.waitFor(() => expect(said).toEqual(["pause", "resume"]), 10_000);
    expect(worker.isReady).toBe(true);
    expect(lines.filter(({ event }) => event === "archive.away")).toHaveLength(1);
  });

  test("leaves work for its hours, unless it is urgent, and newer work to newer workers", async () => {
    const now = new Date();
    const hour = (ahead: number) => String((now.getHours() + ahead) % 24).padStart(2, "0");
    const hours = `${hour(2)}:00-${hour(3)}:00`;
    const { handOut } = await start(async () => done, { limits: { hours } });
    expect(await handOut(item)).toMatchObject({ kind: "later" });
    expect(await handOut(item, { isUrgent: true })).toEqual({ kind: "done" });
    expect(await handOut({ ...item, version: 2 })).toMatchObject({ kind: "later" });
  });

  test("told to end it lets go of what is not done in time", async () => {
    let fail: (error: Error) => void = () => undefined;
    const running = new Promise<WorkOutcome>((_, reject) => {
      fail = reject;
    });
    const { handOut, worker, said } = await start(() => running);
    const handled = handOut(item);
    const stopped = worker.stop(10);
    fail(new WorkFailed({ code: "process-died", reason: "x", remedy: "retry" }));
    expect(await handled).toMatchObject({ kind: "later" });
    await stopped;
    expect(said).toEqual(["close"]);
  });
});

/** A process that computes, without one. */
class FakeChild extends EventEmitter {
  exitCode: number | null = null;
  signalCode: string | null = null;
  connected = true;
  readonly told: ToCompute[] = [];
  answer: (message: ToCompute) => FromCompute | "die" | undefined = () => undefined;

  send(message: ToCompute): void {
    this.told.push(message);
    const answer = this.answer(message);
    if (answer === "die") queueMicrotask(() => this.end(null, "SIGKILL"));
    else if (answer) queueMicrotask(() => this.emit("message", answer));
  }
  kill(signal: string): void {
    this.end(null, signal);
  }
  disconnect(): void {
    this.connected = false;
    this.end(0, null);
  }
  end(code: number | null, signal: string | null): void {
    [this.exitCode, this.signalCode, this.connected] = [code, signal, false];
    this.emit("exit", code, signal);
  }
}

describe("a pool of processes", () => {
  const outcome = (memoryBytes = 0): FromCompute => ({ kind: "outcome", outcome: done, memoryBytes });
  const pool = (answer: FakeChild["answer"], more: object = {}) => {
    const children: FakeChild[] = [];
    const created = createComputePool({
      fork() {
        const child = new FakeChild();
        child.answer = (message) => (message.kind === "work" ? answer(message) : undefined);
        children.push(child);
        return child as unknown as ChildProcess;
      },
      setup: { threads: 1 },
      size: 2,
      ...more,
    });
    return { children, pool: created, run: () => created.run(item, ["a.dcm"]) };
  };

  test("keeps a process for the next work, and tells it first how to work", async () => {
    const { children, run, pool: all } = pool(() => outcome());
    expect(await run()).toEqual(done);
    expect(await run()).toEqual(done);
    expect(children).toHaveLength(1);
    expect(children[0]!.told.map(({ kind }) => kind)).toEqual(["setup", "work", "work"]);
    await all[Symbol.asyncDispose]();
    expect(children[0]!.connected).toBe(false);
  });

  test("replaces one that has grown or has worked enough", async () => {
    const { children, run } = pool(() => outcome(10), { mostMemoryBytes: 5 });
    await run();
    await run();
    const enough = pool(() => outcome(), { mostWorks: 1 });
    await enough.run();
    await enough.run();
    expect([children.length, enough.children.length]).toEqual([2, 2]);
  });

  test("says what failed, without a trace, and keeps the process", async () => {
    const failure: Failure = { code: "irregular-series", reason: "No grid.", remedy: "give-up" };
    const { children, run } = pool(() => ({ kind: "failure", failure }));
    await expect(run()).rejects.toMatchObject({ failure, stack: "irregular-series: No grid." });
    await run().catch(() => undefined);
    expect(children).toHaveLength(1);
  });

  test("one that dies, or says nothing for too long, fails its work", async () => {
    await expect(pool(() => "die").run()).rejects.toMatchObject({ failure: { code: "process-died" } });
    await expect(pool(() => undefined, { patienceMs: 5 }).run()).rejects.toMatchObject({
      failure: { code: "process-died", remedy: "retry" },
    });
    const { run, pool: all } = pool(() => undefined);
    const running = run();
    all.abort();
    await expect(running).rejects.toBeInstanceOf(WorkFailed);
  });

  test("one that says in time that it goes on is left alone, however long it takes", async () => {
    vi.useFakeTimers();
    try {
      const { children, pool: all } = pool(() => undefined, { patienceMs: 10_000 });
      const running = all.run(item, undefined);
      for (let times = 0; times < 3; times++) {
        vi.advanceTimersByTime(9000);
        children[0]!.emit("message", { kind: "alive" });
      }
      children[0]!.emit("message", outcome());
      expect(await running).toEqual(done);
    } finally {
      vi.useRealTimers();
    }
  });
});
