import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { StudySource } from "../../../src/archive/archive-source.ts";
import { type LoadedRule, loadRules, sweep } from "../../../src/archive/feeder.ts";
import { createFolderPlace, createFolderSource } from "../../../src/archive/folder-archive.ts";
import { noMetrics } from "../../../src/archive/metrics.ts";
import { processWork, type Workshop } from "../../../src/archive/process-work.ts";
import { createResultRows } from "../../../src/archive/results.ts";
import { rulesOf } from "../../../src/archive/rules.ts";
import { runArchive } from "../../../src/archive/run-archive.ts";
import { lookAtChanged } from "../../../src/archive/run-feed.ts";
import { explainStudy, readStatus } from "../../../src/archive/status.ts";
import { fileAccess } from "../../../src/cli/archive-host.ts";
import { parseDataset, text } from "../../../src/dicom/index.ts";
import { predecessorOf } from "../../../src/dicom-objects/index.ts";
import { AutosegError } from "../../../src/errors.ts";
import { loadModel, type Model } from "../../../src/model/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import { createFakeQueue, keepLog, makeFolder, tinyModel, writeSeries } from "./fakes.ts";

const [study, series] = ["1.2.826.0.1", "1.2.826.0.1.7"];

async function rules(): Promise<LoadedRule[]> {
  return loadRules(rulesOf([tinyModel]), loadModel);
}

/** A folder with one study, fed once. */
async function feedFolder() {
  const folder = makeFolder();
  const results = join(folder, "autoseg-results");
  await writeSeries(join(folder, "a"), study, series);
  await writeSeries(join(folder, "b"), study, `${series}.1`, { slices: 3 });
  const source = createFolderSource(folder, results, fileAccess);
  const fake = createFakeQueue();
  const { log, lines } = keepLog();
  const feed = async () => sweep({ source, log, queue: fake.queue, rules: await rules() });
  return { folder, results, source, feed, lines, log, ...fake };
}

let opened: Promise<{ model: Model; segmenter: Awaited<ReturnType<typeof createSegmenter>> }> | undefined;
const openModel = (name: string) => {
  opened ??= loadModel(name).then(async (model) => ({
    model,
    segmenter: await createSegmenter(model, { threads: 1 }),
  }));
  return opened;
};

async function workshopOf(source: StudySource, results: string): Promise<Workshop> {
  const paths = await source.pathsOf({ studyInstanceUID: study, seriesInstanceUID: series, images: 6 });
  return {
    place: createFolderPlace(paths!, results, fileAccess),
    rows: createResultRows(results, fileAccess),
    model: openModel,
  };
}

describe("a sweep", () => {
  test("chooses series, says why not the others, and looks again only at what has changed", async () => {
    const { feed, items, queue, folder } = await feedFolder();
    expect(await feed()).toEqual({ studies: 1, unchanged: 0, chosen: 1, failed: 0 });
    const { item, options } = [...items.values()][0]!;
    expect(item).toMatchObject({
      studyInstanceUID: study,
      seriesInstanceUID: series,
      images: 6,
      type: "BINARY",
    });
    expect(options).toMatchObject({ priority: "normal" });
    expect(JSON.stringify([...items])).not.toContain("Verborgen");
    expect(await explainStudy(queue, study)).toMatchObject([
      { seriesInstanceUID: `${series}.1`, state: "refused", why: "It has 3 slices, fewer than 5." },
      { seriesInstanceUID: series, state: "failed", why: "It was given up. irregular-series: x" },
    ]);
    expect(await explainStudy(queue, "9.9")).toBeUndefined();
    expect(await readStatus(queue)).toMatchObject({ studies: 1, refused: { "too-few-slices": 1 } });
    expect((await feed()).unchanged).toBe(1);
    await writeSeries(join(folder, "a"), study, series, { slices: 7 });
    expect(await feed()).toMatchObject({ unchanged: 0, chosen: 1 });
    expect(items.size).toBe(2);
  });

  /** A PACS of three studies, one of which cannot be had, and one only after the PACS was away. */
  function pacsWithTrouble() {
    const asked: string[] = [];
    let isAway = false;
    const away = () => new AutosegError("dicomweb-failed", "x", { url: "", found: "x" });
    const source = {
      async *studies() {
        yield* ["1.1", "1.2", "1.3"];
      },
      async series(uid: string) {
        asked.push(uid);
        const isFirst = asked.indexOf(uid) === asked.length - 1;
        if (uid === "1.2" && isFirst) isAway = true;
        if (uid === "1.1" || (uid === "1.2" && isFirst)) throw away();
        return [];
      },
      async check() {
        if (!isAway) return;
        isAway = false;
        throw away();
      },
    } as unknown as StudySource;
    return { source, asked, count: (uid: string) => asked.filter((one) => one === uid).length };
  }

  test("waits for a PACS that is away, and goes on after a study that it cannot give", async () => {
    const { queue, decisions } = createFakeQueue();
    const { log, lines } = keepLog();
    const { source, count } = pacsWithTrouble();
    const report = await sweep({ source, queue, log, rules: await rules() });
    expect(report).toEqual({ studies: 3, unchanged: 0, chosen: 0, failed: 1 });
    expect([...decisions.keys()].sort()).toEqual(["1.2", "1.3"]);
    expect(["1.1", "1.2", "1.3"].map(count)).toEqual([3, 2, 1]);
    const failed = lines.filter(({ event }) => event === "study.failed");
    expect(failed).toMatchObject([{ code: "dicomweb-failed" }]);
  }, 30_000);

  test("does not come back for ever to a changed study that the PACS cannot give", async () => {
    const { queue } = createFakeQueue();
    const { source, count } = pacsWithTrouble();
    await queue.lookAgain("1.1");
    const options = { source, queue, log: keepLog().log, rules: await rules(), metrics: noMetrics };
    expect(await lookAtChanged(options)).toEqual({ studies: 1, failed: 1 });
    expect(await lookAtChanged(options)).toEqual({ studies: 0, failed: 0 });
    expect(count("1.1")).toBe(3);
  }, 30_000);

  test("of a folder, in another process, is worked off with the files that it saw", async () => {
    const { feed, items, source, folder, results } = await feedFolder();
    // The worker has seen the series as it was.
    const workers = createFolderSource(folder, results, fileAccess);
    await feed();
    const pathsOf = async () => {
      const { item } = [...items.values()].at(-1)!;
      return (await workers.pathsOf(item))!.map((path) => basename(path)).sort();
    };
    expect(await pathsOf()).toHaveLength(6);
    await writeSeries(join(folder, "a"), study, series, { slices: 7 });
    await feed();
    expect(await pathsOf()).toHaveLength(7);
    // As many as before, but one of them elsewhere.
    renameSync(join(folder, "a", `${series}-6.dcm`), join(folder, "b", "moved.dcm"));
    expect(await pathsOf()).toContain("moved.dcm");
    // A study that is asked for again is read again.
    rmSync(join(folder, "b", "moved.dcm"));
    expect(
      (await source.series(study)).find(({ seriesInstanceUID }) => seriesInstanceUID === series),
    ).toMatchObject({ images: 6 });
  });

  test("comes back to a study that a worker found changed", async () => {
    const { feed, items, queue, source, log } = await feedFolder();
    await feed();
    items.clear();
    await queue.lookAgain(study);
    const options = { source, queue, log, rules: await rules(), metrics: noMetrics, settleMs: 500 };
    expect(await lookAtChanged(options)).toEqual({ studies: 1, failed: 0 });
    expect([...items.values()][0]!.options).toMatchObject({ delayMs: 500 });
    expect(await lookAtChanged(options)).toEqual({ studies: 0, failed: 0 });
  });
});

describe("a piece of work", () => {
  test("is computed once, and its other results are made of the object that is there", async () => {
    const { feed, items, source, results } = await feedFolder();
    await feed();
    const { item } = [...items.values()][0]!;
    const workshop = await workshopOf(source, results);
    expect(await processWork({ ...item, uncertainty: true }, workshop)).toMatchObject({
      kind: "done",
      computed: true,
      slices: 6,
    });
    const file = join(results, study, `${item.sopInstanceUID}.dcm`);
    const bytes = readFileSync(file);
    expect(text(parseDataset(new Uint8Array(bytes)).dataset, "SOPInstanceUID")).toBe(item.sopInstanceUID);
    expect(await processWork(item, workshop)).toMatchObject({ computed: false });
    const more = { ...item, outputs: ["sr" as const, "nifti" as const] };
    expect(await processWork(more, workshop)).toMatchObject({ kind: "done", computed: false });
    expect(readdirSync(join(results, study))).toHaveLength(2);
    expect(readdirSync(join(results, "nifti"))).toHaveLength(1);
    expect(Buffer.compare(readFileSync(file), bytes)).toBe(0);
    const { rows } = await workshop.rows!.read();
    expect(rows).toMatchObject([{ sopInstanceUID: item.sopInstanceUID, slices: 6, segments: [{}, {}] }]);
    expect(JSON.stringify(rows)).not.toContain("Verborgen");
  });

  test("of a series that has grown is chosen anew, and its object names the one before", async () => {
    const { feed, items, source, results, folder } = await feedFolder();
    await feed();
    const { item } = [...items.values()][0]!;
    await processWork(item, await workshopOf(source, results));
    await writeSeries(join(folder, "a"), study, series, { slices: 7 });
    await feed();
    const workshop = await workshopOf(source, results);
    expect(await processWork(item, workshop)).toEqual({ kind: "changed" });
    const now = [...items.values()].find((one) => one.item.images === 7)!.item;
    expect(await processWork(now, workshop)).toMatchObject({ computed: true });
    const file = readFileSync(join(results, study, `${now.sopInstanceUID}.dcm`));
    expect(predecessorOf(parseDataset(new Uint8Array(file)).dataset)?.sopInstanceUID).toBe(
      item.sopInstanceUID,
    );
  });

  test("that was interrupted after its object was stored is in the table as if it had not been", async () => {
    const { feed, items, source, results, folder } = await feedFolder();
    await feed();
    const { item: before } = [...items.values()][0]!;
    await processWork(before, await workshopOf(source, results));
    await writeSeries(join(folder, "a"), study, series, { slices: 7 });
    await feed();
    const { item } = [...items.values()].find((one) => one.item.images === 7)!;
    const workshop = await workshopOf(source, results);
    const rows = { ...workshop.rows!, write: () => Promise.reject(new Error("killed")) };
    await expect(processWork(item, { ...workshop, rows })).rejects.toThrow("killed");
    expect(await processWork(item, workshop)).toMatchObject({ kind: "done", computed: false });
    const found = (await workshop.rows!.read()).rows.map(({ sopInstanceUID, predecessor }) => [
      sopInstanceUID,
      predecessor,
    ]);
    expect(Object.fromEntries(found)).toEqual({
      [before.sopInstanceUID]: "",
      [item.sopInstanceUID]: before.sopInstanceUID,
    });
  });

  test("of a series that grows while it is computed stores nothing", async () => {
    const { feed, items, source, results } = await feedFolder();
    await feed();
    const { item } = [...items.values()][0]!;
    const workshop = await workshopOf(source, results);
    let asked = 0;
    const place = {
      ...workshop.place,
      images: async (...of: [string, string]) => [
        ...(await workshop.place.images(...of)),
        ...(asked++ > 0 ? ["1.2.99"] : []),
      ],
    };
    expect(await processWork(item, { ...workshop, place })).toEqual({ kind: "changed" });
    expect(existsSync(join(results, study))).toBe(false);
  });

  test("of a series that has gone, or for another version of the model, is not done", async () => {
    const { feed, items, source, results } = await feedFolder();
    await feed();
    const { item } = [...items.values()][0]!;
    const workshop = await workshopOf(source, results);
    const gone = createFolderPlace([], results, fileAccess);
    expect(await processWork(item, { ...workshop, place: gone })).toEqual({ kind: "gone" });
    await expect(processWork({ ...item, modelVersion: "9" }, workshop)).rejects.toMatchObject({
      code: "other-model-version",
    });
  });
});

test("a run feeds, works until nothing is left, and ends", async () => {
  const { source, queue, log, said, lines } = await feedFolder();
  const outcome = await runArchive({
    source,
    queue,
    log,
    rules: await rules(),
    metrics: noMetrics,
    graceMs: 100,
    pool: {
      size: 1,
      run: async () => ({ kind: "gone" }),
      abort: () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    },
  });
  expect(outcome).toEqual({ isDone: true, failedStudies: 0 });
  expect(said).toEqual(["close"]);
  expect(lines.map(({ event }) => event)).toContain("sweep.done");
});
