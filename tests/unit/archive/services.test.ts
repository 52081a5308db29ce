import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type EmbeddedQueue, startEmbeddedQueue } from "../../../src/archive/embedded-queue.ts";
import type { HandedOut, WorkQueue } from "../../../src/archive/job-queue.ts";
import { createMetrics } from "../../../src/archive/metrics.ts";
import { openQueue } from "../../../src/archive/open-queue.ts";
import { serveOperations } from "../../../src/archive/operations-server.ts";
import { createOrthancChanges } from "../../../src/archive/orthanc-changes.ts";
import { runFeed } from "../../../src/archive/run-feed.ts";
import type { WorkItem } from "../../../src/archive/work-item.ts";
import { AutosegError } from "../../../src/errors.ts";
import { noQueue, queueKinds } from "../../conformance/archive/made-archive.ts";
import { createFakeQueue, keepLog, makeFolder } from "./fakes.ts";

const itemOf = (n: number): WorkItem => ({
  version: 1,
  studyInstanceUID: `1.2.${n}`,
  seriesInstanceUID: `1.3.${n}`,
  model: "m",
  modelVersion: "1",
  sopInstanceUID: `2.25.${n}`,
  images: 6,
  type: "BINARY",
  outputs: [],
  uncertainty: false,
});

describe.each(queueKinds.map((kind) => [kind, noQueue[kind]] as const))(
  "the queue on %s",
  (kind, missing) => {
    describe.skipIf(missing !== undefined)(
      missing === undefined ? "a real server" : `skipped: ${missing}`,
      () => {
        let server: EmbeddedQueue;
        let queue: WorkQueue;
        const { log, lines } = keepLog();
        const times = { lockMs: 1000, stalledMs: 500 };
        beforeAll(async () => {
          server = await startEmbeddedQueue(join(makeFolder(), "q"), log, [kind]);
          queue = await openQueue(server.address, log);
        });
        afterAll(async () => {
          await queue[Symbol.asyncDispose]();
          await server[Symbol.asyncDispose]();
        });

        test("holds work once, hands out what is urgent first, and remembers what was given up and why", async () => {
          await queue.add([itemOf(1), itemOf(2), itemOf(1)], { priority: "normal" });
          await queue.add([itemOf(3)], { priority: "low" });
          await queue.add([itemOf(3)], { priority: "urgent" });
          await queue.check();
          const handed: HandedOut[] = [];
          const ofFirst = () => handed.filter(({ item }) => item.sopInstanceUID === "2.25.1");
          const worker = await queue.work(
            async (work) => {
              handed.push(work);
              const { sopInstanceUID } = work.item;
              if (sopInstanceUID === "2.25.1")
                return ofFirst().length === 1
                  ? { kind: "again", reason: "x: y", isOwnFailure: true }
                  : { kind: "dead", reason: "irregular-series: missing-slice" };
              if (sopInstanceUID === "2.25.2" && work.failures === 0)
                return { kind: "again", reason: "x: y", isOwnFailure: true };
              if (sopInstanceUID === "2.25.3" && handed.length === 1)
                return { kind: "later", atMs: Date.now() + 50 };
              return { kind: "done" };
            },
            { concurrency: 1, times },
          );
          await expect
            .poll(() => queue.counts(), { timeout: 20_000 })
            .toMatchObject({ completed: 2, failed: 1 });
          expect(handed[0]!.item.sopInstanceUID).toBe("2.25.3");
          expect(
            handed.find(({ item, failures }) => item.sopInstanceUID === "2.25.2" && failures === 1),
          ).toBeDefined();
          expect([...(await queue.failures())]).toEqual([["irregular-series: missing-slice", 1]]);
          expect(await queue.job("2.25.1")).toEqual({
            state: "failed",
            failedReason: "irregular-series: missing-slice",
          });
          expect(await queue.job("2.25.9")).toBeUndefined();
          await queue.add([itemOf(1), itemOf(2)], { priority: "normal" });
          expect(await queue.counts()).toMatchObject({ failed: 1, completed: 2, prioritized: 0 });
          await worker.pause();
          expect(await queue.retryFailed()).toBe(1);
          worker.resume();
          await expect.poll(() => ofFirst().length, { timeout: 20_000 }).toBe(3);
          // What is put back has all its tries again.
          expect(ofFirst().map(({ failures }) => failures)).toEqual([0, 1, 0]);
          await worker.close();
        });

        test("work that takes longer than its lock is handed out once, as long as its worker talks", async () => {
          await queue.add([itemOf(7)], { priority: "urgent" });
          let [starts, looks] = [0, 0];
          const worker = await queue.work(
            async ({ item }) => {
              if (item.sopInstanceUID !== "2.25.7") return { kind: "done" };
              starts++;
              // Until others have looked for dead workers several times.
              for (; looks < 8; looks++) await new Promise((resolve) => setTimeout(resolve, 250));
              return { kind: "done" };
            },
            { concurrency: 2, times: { lockMs: 600, stalledMs: 300 } },
          );
          await expect
            .poll(async () => (await queue.job("2.25.7"))?.state, { timeout: 20_000 })
            .toBe("completed");
          expect(starts).toBe(1);
          await worker.close();
        });

        test("forgets what there is nothing to do for, so that it can be added again", async () => {
          const handed: number[] = [];
          const worker = await queue.work(
            async ({ item }) => {
              if (item.sopInstanceUID === "2.25.6") handed.push(handed.length);
              return { kind: handed.length === 1 ? "forget" : "done" };
            },
            { concurrency: 1, times },
          );
          await queue.add([itemOf(6)], { priority: "normal" });
          await expect
            .poll(() => queue.takeChanged(), { timeout: 20_000 })
            .toEqual([itemOf(6).studyInstanceUID]);
          expect(await queue.job("2.25.6")).toBeUndefined();
          await queue.add([itemOf(6)], { priority: "normal" });
          await expect
            .poll(async () => (await queue.job("2.25.6"))?.state, { timeout: 20_000 })
            .toBe("completed");
          expect(handed).toEqual([0, 1]);
          await worker.close();
        });

        test("hands out at once what waits for a time that the clock was set back from", async () => {
          await queue.add([itemOf(8)], { priority: "normal", delayMs: 3_600_000 });
          let ahead = 3_600_000;
          const handed: string[] = [];
          const worker = await queue.work(
            async ({ item }) => {
              handed.push(item.sopInstanceUID);
              return { kind: "done" };
            },
            { concurrency: 1, times, clock: { now: () => performance.now() + ahead, everyMs: 20 } },
          );
          ahead = 0;
          await expect.poll(() => handed, { timeout: 20_000 }).toEqual(["2.25.8"]);
          await worker.close();
        });

        test("keeps decisions, and the studies that are to be looked at again", async () => {
          const decision = {
            fingerprint: "f",
            series: [{ seriesInstanceUID: "1", model: "m", code: "plane" }],
          };
          await queue.decide("1.2", decision);
          await queue.decide("1.3", decision);
          expect(await queue.decision("1.2")).toEqual(decision);
          await queue.lookAgain("1.2");
          expect(await queue.decision("1.2")).toBeUndefined();
          expect(await queue.takeChanged()).toEqual(["1.2"]);
          expect(await queue.takeChanged()).toEqual([]);
          const all = [];
          for await (const one of queue.decisions()) all.push(one);
          expect(all).toEqual([decision]);
        });

        test("shares turns to ask at an address among programs, and each address has its own", async () => {
          await using other = await openQueue(server.address, log);
          const [own, others] = [queue, other].map((one) => one.turns("http://pacs/web", 2));
          const ends = [await own!.take(), await others!.take()];
          await expect(queue.turns("http://other/web", 1).run(async () => "asked")).resolves.toBe("asked");
          const order: string[] = [];
          const third = others!.run(async () => order.push("third"));
          order.push("two are held");
          ends[0]!();
          ends[0]!();
          await third;
          expect(order).toEqual(["two are held", "third"]);
          ends[1]!();
          await expect(own!.run(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
          await Promise.all([own!, own!, own!, others!, others!].map((turns) => turns.run(async () => 0)));
        });

        test("has lost nothing when its server is killed", async () => {
          const before = await queue.counts();
          await server.crash();
          await expect
            .poll(() => lines.some(({ event }) => event === "queue.restarted"), { timeout: 20_000 })
            .toBe(true);
          expect(await queue.counts()).toEqual(before);
          await vi.waitFor(() => queue.check(), 20_000);
        });

        test.skipIf(kind !== "postgres")("that refuses is said so at once, with its reason", async () => {
          const nowhere = server.address.replace(/[^/]+$/, "nowhere");
          await expect(openQueue(nowhere, log)).rejects.toMatchObject({
            code: "queue-unavailable",
            details: { found: "3D000" },
          });
        });

        test("shows its figures and its health, and no study", async () => {
          const metrics = await createMetrics(queue);
          metrics.done("m", { kind: "done", computed: true, slices: 6, computeMs: 5 }, 0.2);
          metrics.done("m", { kind: "done", computed: false, slices: 0, computeMs: 0 }, 0.1);
          metrics.failed("m", "process-died");
          metrics.dead("m", "irregular-series");
          metrics.archiveUp(true);
          metrics.swept(4);
          let isReady = true;
          await using operations = await serveOperations({ port: 0, metrics, isReady: async () => isReady });
          const get = async (path: string) => {
            const response = await fetch(`http://127.0.0.1:${operations.port}${path}`);
            return `${response.status} ${await response.text()}`;
          };
          const page = await get("/metrics");
          expect(page).toContain('autoseg_works_total{model="m",outcome="already there"} 1');
          expect(page).toContain('autoseg_slices_total{model="m"} 6');
          expect(page).toContain('autoseg_queue_jobs{state="failed"} 1');
          expect(page).toContain("autoseg_studies_swept_total 4");
          expect(page).not.toMatch(/1\.2\.\d|2\.25/);
          expect(await get("/healthz")).toBe("200 ok\n");
          expect(await get("/readyz")).toBe("200 ready\n");
          isReady = false;
          expect(await get("/readyz")).toBe("503 not ready\n");
          expect(await get("/")).toBe("404 ");
        });
      },
    );
  },
);

test.skipIf(noQueue.redis !== undefined)(
  `a server that an earlier run left is used, and started again when it ends${noQueue.redis ? ` (skipped: ${noQueue.redis})` : ""}`,
  async () => {
    const folder = join(makeFolder(), "q");
    const { log, lines } = keepLog();
    const earlier = await startEmbeddedQueue(folder, keepLog().log, ["redis"]);
    await using later = await startEmbeddedQueue(folder, log, ["redis"]);
    await using queue = await openQueue(later.address, log);
    await queue.add([itemOf(1)], { priority: "normal" });
    await earlier[Symbol.asyncDispose]();
    await expect
      .poll(() => lines.some(({ event }) => event === "queue.restarted"), { timeout: 20_000 })
      .toBe(true);
    expect(await queue.counts()).toMatchObject({ prioritized: 1 });
  },
);

test("a queue's folder whose path no socket can have is refused", async () => {
  const { log } = keepLog();
  await expect(startEmbeddedQueue(join(makeFolder(), "x".repeat(100)), log)).rejects.toMatchObject({
    code: "queue-unavailable",
  });
});

test("changes of an Orthanc name their studies, each once, from the time of the first look", async () => {
  const changes = [{ ChangeType: "NewStudy", ResourceType: "Study", Path: "/studies/old" }];
  const server = createServer((request, response) => {
    const url = new URL(request.url!, "http://host");
    const json = (body: unknown) => response.end(JSON.stringify(body));
    if (url.pathname === "/changes") {
      if (url.searchParams.has("last")) return json({ Last: changes.length });
      const since = Number(url.searchParams.get("since"));
      return json({
        Changes: changes.slice(since, since + 2),
        Last: Math.min(changes.length, since + 2),
        Done: since + 2 >= changes.length,
      });
    }
    if (url.pathname === "/series/gone/study") return response.writeHead(404).end();
    return json({ MainDicomTags: { StudyInstanceUID: url.pathname.includes("a") ? "1.2.1" : "1.2.2" } });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const source = createOrthancChanges(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect(await source.next()).toEqual([]);
  changes.push(
    { ChangeType: "NewSeries", ResourceType: "Series", Path: "/series/a" },
    { ChangeType: "NewInstance", ResourceType: "Instance", Path: "/instances/b" },
    { ChangeType: "StableStudy", ResourceType: "Study", Path: "/studies/a" },
    { ChangeType: "NewSeries", ResourceType: "Series", Path: "/series/gone" },
    { ChangeType: "NewStudy", ResourceType: "Study", Path: "/studies/b" },
  );
  expect([...(await source.next())].sort()).toEqual(["1.2.1", "1.2.2"]);
  expect(await source.next()).toEqual([]);
  server.close();
});

test("a feed waits for an archive that is away, sweeps again and again, and ends when it is told to", async () => {
  const { queue } = createFakeQueue();
  const { log, lines } = keepLog();
  const controller = new AbortController();
  let [checks, sweeps] = [0, 0];
  await runFeed({
    queue,
    log,
    rules: [],
    signal: controller.signal,
    everyMs: 20,
    lookMs: 5,
    metrics: { swept: () => undefined } as never,
    changes: {
      async next() {
        if (sweeps === 1) throw new Error("away");
        return ["1.2"];
      },
    },
    source: {
      async check() {
        if (checks++ === 0) throw new AutosegError("dicomweb-failed", "x", { url: "", found: "x" });
      },
      async *studies() {
        if (++sweeps === 3) controller.abort();
        yield "1.2";
      },
      series: async () => [],
    } as never,
  });
  const events = lines.map(({ event }) => event);
  expect(events).toEqual(expect.arrayContaining(["archive.away", "changes.away", "sweep.done"]));
  expect(sweeps).toBe(3);
});

test("a study whose event was lost is found by the next sweep, and one that is told of before it", async () => {
  const { queue } = createFakeQueue();
  const controller = new AbortController();
  const studies = ["1.2.1"];
  const asked: string[] = [];
  let sweeps = 0;
  await runFeed({
    queue,
    log: keepLog().log,
    rules: [],
    signal: controller.signal,
    everyMs: 20,
    lookMs: 5,
    metrics: { swept: () => undefined } as never,
    changes: {
      async next() {
        // Two studies come after the first sweep; only one is told of.
        if (sweeps !== 1 || studies.length > 1) return [];
        studies.push("1.2.2", "1.2.3");
        return ["1.2.3"];
      },
    },
    source: {
      check: async () => undefined,
      async *studies() {
        if (++sweeps === 3) controller.abort();
        yield* studies;
      },
      series: async (study: string) => {
        asked.push(study);
        return [];
      },
    } as never,
  });
  expect([...new Set(asked)]).toEqual(["1.2.1", "1.2.3", "1.2.2"]);
});
