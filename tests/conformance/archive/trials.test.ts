import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ComputePool, WorkFailed } from "../../../src/archive/compute-pool.ts";
import { toFailure } from "../../../src/archive/failures.ts";
import { loadRules } from "../../../src/archive/feeder.ts";
import type { FileAccess } from "../../../src/archive/folder-archive.ts";
import { createFolderPlace } from "../../../src/archive/folder-archive.ts";
import {
  createFolderSource,
  createPacsArchive,
  createResultRows,
  type EmbeddedQueue,
  noMetrics,
  openQueue,
  readStatus,
  rulesOf,
  runArchive,
  type StudySource,
  startEmbeddedQueue,
} from "../../../src/archive/index.ts";
import { processWork } from "../../../src/archive/process-work.ts";
import type { ResultRows } from "../../../src/archive/results.ts";
import { fileAccess } from "../../../src/cli/archive-host.ts";
import { loadModel } from "../../../src/model/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import { keepLog, makeFolder } from "../../unit/archive/fakes.ts";
import { noDicomWeb, type OrthancServer, startOrthanc } from "../orthanc/orthanc-server.ts";
import { tinyModel } from "./archive-process.ts";
import {
  makeStudy,
  noRedis,
  secrets,
  segmentationsOn,
  seriesUid,
  studyUid,
  uploadStudies,
  writeStudies,
} from "./made-archive.ts";
import { type MoodyProxy, pass, startMoodyProxy } from "./moody-proxy.ts";

const missing = noDicomWeb ?? noRedis;

/** Studies on the server at the start. */
const count = 3;

/** The real program over a real queue, but that it computes in this process. */
async function run(
  source: StudySource,
  work: (
    item: Parameters<ComputePool["run"]>[0],
    paths: readonly string[] | undefined,
  ) => ReturnType<ComputePool["run"]>,
  { queue: address, rows }: { queue: string; rows?: ResultRows },
) {
  const { log, lines } = keepLog();
  await using queue = await openQueue(address, log);
  const outcome = await runArchive({
    queue,
    source,
    log,
    metrics: noMetrics,
    graceMs: 1000,
    settleMs: 0,
    rules: await loadRules(rulesOf([tinyModel]), loadModel),
    times: { lockMs: 5000, stalledMs: 2500 },
    rows,
    pool: {
      size: 2,
      run: (item, paths) =>
        work(item, paths).catch((error) => {
          throw error instanceof WorkFailed ? error : new WorkFailed(toFailure(error));
        }),
      abort: () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    },
  });
  const { jobs, failed } = await readStatus(queue);
  const done = lines.filter(({ event }) => event === "work.done");
  for (const secret of secrets) expect(JSON.stringify([lines, failed])).not.toContain(secret);
  return { ...outcome, jobs, failed, lines, computed: done.filter(({ computed }) => computed).length };
}

let opened: ReturnType<typeof open> | undefined;
async function open(name: string) {
  const model = await loadModel(name);
  return { model, segmenter: await createSegmenter(model, { threads: 1 }) };
}
const openModel = (name: string) => (opened ??= open(name));

describe.skipIf(missing !== undefined)(
  missing === undefined ? "an archive whose PACS" : `an archive whose PACS (skipped: ${missing})`,
  () => {
    let orthanc: OrthancServer;
    let proxy: MoodyProxy;
    let server: EmbeddedQueue;
    beforeAll(async () => {
      orthanc = await startOrthanc();
      proxy = await startMoodyProxy(orthanc.url);
    });
    beforeEach(async () => {
      await freshQueue();
      await orthanc.empty();
      await uploadStudies(orthanc.url, { count });
      proxy.mood = undefined;
    });
    afterAll(async () => {
      await server?.[Symbol.asyncDispose]();
      await proxy?.[Symbol.asyncDispose]();
      await orthanc?.[Symbol.asyncDispose]();
    });
    /** An empty queue: nobody knows what was done, but the archive. */
    const freshQueue = async () => {
      await server?.[Symbol.asyncDispose]();
      server = await startEmbeddedQueue(join(makeFolder(), "q"), keepLog().log);
    };
    const removeSegmentations = async () => {
      for (const id of await onOrthanc("instances")) {
        const tags = await (await fetch(`${orthanc.url}instances/${id}/simplified-tags`)).json();
        if (tags.Modality === "SEG") await fetch(`${orthanc.url}instances/${id}`, { method: "DELETE" });
      }
      await freshQueue();
    };
    const onOrthanc = async (what: string) =>
      (await (await fetch(`${orthanc.url}${what}`)).json()) as string[];
    const runPacs = (patienceMs = 60_000) => {
      const archive = createPacsArchive(`${proxy.url}/dicom-web`, {
        patienceMs,
        wait: (ms) => sleep(ms / 10),
      });
      return run(
        archive,
        (item) => processWork(item, { place: archive, rows: undefined, model: openModel }),
        { queue: server.address },
      );
    };
    const expectAllDone = async (ran: Awaited<ReturnType<typeof runPacs>>, most = count) => {
      expect(ran).toMatchObject({ isDone: true, failed: {} });
      expect(ran.computed).toBeLessThanOrEqual(most);
      const series = await segmentationsOn(orthanc);
      expect(series.sort()).toEqual(Array.from({ length: count }, (_, n) => seriesUid(n)));
    };
    /** A mood that passes after so many requests. */
    const forFirst = (requests: number, mood: NonNullable<MoodyProxy["mood"]>) => {
      let seen = 0;
      return (passing: Parameters<typeof mood>[0]) => (seen++ < requests ? mood(passing) : false);
    };
    const isImage = (path: string) => /\/instances\/[\d.]+(\/frames\/1)?$/.test(path);
    const ofSeries = (n: number, path: string) => path.includes(`${seriesUid(n)}/`) && isImage(path);

    test("is busy (429 with Retry-After), or down (503), is left alone and asked again", async () => {
      const busy = (status: number) =>
        forFirst(8, ({ response }) => {
          response.writeHead(status, { "Retry-After": "1" }).end();
          return true;
        });
      proxy.mood = busy(429);
      const before = proxy.requests;
      await expectAllDone(await runPacs());
      const quiet = proxy.requests - before;
      expect(quiet).toBeLessThan(8 + 60 * count);
      // The same in the middle of the work.
      await removeSegmentations();
      const during = busy(503);
      proxy.mood = (passing) => isImage(passing.path) && during(passing);
      await expectAllDone(await runPacs());
    });

    test("answers slowly, byte by byte, is waited for", async () => {
      proxy.mood = async ({ response, forward, path }) => {
        if (!isImage(path)) return false;
        const { status, headers, body } = await forward();
        response.writeHead(status, { "content-type": headers.get("content-type") ?? "" });
        const step = Math.ceil(body.length / 8);
        for (let at = 0; at < body.length; at += step) {
          response.write(body.subarray(at, at + step));
          await sleep(15);
        }
        response.end();
        return true;
      };
      await expectAllDone(await runPacs());
    });

    test("takes requests and never answers is asked again when it does", async () => {
      proxy.mood = forFirst(4, () => true);
      await expectAllDone(await runPacs(1500));
      const silent = forFirst(4, () => true);
      await removeSegmentations();
      proxy.mood = (passing) => isImage(passing.path) && silent(passing);
      await expectAllDone(await runPacs(1500));
    });

    test("loses the answer to a store has one object of it all the same", async () => {
      const lost = forFirst(3, async ({ response, forward }) => {
        await forward();
        response.destroy();
        return true;
      });
      proxy.mood = (passing) => passing.method === "POST" && lost(passing);
      await expectAllDone(await runPacs());
    });

    test.each<[string, (body: Buffer, other: () => Promise<Buffer>) => Buffer | Promise<Buffer>, string?]>([
      ["half of an answer", (body) => body.subarray(0, body.length / 2)],
      [
        "a page of HTML",
        () => Buffer.from("<html><body>Verborgen^Vera GEHEIM-4711</body></html>"),
        "text/html",
      ],
      ["the image of another study", (_, other) => other()],
    ])(
      "answers with %s: that series is given up, with its reason, and the others are done",
      async (_, change, type) => {
        proxy.mood = async ({ response, forward, path }) => {
          if (!ofSeries(1, path)) return false;
          const answer = await forward();
          const other = async () => {
            const [id] = (await (
              await fetch(`${orthanc.url}tools/find`, {
                method: "POST",
                body: JSON.stringify({ Level: "Instance", Query: { SeriesInstanceUID: seriesUid(2) } }),
              })
            ).json()) as string[];
            const file = Buffer.from(await (await fetch(`${orthanc.url}instances/${id}/file`)).arrayBuffer());
            const boundary = /boundary=("?)([^";]+)\1/.exec(answer.headers.get("content-type")!)![2];
            return Buffer.concat([
              Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
              file,
              Buffer.from(`\r\n--${boundary}--`),
            ]);
          };
          const headers = type === undefined ? answer.headers : new Headers({ "content-type": type });
          pass(response, { ...answer, headers, body: await change(answer.body, other) });
          return true;
        };
        const { jobs, failed, lines } = await runPacs();
        expect(jobs).toMatchObject({ completed: count - 1, failed: 1 });
        expect(Object.keys(failed)).toEqual([
          "dicomweb-failed: The server answered with something else than it was asked for.",
        ]);
        expect(lines.filter(({ event }) => event === "archive.away")).toEqual([]);
        expect((await segmentationsOn(orthanc)).sort()).toEqual([0, 2].map(seriesUid));
      },
    );

    test("has a study that grows while it is computed gets one object, of all of it", async () => {
      let hasGrown = false;
      proxy.mood = async ({ path }) => {
        if (hasGrown || !ofSeries(0, path)) return false;
        hasGrown = true;
        for (const body of (await makeStudy(0, { slices: 7 })).slice(-1))
          await fetch(`${orthanc.url}instances`, { method: "POST", body });
        return false;
      };
      const ran = await runPacs();
      await expectAllDone(ran, count + 1);
      expect(ran.lines.filter(({ outcome }) => outcome === "changed")).toHaveLength(1);
    });

    test("has all results already stores nothing twice after the queue was wiped", async () => {
      await expectAllDone(await runPacs());
      const objects = (await onOrthanc("instances")).length;
      await freshQueue();
      const again = await runPacs();
      expect(again).toMatchObject({ isDone: true, computed: 0, jobs: { completed: count } });
      expect(await onOrthanc("instances")).toHaveLength(objects);
    });

    test("has a series that kills whoever computes it: it is given up, and the others are done", async () => {
      const archive = createPacsArchive(`${proxy.url}/dicom-web`);
      const { jobs, failed } = await run(
        archive,
        async (item) => {
          if (item.studyInstanceUID === studyUid(1))
            throw new WorkFailed({ code: "process-died", reason: "It ended by SIGKILL.", remedy: "retry" });
          return processWork(item, { place: archive, rows: undefined, model: openModel });
        },
        { queue: server.address },
      );
      expect(jobs).toMatchObject({ completed: count - 1, failed: 1 });
      expect(failed).toEqual({ "process-died: It ended by SIGKILL.": 1 });
    });
  },
);

/** A disk of a few megabytes, where this user may make one. */
function mountSmallDisk(folder: string, megabytes: number): string | undefined {
  mkdirSync(folder, { recursive: true });
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "autoseg-test", folder]);
  return mounted.status === 0 ? undefined : "this user may not mount a small disk";
}

describe("a disk that is full", () => {
  /** Fills a disk but for some kilobytes. @returns how to make room again. */
  const fill = (folder: string, kilobytes: number) => {
    const { bavail, bsize } = statfsSync(folder);
    const filler = join(folder, "filler");
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - kilobytes * 1024)));
    return () => rmSync(filler);
  };

  test.for([
    ["shows before anything is computed", 1, 2 ** 20],
    ["shows when results are written", 8, 0],
  ] as const)(
    "%s: nothing is lost, nothing is half written",
    async ([, leftKilobytes, freeBytes], { skip }) => {
      if (noRedis !== undefined) skip(noRedis);
      const folder = makeFolder();
      const results = join(folder, "results");
      const problem = mountSmallDisk(results, 8);
      if (problem !== undefined) skip(problem);
      try {
        const studies = join(folder, "studies");
        await writeStudies(studies, { count: 3 });
        await using server = await startEmbeddedQueue(join(folder, "q"), keepLog().log);
        const makeRoom = fill(results, leftKilobytes);
        let looks = 0;
        const files: FileAccess = {
          ...fileAccess,
          async freeBytes(of) {
            // Somebody deletes something while the program waits.
            if (++looks === 6) makeRoom();
            return fileAccess.freeBytes(of);
          },
        };
        const rows = createResultRows(results, files, freeBytes);
        const { isDone, jobs, failed, lines, computed } = await run(
          createFolderSource(studies, results, files),
          (item, paths) =>
            processWork(item, {
              place: createFolderPlace(paths!, results, fileAccess),
              rows,
              model: openModel,
            }),
          { queue: server.address, rows },
        );
        expect({ isDone, jobs, failed }).toMatchObject({ isDone: true, jobs: { completed: 3 }, failed: {} });
        expect(lines).toContainEqual(
          expect.objectContaining({ event: "archive.away", code: "not-writable" }),
        );
        const names = readdirSync(results, { recursive: true, encoding: "utf8" });
        const ending = (end: string) => names.filter((name) => name.endsWith(end)).length;
        expect([ending(".dcm"), ending(".json"), ending(".part")]).toEqual([3, 3, 0]);
        expect(computed).toBeLessThanOrEqual(3);
      } finally {
        spawnSync("umount", [results]);
      }
    },
  );
});
