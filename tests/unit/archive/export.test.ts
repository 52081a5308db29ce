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
import { AutosegError } from "../../../src/errors.ts";
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
  const rows = createResultRows(results, fileAccess);
  const work = async (outputs: ("sr" | "nifti")[] = ["sr", "nifti"]) => {
    await using segmenter = await createSegmenter(model, { threads: 1 });
    for (const { item } of items.values()) {
      const paths = await source.pathsOf(item);
      const place = createFolderPlace(paths!, results, fileAccess);
      await processWork({ ...item, outputs }, { place, rows, model: async () => ({ model, segmenter }) });
    }
  };
  await work();
  const out = join(folder, "export");
  const place = createFolderPlace([], results, fileAccess);
  return { folder, results, out, rows, place, work, places: { rows, place, files: fileAccess, out } };
}

const all = { kinds: ["seg", "sr", "nifti"] } as const;
const listed = (folder: string) => readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();

test("objects of the results lie under plain names, with their table and sums, and no more than once", async () => {
  const { out, places, rows, results } = await makeArchive();
  expect(await exportResults(places, all)).toEqual({
    all: 2,
    results: 2,
    written: 6,
    kept: 0,
    missing: [],
  });
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
  expect(written).toBe(0);
  expect(missing.map(({ why }) => why)).toEqual(["other-object", "not-there"]);
  expect(existsSync(join(out, "threshold-tiny"))).toBe(false);
  const options = await parseArchiveOptions(["--folder", folder, "--out", out], {});
  await expect(archiveExport(options)).rejects.toThrow(
    "2 files were not exported: 1 not in the archive, 1 another object under this name in the archive.",
  );
});

test("what was not made, and rows that do not name their objects, are told as that; such a row can be made anew", async () => {
  const { results, places, rows, work } = await makeArchive();
  const rowFiles = readdirSync(join(results, "rows")).map((name) => join(results, "rows", name));
  const [first, second] = rowFiles.map((path) => JSON.parse(readFileSync(path, "utf8")));
  const { objects, ...unnamed } = first;
  writeFileSync(rowFiles[0]!, JSON.stringify(unnamed));
  writeFileSync(rowFiles[1]!, JSON.stringify({ ...second, objects: { seg: second.objects.seg } }));
  rmSync(rows.niftiPath(second.sopInstanceUID));
  const report = await exportResults(places, all);
  const gaps = Object.fromEntries(report.missing.map(({ path, why }) => [path.split("/")[1], why]));
  expect(gaps).toEqual({
    [`${first.sopInstanceUID}.seg.dcm`]: "not-named",
    [`${first.sopInstanceUID}.sr.dcm`]: "not-named",
    [`${second.sopInstanceUID}.sr.dcm`]: "not-made",
    [`${second.sopInstanceUID}.nii.gz`]: "not-made",
  });
  rmSync(rowFiles[0]!);
  await work();
  const renewed = (await rows.read()).rows.find(
    ({ sopInstanceUID }) => sopInstanceUID === first.sopInstanceUID,
  );
  expect(renewed?.objects).toEqual(objects);
  expect(renewed?.provider).toBeUndefined();
  expect(await exportResults(places, { kinds: ["seg"] })).toMatchObject({ written: 1, kept: 1, missing: [] });
});

test("rows that are damaged and folders without any are errors that name them", async () => {
  const { folder, results, out, places } = await makeArchive();
  const [name] = readdirSync(join(results, "rows"));
  const path = join(results, "rows", name!);
  const whole = readFileSync(path, "utf8");
  const row = JSON.parse(whole);
  for (const [content, found] of [
    ["", "it is empty"],
    [whole.slice(0, whole.length / 2), "it is damaged or cut off"],
    ["[]", "sopInstanceUID is not as it should be"],
    [JSON.stringify({ ...row, sopInstanceUID: "../../1" }), "sopInstanceUID is not as it should be"],
    [JSON.stringify({ ...row, objects: { seg: { ...row.objects.seg, sopInstanceUID: 5 } } }), "objects.seg"],
    [JSON.stringify({ ...row, segments: undefined }), "segments is not"],
  ] as const) {
    writeFileSync(path, content);
    const failed = exportResults(places, all);
    await expect(failed).rejects.toMatchObject({ code: "invalid-results", details: { path } });
    await expect(failed).rejects.toThrow(found);
  }
  rmSync(join(results, "rows"), { recursive: true });
  const options = await parseArchiveOptions(["--folder", folder, "--out", out], {});
  await expect(archiveExport(options)).rejects.toThrow(`There are no results in ${results}`);
  expect(existsSync(out)).toBe(false);
});

test("a disk that is full ends it with nothing half written, and the same again goes on; sums that were cut off are made anew", async () => {
  const { out, places } = await makeArchive();
  let left = 3;
  const files = {
    ...fileAccess,
    async write(path: string, content: string | Uint8Array) {
      if (left-- === 0) throw new AutosegError("not-writable", "The disk is full.", { path });
      await fileAccess.write(path, content);
    },
  };
  await expect(exportResults({ ...places, files }, all)).rejects.toMatchObject({ code: "not-writable" });
  expect(listed(out)).toHaveLength(1 + 3);
  expect(await exportResults(places, all)).toMatchObject({ written: 6, missing: [] });
  const sums = join(out, "SHA256SUMS");
  const whole = readFileSync(sums, "utf8");
  writeFileSync(sums, whole.slice(0, whole.length - 20));
  expect(await exportResults(places, all)).toMatchObject({ kept: 5, written: 1 });
  expect(readFileSync(sums, "utf8")).toBe(whole);
});
