import { type ChildProcess, fork, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeFrame, parseDataset, text, writePart10 } from "../../src/dicom/index.ts";
import { median } from "./engine-rounds.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const shippedModel = join(root, "models", "ct-liver-tumour");
/** A series compressed with JPEG-LS. */
const sample = join(root, "sample-dicom", "ct-abdomen-synthetic");

/** Copies of the sample study in the archive, seconds of each raw measurement, and number of alternating rounds. */
const [studies, rawSeconds, rounds] = [6 * availableParallelism(), 6, 5];

/**
 * Compares `autoseg archive run` over a folder of studies with session.run alone, both with one single-threaded process per
 * core, the same weights and as many slices: slices per second from the first result on disk until a process finds no more
 * work, and in total, with the start of processes and model and the end, when some cores are idle. `uncompressed` is the same with
 * series that need no decoding. `shipped` uses the model as shipped, which skips slices that its search passes over: how fast the
 * studies' slices are processed.
 *
 * Each round of the archive is compared with the mean of the raw measurements before and after it, and the ratios are medians of the
 * rounds, since other load changes from minute to minute. On a busy machine, the ratio of processor times is the more reliable one.
 */
export async function benchArchive(jsonPath: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-bench-"));
  try {
    const [compressed, uncompressed] = [join(folder, "studies"), join(folder, "uncompressed")];
    await writeStudies(compressed, async (bytes) => bytes);
    await writeStudies(uncompressed, decompress);
    const model = modelOfAllSlices(folder);
    const measured: ({
      raw: number;
      rawProcessorMs: number;
      uncompressed: number;
      shipped: number;
    } & Speed)[] = [];
    let before = await measureRaw(model);
    for (let round = 0; round < rounds; round++) {
      const measure = (studies: string, manifest: string) => measureArchive(folder, studies, manifest);
      const { archive, inAll, processorMs } = await measure(compressed, model);
      const { archive: plain } = await measure(uncompressed, model);
      const after = await measureRaw(model);
      const raw = (before.raw + after.raw) / 2;
      const rawProcessorMs = (before.processorMs + after.processorMs) / 2;
      before = after;
      const { archive: shipped } = await measure(compressed, join(shippedModel, "manifest.json"));
      measured.push({ raw, rawProcessorMs, archive, inAll, processorMs, uncompressed: plain, shipped });
      process.stderr.write(
        `raw ${raw.toFixed(2)} slices/s of ${rawProcessorMs.toFixed(1)} ms of a core, archive ${archive.toFixed(2)} of ${processorMs.toFixed(1)} ms, with start and end ${inAll.toFixed(2)}, uncompressed ${plain.toFixed(2)}, with the model's search ${shipped.toFixed(2)}\n`,
      );
    }
    const report = {
      machine: { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version },
      studies,
      rounds: measured,
      ratios: {
        archiveOverRaw: median(measured.map(({ raw, archive }) => archive / raw)),
        processorOverRaw: median(
          measured.map(({ rawProcessorMs, processorMs }) => rawProcessorMs / processorMs),
        ),
        uncompressedOverRaw: median(measured.map(({ raw, uncompressed }) => uncompressed / raw)),
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

/** Copies of the sample that differ only in the last digits of their UIDs, `encode`d. */
async function writeStudies(
  folder: string,
  encode: (bytes: Uint8Array) => Promise<Uint8Array>,
): Promise<void> {
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
      writeFileSync(join(folder, String(copy), name), await encode(bytes));
    }
  }
}

/** A file with the same pixels in explicit VR little endian. */
async function decompress(bytes: Uint8Array): Promise<Uint8Array> {
  const parsed = parseDataset(bytes);
  const { buffer, byteOffset, byteLength } = (await decodeFrame(parsed)).values;
  return writePart10({
    ...parsed.dataset,
    TransferSyntaxUID: ["1.2.840.10008.1.2.1"],
    PixelData: new Uint8Array(buffer, byteOffset, byteLength),
  });
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

/** Slices a second of all processes together, which begin at the same time, and milliseconds of a core for each. */
async function measureRaw(model: string): Promise<{ readonly raw: number; readonly processorMs: number }> {
  const task = fileURLToPath(new URL("./archive-raw-task.ts", import.meta.url));
  const children = Array.from({ length: availableParallelism() }, () =>
    fork(task, [model, String(rawSeconds)], { cwd: root, execArgv: ["--import", "tsx"] }),
  );
  await Promise.all(children.map(hear));
  const answers = children.map(hear);
  for (const child of children) child.send("begin");
  const all = (await Promise.all(answers)) as { runs: number; elapsedMs: number; processorMs: number }[];
  const sum = (value: (one: (typeof all)[number]) => number) =>
    all.reduce((total, one) => total + value(one), 0);
  return {
    raw: sum(({ runs, elapsedMs }) => (runs * 1000) / elapsedMs),
    processorMs: sum(({ processorMs }) => processorMs) / sum(({ runs }) => runs),
  };
}

/** The next message of a process. */
function hear(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`session.run alone ended with ${code}`)));
  });
}

/** Slices per second while every process is busy, and from the start of the workers to the last result. */
interface Speed {
  readonly archive: number;
  readonly inAll: number;
  /** Of all processes of the archive for a slice, while every one that computes has work; not a number where there is no /proc. */
  readonly processorMs: number;
}

/** @param folder where its queue and results are put, and removed. */
async function measureArchive(folder: string, studies: string, model: string): Promise<Speed> {
  const [state, results] = [join(folder, "queue"), join(folder, "results")];
  const child = spawn(
    process.execPath,
    [
      ...["--import", "tsx", "src/cli/main.ts", "archive", "run", "--folder", studies],
      ...["--model", model, "--state", state, "--results", results],
    ],
    { cwd: root },
  );
  let log = "";
  /** Processor time of the archive after each result. */
  const processorMs: number[] = [];
  child.stderr.on("data", (data: Buffer) => {
    log += data.toString();
    const results = log.split('"event":"work.done"').length - 1;
    while (processorMs.length < results) processorMs.push(processorMsOf(child.pid!));
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`autoseg archive run ended with ${code}: ${log}`);
  for (const made of [state, results]) rmSync(made, { recursive: true });
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
    processorMs: (processorMs[idleFrom]! - processorMs[0]!) / (idleFrom * slices),
  };
}

/** Processor time that a process and those that it started have taken; by /proc, in whose statistics a tick is 10 ms. */
function processorMsOf(root: number): number {
  const processes = new Map<number, { parent: number; ticks: number }>();
  for (const pid of existsSync("/proc") ? readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [])
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      processes.set(Number(pid), {
        parent: Number(fields[1]),
        ticks: Number(fields[11]) + Number(fields[12]),
      });
    } catch {
      // It has just ended.
    }
  const isIts = (pid: number): boolean =>
    pid === root || (processes.has(pid) && isIts(processes.get(pid)!.parent));
  let ticks = processes.size > 0 ? 0 : Number.NaN;
  for (const [pid, { ticks: own }] of processes) if (isIts(pid)) ticks += own;
  return 10 * ticks;
}
