import { setTimeout as sleep } from "node:timers/promises";
import type { StudySource } from "./archive-source.ts";
import { type ComputePool, WorkFailed } from "./compute-pool.ts";
import { type Failure, longestWaitMs, toFailure } from "./failures.ts";
import { nextOpening } from "./hours.ts";
import { backoffMs, type HandedOut, type Handled, type QueueTimes, type WorkQueue } from "./job-queue.ts";
import { type Log, shortName } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { type ResultRows, toFailureRow } from "./results.ts";
import type { Rules } from "./rules.ts";
import { noTraces, type Traces } from "./traces.ts";
import { type WorkItem, workItemVersion } from "./work-item.ts";

export interface WorkerOptions {
  readonly queue: WorkQueue;
  readonly pool: ComputePool;
  /** The source of a folder's file paths, and of the archive's availability. */
  readonly source: Pick<StudySource, "check" | "pathsOf">;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly rows?: ResultRows | undefined;
  readonly limits?: Rules["limits"] | undefined;
  readonly times?: QueueTimes | undefined;
  readonly traces?: Traces | undefined;
}

/** A running worker. */
export interface ArchiveWorker {
  /** Whether the archive answered last time. */
  readonly isReady: boolean;
  /**
   * Takes no more items and waits for those in progress; after the grace period they are aborted, and another worker
   * will do them.
   */
  stop(graceMs: number): Promise<void>;
}

/** Failures of its own after which an item becomes a dead letter. */
const mostFailures = 3;

/** An item for another version is offered again after a minute, to another worker if possible. */
const otherVersionMs = 60_000;

/**
 * Takes items from the queue and passes them to compute processes. This process itself does not compute, so that it can always
 * renew its locks. While the archive is unavailable it takes nothing, and checks with growing delays whether it is back.
 */
export async function startWorker(options: WorkerOptions): Promise<ArchiveWorker> {
  const { queue, pool, source, log, metrics, limits = {}, times, traces = noTraces } = options;
  let [isHeld, isEnding] = [false, false];
  const ended = new AbortController();
  const ending = { signal: ended.signal };

  /** Checks that the archive answers and that the disk has room for results. */
  const check = async (): Promise<void> => {
    await options.rows?.check();
    await source.check();
  };

  const hold = async ({ code, waitMs = 0 }: Failure): Promise<void> => {
    if (isHeld || isEnding) return;
    isHeld = true;
    metrics.archiveUp(false);
    log.warn("archive.away", { code });
    await worker.pause();
    for (let tries = 1; !isEnding; tries++) {
      const longest = tries === 1 ? Math.min(longestWaitMs, waitMs) : 0;
      await sleep(Math.max(longest, Math.min(30_000, backoffMs(tries))), undefined, ending).catch(
        () => undefined,
      );
      const isBack = await check().then(
        () => true,
        () => false,
      );
      if (isBack) break;
    }
    isHeld = false;
    metrics.archiveUp(true);
    log.info("archive.back");
    if (!isEnding) worker.resume();
  };

  const handle = async ({ item, isUrgent, failures }: HandedOut): Promise<Handled> => {
    if (isEnding) return { kind: "later", atMs: Date.now() };
    if (item.version > workItemVersion) return { kind: "later", atMs: Date.now() + otherVersionMs };
    const opening = isUrgent ? 0 : nextOpening(limits.hours, new Date());
    if (opening > Date.now()) return { kind: "later", atMs: opening };
    const work = shortName(item.sopInstanceUID);
    const startedMs = performance.now();
    try {
      await options.rows?.check();
      const paths = await source.pathsOf(item);
      const about = { "autoseg.work": work, "autoseg.model": item.model };
      const outcome = await traces.span("archive.work", about, async (add) => {
        const came = await pool.run(item, paths);
        add({ "autoseg.outcome": came.kind });
        if (came.kind === "done")
          add({
            "autoseg.computed": came.computed,
            "autoseg.slices": came.slices,
            "autoseg.compute_ms": came.computeMs,
          });
        return came;
      });
      if (outcome.kind !== "done") await queue.lookAgain(item.studyInstanceUID);
      const ms = Math.round(performance.now() - startedMs);
      metrics.done(item.model, outcome, ms / 1000);
      const computed = outcome.kind === "done" && outcome.computed;
      log.info("work.done", { work, model: item.model, outcome: outcome.kind, computed, ms });
      return { kind: outcome.kind === "done" ? "done" : "forget" };
    } catch (error) {
      if (isEnding) return { kind: "later", atMs: Date.now() };
      const failure = error instanceof WorkFailed ? error.failure : toFailure(error);
      metrics.failed(item.model, failure.code);
      log.warn("work.failed", { work, model: item.model, code: failure.code, remedy: failure.remedy });
      return toHandled(item, failure, failures);
    }
  };

  const toHandled = async (item: WorkItem, failure: Failure, failures: number): Promise<Handled> => {
    const { code, remedy } = failure;
    const reason = `${code}: ${failure.reason}`;
    if (remedy === "wait") {
      void hold(failure);
      return { kind: "again", reason, isOwnFailure: false };
    }
    if (remedy === "retry" && failures + 1 < mostFailures)
      return { kind: "again", reason, isOwnFailure: true };
    await options.rows?.writeFailure(toFailureRow(item, code, failure.reason)).catch(() => undefined);
    metrics.dead(item.model, code);
    return { kind: "dead", reason };
  };

  const worker = await queue.work(handle, { concurrency: pool.size, perHour: limits.perHour, times });
  metrics.archiveUp(true);
  log.info("worker.started", { processes: pool.size });
  return {
    get isReady() {
      return !isHeld && !isEnding;
    },
    async stop(graceMs) {
      isEnding = true;
      ended.abort();
      log.info("worker.draining");
      const deadline = setTimeout(() => pool.abort(), graceMs);
      await worker.close();
      clearTimeout(deadline);
      await pool[Symbol.asyncDispose]();
      log.info("worker.stopped");
    },
  };
}
