import { setTimeout as sleep } from "node:timers/promises";
import { isAutosegError, throwIfCancelled } from "../errors.ts";
import { longestWaitMs, toFailure } from "./failures.ts";
import { type FeederOptions, feedStudy, sweep } from "./feeder.ts";
import { backoffMs } from "./job-queue.ts";
import type { Metrics } from "./metrics.ts";
import type { ChangeSource } from "./orthanc-changes.ts";

export interface FeedOptions extends FeederOptions {
  readonly metrics: Metrics;
  /** Milliseconds from the end of one sweep to the next; by default there is only one. */
  readonly everyMs?: number | undefined;
  readonly changes?: ChangeSource | undefined;
  /** How long a changed study is left alone before it is segmented, since more images may follow. */
  readonly settleMs?: number;
  /** Milliseconds between checks for changes in the archive or reported by workers. */
  readonly lookMs?: number;
}

/**
 * Sweeps the archive at once and then at intervals; in between, examines studies reported as changed by the archive or by
 * workers. Waits if the archive is unavailable.
 * @returns after one sweep, or when the signal is aborted.
 */
export async function runFeed(options: FeedOptions): Promise<void> {
  const { signal, everyMs, lookMs = 2_000, metrics } = options;
  try {
    for (;;) {
      await whileAway(options, async () => metrics.swept((await sweep(options)).studies));
      if (everyMs === undefined) return;
      // By a monotonic clock.
      for (const endMs = performance.now() + everyMs; performance.now() < endMs; ) {
        await sleep(Math.min(lookMs, everyMs), undefined, { signal: signal ?? undefined });
        await lookAtChanged(options);
      }
    }
  } catch (error) {
    if (!isEnding(error)) throw error;
  }
}

/** Examines studies that workers found changed, and those that the archive reports. */
export async function lookAtChanged(options: FeedOptions): Promise<number> {
  const { queue, changes, log, settleMs = 60_000 } = options;
  const told = await changes?.next().catch(() => {
    log.warn("changes.away");
    return [];
  });
  const studies = new Set([...(await queue.takeChanged()), ...(told ?? [])]);
  for (const study of studies) {
    throwIfCancelled(options.signal);
    await feedStudy(study, options, { delayMs: settleMs }).catch(async () => {
      // Not now: keep it on the list.
      await queue.lookAgain(study);
      log.warn("study.failed");
    });
  }
  return studies.size;
}

/** Runs something once the archive answers, and again from the start if the archive becomes unavailable meanwhile. */
async function whileAway({ source, log, signal }: FeedOptions, work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    throwIfCancelled(signal);
    try {
      await source.check();
      await work();
      return;
    } catch (error) {
      if (!isAutosegError(error, "dicomweb-failed")) throw error;
      const { code, waitMs = 0 } = toFailure(error);
      log.warn("archive.away", { code });
      const askedMs = Math.min(longestWaitMs, waitMs);
      await sleep(Math.max(askedMs, Math.min(30_000, backoffMs(tries))), undefined, {
        signal: signal ?? undefined,
      });
    }
  }
}

function isEnding(error: unknown): boolean {
  return isAutosegError(error, "cancelled") || (error as Error).name === "AbortError";
}
