import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, test, vi } from "vitest";
import { AutosegError } from "../../../src/errors.ts";
import { answer, inWorker, type WorkerThread } from "../../../src/workers/index.ts";
import { createThread } from "../../../src/workers/worker-thread.ts";
import { FakeWorker } from "./fake-worker.ts";

const exposed = {
  double: (value: number) => answer(() => value * 2),
  fail: () =>
    answer((): number => {
      throw new AutosegError("unreadable-dicom", "No.", { fileName: "a.dcm" });
    }),
  voxels: (count: number) => answer(() => new Uint8Array(count)),
  never: () => new Promise<{ value: number }>(() => undefined),
};

const started: FakeWorker[] = [];
afterEach(() => {
  for (const worker of started.splice(0)) worker.terminate();
});

function startFake(): { worker: FakeWorker; thread: WorkerThread<typeof exposed> } {
  const worker = new FakeWorker(exposed);
  started.push(worker);
  const thread = createThread<typeof exposed>(
    worker as unknown as Worker,
    (found) => new Error(`stopped: ${found}`),
  );
  return { worker, thread };
}

describe("a worker's thread", () => {
  test("gives the value of a call, or the typed error", async () => {
    const { thread } = startFake();
    expect(await thread.ask((remote) => remote.double(21))).toBe(42);
    await expect(thread.ask((remote) => remote.fail())).rejects.toMatchObject({
      code: "unreadable-dicom",
      details: { fileName: "a.dcm" },
    });
  });

  test("counts the calls that are not answered", async () => {
    const { thread } = startFake();
    const calls = [1, 2, 3].map((value) => thread.ask((remote) => remote.double(value)));
    expect(thread.unanswered).toBe(3);
    await Promise.all(calls);
    expect(thread.unanswered).toBe(0);
  });

  test("that dies ends every call with what is known of it, those that come later too", async () => {
    const { worker, thread } = startFake();
    const calls = [thread.ask((remote) => remote.never()), thread.ask((remote) => remote.never())];
    expect(thread.isDead).toBe(false);
    worker.fail("out of memory");
    for (const call of calls) await expect(call).rejects.toThrow("stopped: out of memory");
    expect(thread.isDead).toBe(true);
    await expect(thread.ask((remote) => remote.double(1))).rejects.toThrow("stopped: out of memory");
    expect(worker.terminations).toBe(1);
  });

  test("that could not be loaded says so", async () => {
    const { worker, thread } = startFake();
    const call = thread.ask((remote) => remote.never());
    worker.fail("");
    await expect(call).rejects.toThrow("stopped: it could not be loaded");
  });

  test("that is disposed of ends its calls as cancelled, once", async () => {
    const { worker, thread } = startFake();
    const call = thread.ask((remote) => remote.never());
    thread[Symbol.dispose]();
    thread[Symbol.dispose]();
    await expect(call).rejects.toMatchObject({ code: "cancelled" });
    expect(worker.terminations).toBe(1);
  });

  test("lets go of its answers while it lives", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    const { thread } = startFake();
    const answers: WeakRef<Uint8Array>[] = [];
    for (let call = 0; call < 5; call++)
      answers.push(new WeakRef(await thread.ask((remote) => remote.voxels(2 ** 20))));
    await wait(10);
    collectGarbage();
    // Whatever the last turn of the event loop still holds may stay.
    expect(answers.slice(0, -1).filter((answered) => answered.deref())).toEqual([]);
    expect(thread.isDead).toBe(false);
  });
});

describe("a job in a worker of its own", () => {
  test("ends the worker when it is done, and when it throws", async () => {
    const [good, bad] = [startFake(), startFake()];
    expect(
      await inWorker(
        () => good.thread,
        undefined,
        ({ ask }) => ask((remote) => remote.double(2)),
      ),
    ).toBe(4);
    expect(good.worker.terminations).toBe(1);
    const failing = inWorker(
      () => bad.thread,
      undefined,
      ({ ask }) => ask((remote) => remote.fail()),
    );
    await expect(failing).rejects.toMatchObject({ code: "unreadable-dicom" });
    expect(bad.worker.terminations).toBe(1);
  });

  test("is cancelled by the signal, before it starts and in its midst", async () => {
    const { worker, thread } = startFake();
    const start = vi.fn(() => thread);
    const aborted = inWorker(start, AbortSignal.abort(), ({ ask }) => ask((remote) => remote.double(2)));
    await expect(aborted).rejects.toMatchObject({ code: "cancelled" });
    expect(start).not.toHaveBeenCalled();

    const controller = new AbortController();
    const job = inWorker(start, controller.signal, ({ ask }) => ask((remote) => remote.never()));
    controller.abort();
    await expect(job).rejects.toMatchObject({ code: "cancelled" });
    expect(worker.terminations).toBe(1);
  });
});
