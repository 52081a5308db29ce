import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openQueue, startEmbeddedQueue } from "../../../src/archive/index.ts";
import type { WorkItem } from "../../../src/archive/work-item.ts";
import { loadModel } from "../../../src/model/index.ts";
import { keepLog, makeFolder } from "../../unit/archive/fakes.ts";
import { type ArchiveProcess, eventsIn, startArchive, tinyModel } from "./archive-process.ts";
import { noQueue, queueKinds } from "./made-archive.ts";

/** A PACS from which all series have gone: it counts who asks at the same time, and can leave one worker without an answer. */
async function startCounter() {
  const counted = { now: 0, most: 0, of: new Map<string, number>(), silentTo: "" };
  const server = createServer((request, response) => {
    const worker = String(request.headers["x-worker"]);
    counted.of.set(worker, (counted.of.get(worker) ?? 0) + 1);
    counted.most = Math.max(counted.most, ++counted.now);
    response.once("close", () => {
      counted.now--;
    });
    if (worker === counted.silentTo) return;
    setTimeout(() => {
      response.setHeader("Content-Type", "application/dicom+json");
      response.end("[]");
    }, 50);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/web`;
  return {
    counted,
    url,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const started: ArchiveProcess[] = [];
afterAll(() => {
  for (const { child } of started) child.kill("SIGKILL");
});

const patience = { timeout: 240_000, interval: 50 };

describe.each(queueKinds)("two worker programs on %s", (kind) => {
  test("ask a PACS so many at a time, together, and one that is killed leaves its turns to the other", async ({
    skip,
  }) => {
    const missing = noQueue[kind];
    if (missing !== undefined) skip(missing);
    using counter = await startCounter();
    const { counted } = counter;
    const folder = makeFolder();
    const { log } = keepLog();
    await using server = await startEmbeddedQueue(join(folder, "q"), log, [kind]);
    await using queue = await openQueue(server.address, log);
    const { manifest } = await loadModel(tinyModel);
    let last = 0;
    const addWork = (count: number) =>
      queue.add(
        Array.from({ length: count }, (): WorkItem => {
          const n = ++last;
          return {
            version: 1,
            model: tinyModel,
            modelVersion: manifest.version,
            type: "BINARY",
            outputs: [],
            studyInstanceUID: `1.2.${n}`,
            seriesInstanceUID: `1.3.${n}`,
            sopInstanceUID: `2.25.${n}`,
            images: 6,
            uncertainty: false,
          };
        }),
        { priority: "normal" },
      );
    const startWorker = (name: string): ArchiveProcess => {
      const worker = startArchive(
        ...["worker", "--queue", server.address, "--pacs", counter.url, "--header", `X-Worker: ${name}`],
        ...["--requests", "2", "--processes", "2", "--lock", "10"],
      );
      started.push(worker);
      return worker;
    };
    /** Series that are still to be worked on; those that have gone are forgotten. */
    const left = async () => {
      const { waiting = 0, prioritized = 0, active = 0, delayed = 0 } = await queue.counts();
      return waiting + prioritized + active + delayed;
    };

    // The first one holds both turns, and dies with them.
    counted.silentTo = "first";
    await addWork(40);
    const first = startWorker("first");
    await expect.poll(() => counted.of.get("first"), patience).toBe(2);
    const second = startWorker("second");
    await expect.poll(() => eventsIn(second.output(), "worker.started").length, patience).toBe(1);
    // Its work has begun: its processes are there, and wait.
    await expect.poll(async () => (await queue.counts()).active, patience).toBe(4);
    expect(counted.of.get("second")).toBeUndefined();
    first.child.kill("SIGKILL");
    await expect.poll(left, patience).toBe(0);
    expect(counted.of.get("second")).toBeGreaterThanOrEqual(40);

    counted.silentTo = "";
    const third = startWorker("third");
    await expect.poll(() => eventsIn(third.output(), "worker.started").length, patience).toBe(1);
    const before = counted.of.get("second")!;
    await addWork(120);
    await expect.poll(left, patience).toBe(0);
    expect(await queue.counts()).toMatchObject({ failed: 0 });
    expect(counted.of.get("third")).toBeGreaterThan(0);
    expect(counted.of.get("second")).toBeGreaterThan(before);
    expect(counted.most).toBe(2);

    for (const { child } of [second, third]) child.kill("SIGTERM");
    expect(await Promise.all([second.ended, third.ended])).toEqual([0, 0]);
  }, 900_000);
});
