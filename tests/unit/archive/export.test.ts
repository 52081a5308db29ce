import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exportResults } from "../../../src/archive/export-results.ts";
import { loadRules, sweep } from "../../../src/archive/feeder.ts";
import { createFolderPlace, createFolderSource } from "../../../src/archive/folder-archive.ts";
import { processWork } from "../../../src/archive/process-work.ts";
import { createResultRows } from "../../../src/archive/results.ts";
import { rulesOf } from "../../../src/archive/rules.ts";
import { fileAccess } from "../../../src/cli/archive-host.ts";
import { parseArchiveOptions } from "../../../src/cli/archive-options.ts";
import { archiveExport } from "../../../src/cli/archive-results.ts";
import { loadModel } from "../../../src/model/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import { createFakeQueue, keepLog, makeFolder, tinyModel, writeSeries } from "./fakes.ts";

/** A folder of two studies, of weeks 5 and 20 of 2024, that are segmented, with reports and NIfTI. */
async function makeArchive() {
  const folder = makeFolder();
  const results = join(folder, "autoseg-results");
  for (const [study, date] of [
    ["1.2.826.0.1", "20240130"],
    ["1.2.826.0.2", "20240515"],
  ] as const)
    await writeSeries(join(folder, study), study, `${study}.7`, { change: () => ({ StudyDate: date }) });
  const source = createFolderSource(folder, results, fileAccess);
  const { queue, items } = createFakeQueue();
  const rules = await loadRules(rulesOf([tinyModel]), loadModel);
  await sweep({ source, queue, log: keepLog().log, rules });
  const model = await loadModel(tinyModel);
  await using segmenter = await createSegmenter(model, { threads: 1 });
  const rows = createResultRows(results, fileAccess);
  for (const { item } of items.values()) {
    const paths = await source.pathsOf(item.studyInstanceUID, item.seriesInstanceUID);
    await processWork(
      { ...item, outputs: ["sr", "nifti"] },
      {
        place: createFolderPlace(paths!, results, fileAccess),
        rows,
        model: async () => ({ model, segmenter }),
      },
    );
  }
  const out = join(folder, "export");
  const place = createFolderPlace([], results, fileAccess);
  return { folder, results, out, rows, place, places: { rows, place, files: fileAccess, out } };
}

const all = { kinds: ["seg", "sr", "nifti"] } as const;
const listed = (folder: string) => readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();

test("objects of the results lie under plain names, with their table and sums, and no more than once", async () => {
  const { out, places, rows, results } = await makeArchive();
  expect(await exportResults(places, all)).toEqual({ results: 2, written: 6, kept: 0, missing: [] });
  const uids = (await rows.read()).rows.map(({ sopInstanceUID }) => sopInstanceUID);
  const names = uids.flatMap((uid) =>
    ["nii.gz", "seg.dcm", "sr.dcm"].map((ending) => join("threshold-tiny", `${uid}.${ending}`)),
  );
  expect(listed(out)).toEqual(["SHA256SUMS", "results.csv", "threshold-tiny", ...names].sort());
  execFileSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: out });
  const [row] = (await rows.read()).rows;
  const stored = readFileSync(join(results, row!.studyInstanceUID, `${row!.sopInstanceUID}.dcm`));
  const copied = readFileSync(join(out, "threshold-tiny", `${row!.sopInstanceUID}.seg.dcm`));
  expect(Buffer.compare(stored, copied)).toBe(0);
  expect(readFileSync(join(out, "results.csv"), "utf8").trim().split("\r\n")).toHaveLength(1 + 2 * 2);

  // Ended in between, and damaged: what is right is left, all else is written again.
  rmSync(join(out, names[0]!));
  writeFileSync(join(out, names[1]!), "half");
  const asked: string[] = [];
  const place = {
    get: (name: Parameters<typeof places.place.get>[0]) => {
      asked.push(name.sopInstanceUID);
      return places.place.get(name);
    },
  };
  expect(await exportResults({ ...places, place }, all)).toMatchObject({ written: 2, kept: 4, missing: [] });
  expect(asked).toHaveLength(1);
  execFileSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: out });
});

test("only what is chosen, by model and week", async () => {
  const { out, places } = await makeArchive();
  const count = async (choice: object) =>
    (await exportResults(places, { kinds: ["seg"], ...choice })).results;
  expect(await count({ models: ["other"] })).toBe(0);
  expect(await count({ fromWeek: "2024-W06" })).toBe(1);
  expect(await count({ toWeek: "2024-W05", models: [tinyModel] })).toBe(1);
  expect(await count({ fromWeek: "2024-W05", toWeek: "2024-W20" })).toBe(2);
  expect(listed(out).filter((name) => name.endsWith(".sr.dcm"))).toEqual([]);
});

test("what is not there, or is something else, is told and never written", async () => {
  const { folder, results, out, places, rows } = await makeArchive();
  const [first, second] = (await rows.read()).rows;
  const pathOf = (row: typeof first) => join(results, row!.studyInstanceUID, `${row!.sopInstanceUID}.dcm`);
  writeFileSync(pathOf(first), readFileSync(pathOf(second)));
  rmSync(pathOf(second));
  const { written, missing } = await exportResults(places, { kinds: ["seg"] });
  expect([written, missing.length]).toEqual([0, 2]);
  expect(existsSync(join(out, "threshold-tiny"))).toBe(false);
  const options = await parseArchiveOptions(["--folder", folder, "--out", out], {});
  await expect(archiveExport(options)).rejects.toMatchObject({ code: "input-not-found" });
});
