import { setTimeout as sleep } from "node:timers/promises";
import { isAutosegError } from "../errors.ts";
import { type FeederOptions, feedPatiently, sweep } from "./feeder.ts";
import type { Metrics } from "./metrics.ts";
import type { ChangeSource } from "./orthanc-changes.ts";
import { whileAway } from "./while-away.ts";

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
 * workers. Waits while the archive is unavailable.
 * @returns how many studies could not be examined, after one sweep, or when the signal is aborted.
 */
export async function runFeed(options: FeedOptions): Promise<number> {
  const { signal, everyMs, lookMs = 2_000, metrics, source } = options;
  let failed = 0;
  try {
    for (;;) {
      const report = await whileAway(options, async () => {
        await source.check();
        return sweep(options);
      });
      metrics.swept(report.studies);
      failed = report.failed;
      if (everyMs === undefined) return failed;
      // By a monotonic clock.
      for (const endMs = performance.now() + everyMs; performance.now() < endMs; ) {
        await sleep(Math.min(lookMs, everyMs), undefined, { signal: signal ?? undefined });
        failed += (await lookAtChanged(options)).failed;
      }
    }
  } catch (error) {
    if (!isEnding(error)) throw error;
    return failed;
  }
}

/** Examines studies that workers found changed, and those that the archive reports. @returns their number, and how many could not be examined. */
export async function lookAtChanged(
  options: FeedOptions,
): Promise<{ readonly studies: number; readonly failed: number }> {
  const { queue, changes, log, settleMs = 60_000 } = options;
  const told = await changes?.next().catch(() => {
    log.warn("changes.away");
    return [];
  });
  const studies = new Set([...(await queue.takeChanged()), ...(told ?? [])]);
  let failed = 0;
  for (const study of studies)
    if ((await feedPatiently(study, options, { delayMs: settleMs })) === "failed") failed++;
  return { studies: studies.size, failed };
}

function isEnding(error: unknown): boolean {
  return isAutosegError(error, "cancelled") || (error as Error).name === "AbortError";
}
