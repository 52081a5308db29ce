import { type ChildProcess, spawn } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createLog, type EmbeddedKind, openQueue, startEmbeddedQueue } from "../../src/archive/index.ts";
import type { WorkItem } from "../../src/archive/work-item.ts";

const queueKinds = ["redis", "postgres"] as const satisfies readonly EmbeddedKind[];

/** Worker programs, and the number of series that each works on in parallel. */
const [programs, concurrency] = [2, 4];

/** Requests per series, how long the PACS takes for one, and how many it may get in parallel. */
const [requests, requestMs, turns] = [3, 2, 4];

/**
 * A simulated archive: adds series to a queue of each kind, kills and restarts the server, and lets two worker programs process
 * them. Each series is a few requests to a PACS with a fixed response time. Once as fast as possible, and once with a limit on
 * parallel requests, with a worker and the server killed on the way.
 */
export async function benchArchiveQueue(
  jsonPath: string | undefined,
  { jobs = "5000", queue }: { readonly jobs?: string; readonly queue?: string },
): Promise<void> {
  const count = Number(jobs);
  const measured = [];
  for (const kind of queueKinds.filter((one) => queue === undefined || one === queue))
    for (const most of [0, turns]) measured.push(await measure(kind, count, most));
  const report = {
    machine: { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version, load: loadavg() },
    jobs: count,
    programs,
    concurrency,
    requests,
    requestMs,
    measured,
  };
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (jsonPath === undefined) process.stdout.write(json);
  else writeFileSync(jsonPath, json);
}

async function measure(kind: EmbeddedKind, count: number, most: number) {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-bench-"));
  let restarts = 0;
  const log = createLog((line) => {
    if (JSON.parse(line).event === "queue.restarted") restarts++;
  });
  const workers: ChildProcess[] = [];
  using pacs = await startPacs();
  try {
    await using server = await startEmbeddedQueue(folder, log, [kind]);
    await using queue = await openQueue(server.address, log);
    const clock = startClock();
    for (let first = 0; first < count; first += 1000)
      await queue.add(
        Array.from({ length: Math.min(1000, count - first) }, (_, index) => toItem(first + index)),
        { priority: "normal" },
      );
    const addSeconds = clock();
    const size = { memoryMb: memoryMbOf(folder), diskMb: diskMbOf(folder) };

    const restart = startClock();
    await server.crash();
    const waiting = async () => {
      const { waiting = 0, prioritized = 0 } = await queue.counts();
      return waiting + prioritized;
    };
    // Processes of PostgreSQL answer slightly longer than the server lives.
    while (restarts === 0 || (await waiting()) !== count) await sleep(50);
    const restartSeconds = restart();

    const start = () => {
      const worker = startWorkerProgram(server.address, pacs.url, most);
      workers.push(worker);
      return worker;
    };
    for (let program = 0; program < programs; program++) start();
    while (pacs.counted.all === 0) await sleep(10);
    const work = startClock();
    const completed = async () => (await queue.counts()).completed ?? 0;
    const marks: [number, () => void][] = [
      [count / 3, () => workers[0]!.kill("SIGKILL") && start()],
      [(count * 2) / 3, () => void server.crash()],
    ];
    for (let done = 0; done < count; done = await completed()) {
      if (marks[0] && done >= marks[0][0]) marks.shift()![1]();
      await sleep(100);
    }
    const workSeconds = work();
    const { failed = 0 } = await queue.counts();
    const seen = [...pacs.counted.of.values()];
    const result = {
      kind,
      limit: most,
      addSeconds,
      ...size,
      restartSeconds,
      workSeconds,
      seriesPerSecond: Math.round(count / workSeconds),
      lost: count - seen.length,
      failed,
      moreThanOnce: seen.filter((asked) => asked > requests).length,
      mostAtATime: pacs.counted.most,
      after: { memoryMb: memoryMbOf(folder), diskMb: diskMbOf(folder) },
    };
    process.stderr.write(`${JSON.stringify(result)}\n`);
    const ended = workers
      .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      .map((worker) => new Promise((resolve) => worker.once("exit", resolve)));
    for (const worker of workers) worker.kill("SIGTERM");
    await Promise.all(ended);
    return result;
  } finally {
    for (const worker of workers) worker.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

function startWorkerProgram(address: string, pacs: string, most: number): ChildProcess {
  const task = fileURLToPath(new URL("./archive-queue-task.ts", import.meta.url));
  const args = [address, pacs, concurrency, requests, most].map(String);
  return spawn(process.execPath, ["--import", "tsx", task, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** A PACS with a fixed response time that counts parallel requests, and requests by study. */
async function startPacs() {
  const counted = { now: 0, most: 0, all: 0, of: new Map<string, number>() };
  const server = createServer((request, response) => {
    const study = request.url!;
    counted.all++;
    counted.of.set(study, (counted.of.get(study) ?? 0) + 1);
    counted.most = Math.max(counted.most, ++counted.now);
    response.once("close", () => counted.now--);
    setTimeout(() => response.end("[]"), requestMs);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    counted,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Of the length that a series of an archive has. */
function toItem(n: number): WorkItem {
  const uid = (kind: number) => `1.2.826.0.1.3680043.8.498.${String(n).padStart(12, "0")}.${kind}`;
  return {
    version: 1,
    model: "ct-liver-tumour",
    modelVersion: "1.0.0",
    type: "BINARY",
    outputs: [],
    studyInstanceUID: uid(1),
    seriesInstanceUID: uid(2),
    sopInstanceUID: uid(3),
    images: 200,
    uncertainty: false,
  };
}

function startClock(): () => number {
  const startedMs = performance.now();
  return () => Math.round((performance.now() - startedMs) / 10) / 100;
}

/** Memory of the processes running in a folder, with shared memory counted once; from /proc. */
function memoryMbOf(folder: string): number {
  let kilobytes = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
    try {
      if (!readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)) continue;
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      // It has ended, or belongs to another user.
    }
  return Math.round(kilobytes / 1024);
}

function diskMbOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const sizes = files.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0);
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20);
}
