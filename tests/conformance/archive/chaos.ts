import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createLog, openQueue, readStatus, startEmbeddedQueue } from "../../../src/archive/index.ts";
import { type OrthancServer, startOrthanc } from "../orthanc/orthanc-server.ts";
import { type ArchiveProcess, eventsIn, startArchive, tinyModel } from "./archive-process.ts";
import { type MadeStudies, uploadStudies } from "./made-archive.ts";

export interface Chaos extends MadeStudies {
  /** Kills of each, one after another, spread over the work. */
  readonly kills: {
    readonly worker: number;
    readonly feeder: number;
    readonly queue: number;
    readonly pacs: number;
  };
  readonly workers: number;
  /** Milliseconds between two kills. */
  readonly everyMs: number;
}

/** What is left of an archive that was killed over and over. */
export interface Wreckage {
  /** Segmentations on the server, and how many distinct series they are of. */
  readonly objects: number;
  readonly segmentedSeries: number;
  /** Computed once more although the result had been computed to its end. */
  readonly computedTwice: number;
  readonly deadLetters: number;
  /** Of the processes that were told to end (SIGTERM). */
  readonly exitCodes: readonly (number | null)[];
  readonly kills: number;
  readonly seconds: number;
  readonly logs: string;
}

/**
 * Segments made studies on a real Orthanc with real processes and a real queue server, all of which are killed with kill -9
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
  await using orthanc = await startOrthanc();
  await uploadStudies(orthanc.url, chaos);
  await using server = await startEmbeddedQueue(join(folder, "queue"), log);
  await using queue = await openQueue(server.address, log);
  const startedMs = performance.now();
  const common = ["--pacs", `${orthanc.url}dicom-web`, "--queue", server.address];
  const ended: ArchiveProcess[] = [];
  const feeder = () => startArchive("feed", ...common, "--model", tinyModel, "--watch", "2", "--settle", "0");
  const worker = () =>
    startArchive(
      "worker",
      ...common,
      "--processes",
      "1",
      "--lock",
      "3",
      "--results",
      join(folder, "results"),
    );
  const workers = Array.from({ length: chaos.workers }, worker);
  let feeding = feeder();
  const kill = async (one: ArchiveProcess): Promise<void> => {
    one.child.kill("SIGKILL");
    await one.ended;
    ended.push(one);
  };
  const strikes: Record<keyof Chaos["kills"], (turn: number) => Promise<void>> = {
    async worker(turn) {
      const index = turn % workers.length;
      await kill(workers[index]!);
      workers[index] = worker();
    },
    async feeder() {
      await kill(feeding);
      feeding = feeder();
    },
    queue: async () => server.crash(),
    pacs: () => orthanc.crash(),
  };
  const order = interleave(chaos.kills);
  let kills = 0;
  // Not before work has begun: a process that is still starting has nothing to lose.
  while ((await queue.counts()).active === 0) await sleep(100);
  for (const [turn, name] of order.entries()) {
    await sleep(chaos.everyMs);
    if ((await isDone()) && turn > 0) break;
    await strikes[name](turn);
    kills++;
  }
  while (!(await isDone())) await sleep(300);
  const seconds = (performance.now() - startedMs) / 1000;
  const exitCodes: (number | null)[] = [];
  for (const one of [feeding, ...workers]) {
    one.child.kill("SIGTERM");
    exitCodes.push(await one.ended);
    ended.push(one);
  }
  const { failed = 0 } = (await readStatus(queue)).jobs;
  const logs = ended.map(({ output }) => output()).join("");
  const computed = eventsIn(logs, "work.done").filter(({ computed }) => computed);
  const segmentations = await segmentationsOn(orthanc);
  return {
    objects: segmentations.length,
    segmentedSeries: new Set(segmentations).size,
    computedTwice: computed.length - new Set(computed.map(({ work }) => work)).size,
    ...{ deadLetters: failed, exitCodes, kills, seconds, logs },
  };

  async function isDone(): Promise<boolean> {
    const { waiting = 0, prioritized = 0, active = 0, delayed = 0, completed = 0 } = await queue.counts();
    return waiting + prioritized + active + delayed === 0 && completed >= chaos.count;
  }
}

/** All kills in turns: worker, feeder, queue, PACS, worker … */
function interleave(kills: Chaos["kills"]): (keyof Chaos["kills"])[] {
  const left = { ...kills };
  const order: (keyof Chaos["kills"])[] = [];
  while (Object.values(left).some((count) => count > 0))
    for (const name of Object.keys(left) as (keyof Chaos["kills"])[]) if (left[name]-- > 0) order.push(name);
  return order;
}

/** Of each segmentation on a server the series that it is of. */
async function segmentationsOn({ url }: OrthancServer): Promise<string[]> {
  const found = await fetch(`${url}tools/find`, {
    method: "POST",
    body: JSON.stringify({ Level: "Instance", Query: { Modality: "SEG" } }),
  });
  const series: string[] = [];
  for (const id of (await found.json()) as string[]) {
    const tags = (await (await fetch(`${url}instances/${id}/simplified-tags`)).json()) as {
      ReferencedSeriesSequence: { SeriesInstanceUID: string }[];
    };
    series.push(tags.ReferencedSeriesSequence[0]!.SeriesInstanceUID);
  }
  return series;
}
