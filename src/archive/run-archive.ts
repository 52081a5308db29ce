import { setTimeout as sleep } from "node:timers/promises";
import { type FeedOptions, lookAtChanged, runFeed } from "./run-feed.ts";
import { startWorker, type WorkerOptions } from "./worker.ts";

export interface RunOptions extends FeedOptions, Omit<WorkerOptions, "source"> {
  /** How long work in progress may continue after the program is told to stop. */
  readonly graceMs: number;
}

/** How a run ended. */
export interface RunOutcome {
  /** False if it was told to stop before. */
  readonly isDone: boolean;
  /** Studies that could not be examined, so that it is unknown what is to be done for them. */
  readonly failedStudies: number;
}

/** Feeds and works in one program, until everything is done or, with `everyMs`, until the signal is aborted. */
export async function runArchive(options: RunOptions): Promise<RunOutcome> {
  const { queue, signal, everyMs, graceMs } = options;
  const worker = await startWorker(options);
  try {
    let failedStudies = await runFeed(options);
    // Also feeds the studies that workers find changed.
    while (everyMs === undefined && !signal?.aborted) {
      const { studies, failed } = await lookAtChanged({ ...options, changes: undefined, settleMs: 0 });
      failedStudies += failed;
      const { waiting = 0, prioritized = 0, active = 0, delayed = 0 } = await queue.counts();
      if (studies + waiting + prioritized + active + delayed === 0) return { isDone: true, failedStudies };
      await sleep(500, undefined, { signal: signal ?? undefined }).catch(() => undefined);
    }
    return { isDone: false, failedStudies };
  } finally {
    await worker.stop(graceMs);
  }
}
