import { setTimeout as sleep } from "node:timers/promises";
import { type FeedOptions, lookAtChanged, runFeed } from "./run-feed.ts";
import { startWorker, type WorkerOptions } from "./worker.ts";

export interface RunOptions extends FeedOptions, Omit<WorkerOptions, "source"> {
  /** How long work in progress may continue after the program is told to stop. */
  readonly graceMs: number;
}

/**
 * Feeds and works in one program, until everything is done or, with `everyMs`, until the signal is aborted.
 * @returns whether everything was done.
 */
export async function runArchive(options: RunOptions): Promise<boolean> {
  const { queue, signal, everyMs, graceMs } = options;
  const worker = await startWorker(options);
  try {
    await runFeed(options);
    // Also feeds the studies that workers find changed.
    while (everyMs === undefined && !signal?.aborted) {
      const changed = await lookAtChanged({ ...options, changes: undefined, settleMs: 0 });
      const { waiting = 0, prioritized = 0, active = 0, delayed = 0 } = await queue.counts();
      if (changed + waiting + prioritized + active + delayed === 0) return true;
      await sleep(500, undefined, { signal: signal ?? undefined }).catch(() => undefined);
    }
    return false;
  } finally {
    await worker.stop(graceMs);
  }
}
