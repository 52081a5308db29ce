import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { findPostgres, servePostgres } from "../../../src/archive/embedded-postgres.ts";
import { findRedis, serveRedis } from "../../../src/archive/embedded-redis.ts";
import {
  createLog,
  type EmbeddedKind,
  type EmbeddedQueue,
  openQueue,
  readStatus,
  startEmbeddedQueue,
} from "../../../src/archive/index.ts";
import { startOrthanc } from "../orthanc/orthanc-server.ts";
import { type ArchiveProcess, eventsIn, startArchive, tinyModel } from "./archive-process.ts";
import { type MadeStudies, secrets, segmentationsOn, uploadStudies } from "./made-archive.ts";

export interface Chaos extends MadeStudies {
  readonly engine: EmbeddedKind;
  /**
   * `services`: workers and a feeder with a separate queue server; `alone`: one `autoseg archive run` that starts its own queue
   * server, so that killing the worker or the feeder kills that one program.
   */
  readonly as: "services" | "alone";
  /** Number of kills of each, alternating and spread over the work. */
  readonly kills: {
    readonly worker: number;
    readonly feeder: number;
    readonly queue: number;
    readonly pacs: number;
  };
  readonly workers: number;
  /** Most requests to the PACS in parallel, of all programs together. */
  readonly requests: number;
  /** Shortest time between two kills, in milliseconds. */
  readonly everyMs: number;
  /** Time limit for the kills, since on a busy machine everything starts slowly. */
  readonly forMs?: number;
}

/** How long to wait for work to resume after a kill before the next one. */
const patienceMs = 30_000;

/** State of an archive after repeated kills. */
export interface Wreckage {
  /** Segmentations on the server, and the number of distinct series among them. */
  readonly objects: number;
  readonly segmentedSeries: number;
  /** Results computed again although they had been computed completely. */
  readonly computedTwice: number;
  readonly deadLetters: number;
  /** Of the processes stopped with SIGTERM. */
  readonly exitCodes: readonly (number | null)[];
  readonly kills: number;
  readonly seconds: number;
  readonly logs: string;
  /** Patient data found in the files of the queue's server: jobs, records and logs. */
  readonly secretsInQueue: readonly string[];
}

/**
 * Segments synthetic studies on a real Orthanc with real processes and a real queue server, killing all of them with kill -9
 * while they work; then waits until the queue is empty.
 */
export async function runChaos(chaos: Chaos): Promise<Wreckage> {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-chaos-"));
  try {
    return await runChaosIn(folder, chaos);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runChaosIn(folder: string, chaos: Chaos): Promise<Wreckage> {
  const log = createLog(() => undefined);
  const state = join(folder, "queue");
  await using orthanc = await startOrthanc();
  await uploadStudies(orthanc.url, chaos);
  let server = await startEmbeddedQueue(state, log, [chaos.engine]);
  if (chaos.as === "alone") {
    // The program uses the kind of server that it finds in the folder.
    await server[Symbol.asyncDispose]();
    server = await serverOfAnother(state, chaos.engine);
  }
  await using _server = server;
  await using queue = await openQueue(server.address, log);
  const startedMs = performance.now();
  const pacs = ["--pacs", `${orthanc.url}dicom-web`, "--requests", String(chaos.requests)];
  const common = chaos.as === "alone" ? [...pacs, "--state", state] : [...pacs, "--queue", server.address];
  // The queue of an `archive run` exists once the program has started it.
  const working = ["--processes", "1", "--lock", "3", "--results", join(folder, "results")];
  const feeding = ["--model", tinyModel, "--watch", "2", "--settle", "0"];
  const start: Readonly<Record<string, () => ArchiveProcess>> = {
    feed: () => startArchive("feed", ...common, ...feeding),
    worker: () => startArchive("worker", ...common, ...working),
    run: () => startArchive("run", ...common, ...working, ...feeding),
  };
  const roles = chaos.as === "alone" ? ["run"] : ["feed", ...Array(chaos.workers).fill("worker")];
  const running = roles.map((role) => start[role]!());
  const ended: ArchiveProcess[] = [];
  const kill = async (place: number): Promise<void> => {
    const one = running[place]!;
    one.child.kill("SIGKILL");
    await one.ended;
    ended.push(one);
    running[place] = start[roles[place]!]!();
  };
  const strikes: Record<keyof Chaos["kills"], (turn: number) => Promise<void>> = {
    worker: (turn) => kill(roles.length === 1 ? 0 : 1 + (turn % (roles.length - 1))),
    feeder: () => kill(0),
    queue: () => server.crash(),
    pacs: () => orthanc.crash(),
  };
  const order = interleave(chaos.kills);
  let kills = 0;
  let completed = 0;
  // Waits until work has begun: a process that is still starting has nothing to lose.
  while ((await queue.counts()).active === 0) {
    checkRunning();
    await sleep(100);
  }
  const { forMs = Number.POSITIVE_INFINITY } = chaos;
  for (const [turn, name] of order.entries()) {
    if (performance.now() - startedMs > forMs) break;
    await sleep(chaos.everyMs);
    await isWorkingAgain();
    if ((await isDone()) && turn > 0) break;
    await strikes[name](turn);
    kills++;
  }
  while (!(await isDone())) {
    checkRunning();
    await sleep(300);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const exitCodes: (number | null)[] = [];
  const { failed = 0 } = (await readStatus(queue)).jobs;
  for (const one of running) {
    one.child.kill("SIGTERM");
    exitCodes.push(await one.ended);
    ended.push(one);
  }
  const logs = ended.map(({ output }) => output()).join("");
  const computed = eventsIn(logs, "work.done").filter(({ computed }) => computed);
  const segmentations = await segmentationsOn(orthanc);
  return {
    objects: segmentations.length,
    segmentedSeries: new Set(segmentations).size,
    computedTwice: computed.length - new Set(computed.map(({ work }) => work)).size,
    deadLetters: failed,
    exitCodes,
    kills,
    seconds,
    logs,
    secretsInQueue: secretsIn(state),
  };

  /**
   * Waits until something has been completed since the last call, since killing a process that has not started working
   * tests nothing.
   */
  async function isWorkingAgain(): Promise<void> {
    const untilMs = performance.now() + patienceMs;
    let now = completed;
    while (now === completed && now < chaos.count && performance.now() < untilMs) {
      checkRunning();
      await sleep(200);
      now = (await queue.counts()).completed ?? 0;
    }
    completed = now;
  }

  /** A process that ends by itself is not restarted, so waiting for it would never end. */
  function checkRunning(): void {
    const gone = running.find(({ child }) => child.exitCode !== null);
    if (gone)
      throw new Error(`A process ended by itself (${gone.child.exitCode}): ${gone.output().slice(-2000)}`);
  }

  async function isDone(): Promise<boolean> {
    const { waiting = 0, prioritized = 0, active = 0, delayed = 0, completed = 0 } = await queue.counts();
    return waiting + prioritized + active + delayed === 0 && completed >= chaos.count;
  }
}

/** The queue server that `autoseg archive run` starts in a folder, accessed from outside. */
async function serverOfAnother(folder: string, engine: EmbeddedKind): Promise<EmbeddedQueue> {
  const data = join(folder, "postgres");
  const { address } =
    engine === "redis"
      ? serveRedis(folder, findRedis()!)
      : servePostgres(data, folder, (await findPostgres())!);
  const pid = async (): Promise<number> => {
    if (engine === "postgres") return Number.parseInt(readFileSync(join(data, "postmaster.pid"), "utf8"), 10);
    const redis = new Redis(address, { retryStrategy: null });
    try {
      return Number(/process_id:(\d+)/.exec(await redis.info("server"))?.[1]);
    } finally {
      redis.disconnect();
    }
  };
  return {
    address,
    async crash() {
      // It may already be down, if its program has just been killed.
      const found = await pid().catch(() => undefined);
      const name = found && (await readFile(`/proc/${found}/comm`, "utf8").catch(() => ""));
      // Its process id may belong to another program by now.
      if (found && /^(postgres|redis|valkey)/.test(name || "")) process.kill(found, "SIGKILL");
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** The secrets found in any file in a folder or its subfolders. */
function secretsIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const contents = files.map((file) => readFileSync(join(file.parentPath, file.name)));
  // Makes sure that the search works at all.
  if (!contents.some((bytes) => bytes.includes("decision") || bytes.includes("completed")))
    throw new Error(`No file below ${folder} is one of a queue.`);
  return secrets.filter((secret) => contents.some((bytes) => bytes.includes(secret)));
}

/** All kills in turns: worker, feeder, queue, PACS, worker … */
function interleave(kills: Chaos["kills"]): (keyof Chaos["kills"])[] {
  const left = { ...kills };
  const order: (keyof Chaos["kills"])[] = [];
  while (Object.values(left).some((count) => count > 0))
    for (const name of Object.keys(left) as (keyof Chaos["kills"])[]) if (left[name]-- > 0) order.push(name);
  return order;
}
