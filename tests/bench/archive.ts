import { execFile, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseDataset, text } from "../../src/dicom/index.ts";
import { median } from "./engine-rounds.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const shippedModel = join(root, "models", "ct-liver-tumour");
const sample = join(root, "sample-dicom", "ct-abdomen-synthetic");

/** Copies of the sample study in the archive, seconds of each raw measurement, and number of alternating rounds. */
const [studies, rawSeconds, rounds] = [12 * availableParallelism(), 10, 2];

/**
 * Compares `autoseg archive run` over a folder of studies with session.run alone, both with one single-threaded process per
 * core, the same weights and as many slices: slices per second from the first result on disk until a process finds no more
 * work, and in total, with the start of processes and model and the end, when some cores are idle. `shipped` uses the model as
 * shipped, which skips slices that its search passes over: how fast the studies' slices are processed.
 */
export async function benchArchive(jsonPath: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-bench-"));
  try {
    writeStudies(join(folder, "studies"));
    const model = modelOfAllSlices(folder);
    const measured: ({ raw: number; shipped: number } & Speed)[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = await measureRaw(model);
      const { archive, inAll } = await measureArchive(folder, model, `every-slice-${round}`);
      const raw = (before + (await measureRaw(model))) / 2;
      const { archive: shipped } = await measureArchive(
        folder,
        join(shippedModel, "manifest.json"),
        `shipped-${round}`,
      );
      measured.push({ raw, archive, inAll, shipped });
      process.stderr.write(
        `raw ${raw.toFixed(2)} slices/s, archive ${archive.toFixed(2)}, with start and end ${inAll.toFixed(2)}, with the model's search ${shipped.toFixed(2)}\n`,
      );
    }
    const report = {
      machine: { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version },
      studies,
      rounds: measured,
      ratios: {
        archiveOverRaw: median(measured.map(({ raw, archive }) => archive / raw)),
        archiveInAllOverRaw: median(measured.map(({ raw, inAll }) => inAll / raw)),
        shippedOverRaw: median(measured.map(({ raw, shipped }) => shipped / raw)),
      },
    };
    const json = `${JSON.stringify(report, null, 2)}\n`;
    if (jsonPath === undefined) process.stdout.write(json);
    else writeFileSync(jsonPath, json);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies of the sample that differ only in the last digits of their UIDs. */
function writeStudies(folder: string): void {
  for (let copy = 0; copy < studies; copy++) {
    mkdirSync(join(folder, String(copy)), { recursive: true });
    for (const name of readdirSync(sample)) {
      const bytes = readFileSync(join(sample, name));
      const { dataset } = parseDataset(new Uint8Array(bytes), { headerOnly: true });
      for (const keyword of ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"] as const) {
        const uid = text(dataset, keyword)!;
        const other = `${uid.slice(0, -3)}${String((Number(uid.slice(-3)) + copy) % 1000).padStart(3, "0")}`;
        for (let at = bytes.indexOf(uid); at >= 0; at = bytes.indexOf(uid, at + 1))
          bytes.write(other, at, "ascii");
      }
      writeFileSync(join(folder, String(copy), name), bytes);
    }
  }
}

/** The shipped model without its search, so that it runs every slice. */
function modelOfAllSlices(folder: string): string {
  const copy = join(folder, "model");
  cpSync(shippedModel, copy, { recursive: true });
  const path = join(copy, "manifest.json");
  const { search: _, ...manifest } = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify(manifest));
  return path;
}

async function measureRaw(model: string): Promise<number> {
  const task = fileURLToPath(new URL("./archive-raw-task.ts", import.meta.url));
  const all = await Promise.all(
    Array.from({ length: availableParallelism() }, () =>
      promisify(execFile)(process.execPath, ["--import", "tsx", task, model, String(rawSeconds)], {
        cwd: root,
      }),
    ),
  );
  return all
    .map(({ stdout }) => JSON.parse(stdout) as { runs: number; elapsedMs: number })
    .reduce((sum, { runs, elapsedMs }) => sum + (runs * 1000) / elapsedMs, 0);
}

/** Slices per second while every process is busy, and from the start of the workers to the last result. */
interface Speed {
  readonly archive: number;
  readonly inAll: number;
}

async function measureArchive(folder: string, model: string, name: string): Promise<Speed> {
  const state = join(folder, `queue-${name}`);
  const results = join(folder, `results-${name}`);
  const child = spawn(
    process.execPath,
    [
      ...["--import", "tsx", "src/cli/main.ts", "archive", "run", "--folder", join(folder, "studies")],
      ...["--model", model, "--state", state, "--results", results],
    ],
    { cwd: root },
  );
  let log = "";
  child.stderr.on("data", (data: Buffer) => {
    log += data.toString();
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`autoseg archive run ended with ${code}: ${log}`);
  const lines = log
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { event: string; at: string; computed?: boolean });
  const atMs = (events: typeof lines) => events.map(({ at }) => Date.parse(at));
  const [startedMs] = atMs(lines.filter(({ event }) => event === "sweep.done"));
  const done = atMs(lines.filter(({ event, computed }) => event === "work.done" && computed)).sort(
    (a, b) => a - b,
  );
  const slices = readdirSync(sample).length;
  // The first process to run out of work is the one with the earliest last result.
  const idleFrom = done.length - availableParallelism();
  return {
    archive: (idleFrom * slices * 1000) / (done[idleFrom]! - done[0]!),
    inAll: (done.length * slices * 1000) / (done.at(-1)! - startedMs!),
  };
}
