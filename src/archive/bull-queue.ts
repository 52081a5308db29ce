import { createHash } from "node:crypto";
import type { Job } from "bullmq";
import { watchClock } from "./clock.ts";
import {
  backoffMs,
  type HandedOut,
  type Handled,
  type Priority,
  type QueueTimes,
  type QueueWorker,
  type StudyDecision,
  type WorkOptions,
  type WorkQueue,
} from "./job-queue.ts";
import { createLeasedTurns } from "./leased-turns.ts";
import type { Log } from "./log.ts";
import type { OpenConnection, QueueServer } from "./queue-server.ts";
import { restAfterErrors } from "./rest-after-errors.ts";
import type { WorkItem } from "./work-item.ts";

/** Lower numbers come first. */
const priorityNumbers: Readonly<Record<Priority, number>> = { urgent: 1, normal: 10, low: 100 };

const usualTimes: QueueTimes = { lockMs: 60_000, stalledMs: 30_000 };

/**
 * How many workers may die on one item before it is considered the cause. Waiting for an archive or for working hours
 * does not count.
 */
const mostDeaths = 20;

/** Completed items that the queue remembers; for older ones the archive itself shows the result. */
const mostRemembered = 100_000;

/** A BullMQ queue on a server, with the program's own records next to it. */
export function createBullQueue(bullmq: typeof import("bullmq"), server: QueueServer, log: Log): WorkQueue {
  const { records } = server;
  const noError = () => log.warn("queue.away");
  const opened = server.open();
  const { Queue } = bullmq.withBackend(opened.backend);
  const queue = new Queue<WorkItem>(server.name, bindTo(opened));
  queue.on("error", noError);
  const leased: AsyncDisposable[] = [];

  return {
    async add(items, { priority, delayMs = 0 }) {
      await queue.addBulk(
        items.map((item) => ({
          name: item.model,
          data: item,
          opts: {
            jobId: item.sopInstanceUID,
            priority: priorityNumbers[priority],
            ...(delayMs > 0 && { delay: delayMs }),
            attempts: 1_000,
            backoff: { type: "custom" },
            removeOnComplete: { count: mostRemembered },
            removeOnFail: false,
            stackTraceLimit: 0,
          },
        })),
      );
      if (priority !== "urgent") return;
      // Items already waiting move forward.
      for (const { sopInstanceUID } of items)
        await (await queue.getJob(sopInstanceUID))?.changePriority({ priority: priorityNumbers.urgent });
    },
    counts: () => queue.getJobCounts("waiting", "prioritized", "active", "delayed", "completed", "failed"),
    async job(sopInstanceUID) {
      const job = await queue.getJob(sopInstanceUID);
      return job && { state: await job.getState(), failedReason: job.failedReason ?? "" };
    },
    async failures() {
      const reasons = new Map<string, number>();
      for (let start = 0; ; start += 1000) {
        const failed = await queue.getFailed(start, start + 999);
        for (const { failedReason } of failed)
          reasons.set(failedReason, (reasons.get(failedReason) ?? 0) + 1);
        if (failed.length < 1000) return reasons;
      }
    },
    async retryFailed() {
      const failed = await queue.getFailed(0, -1);
      // Resets the number of failures, so that all attempts are available again.
      for (const job of failed) await job.updateProgress({ failures: 0 });
      await queue.retryJobs({ state: "failed" });
      return failed.length;
    },
    decide: (study, decision) => records.set(study, JSON.stringify(decision)),
    async decision(study) {
      const found = await records.get(study);
      return found === undefined ? undefined : (JSON.parse(found) as StudyDecision);
    },
    async *decisions() {
      for await (const decision of records.all()) yield JSON.parse(decision) as StudyDecision;
    },
    lookAgain: (study) => records.mark(study),
    takeChanged: () => records.takeMarked(1000),
    async work(handle, options) {
      const worker = await startBullWorker(bullmq, { server, handle, options, onError: noError });
      // If the clock was set back, delayed items would wait too long: hands them out now, to be delayed again if necessary.
      const clock = watchClock(() => {
        log.warn("clock.set-back");
        queue.promoteJobs().catch(noError);
      }, options.clock);
      return {
        ...worker,
        async close() {
          clock[Symbol.dispose]();
          await worker.close();
        },
      };
    },
    // Hashed, so that the address does not appear in the queue.
    turns(address, most) {
      const place = createHash("sha256").update(address).digest("hex").slice(0, 16);
      const turns = createLeasedTurns(server.leases(place), most);
      leased.push(turns);
      return turns;
    },
    check: () => server.check(),
    async [Symbol.asyncDispose]() {
      await Promise.all(leased.map((turns) => turns[Symbol.asyncDispose]()));
      await queue.close();
      opened.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

interface BullWorkerOptions {
  readonly server: QueueServer;
  readonly handle: (work: HandedOut) => Promise<Handled>;
  readonly options: WorkOptions;
  readonly onError: () => void;
}

async function startBullWorker(
  bullmq: typeof import("bullmq"),
  { server, handle, options, onError }: BullWorkerOptions,
): Promise<QueueWorker> {
  const { concurrency, perHour, times = usualTimes } = options;
  const opened = server.open();
  const { Worker } = bullmq.withBackend(opened.backend);
  const worker = new Worker<WorkItem>(
    server.name,
    async (job, token) => {
      const failures = failuresOf(job);
      const isUrgent = job.opts.priority === priorityNumbers.urgent;
      const handled = await handle({ item: job.data, isUrgent, failures });
      if (handled.kind === "done") return;
      if (handled.kind === "forget") {
        job.opts.removeOnComplete = true;
        return;
      }
      if (handled.kind === "later") {
        await job.moveToDelayed(handled.atMs, token);
        throw new bullmq.DelayedError();
      }
      if (handled.kind === "dead") throw withoutTrace(new bullmq.UnrecoverableError(handled.reason));
      if (handled.isOwnFailure) await job.updateProgress({ failures: failures + 1 });
      throw withoutTrace(new Error(handled.reason));
    },
    {
      ...bindTo(opened),
      concurrency,
      lockDuration: times.lockMs,
      stalledInterval: times.stalledMs,
      maxStalledCount: mostDeaths,
      drainDelay: 1,
      ...(perHour !== undefined && { limiter: { max: perHour, duration: 3_600_000 } }),
      settings: { backoffStrategy: (tries: number) => backoffMs(tries) },
    },
  );
  const rested = restAfterErrors({
    pause: () => worker.pause(true),
    resume: () => void worker.resume(),
  });
  worker.on("error", () => {
    onError();
    rested.onError();
  });
  // Until now, a study that was examined again found the item in the queue, and added none.
  worker.on("completed", ({ opts, data }) => {
    if (opts.removeOnComplete === true) server.records.mark(data.studyInstanceUID).catch(onError);
  });
  return {
    pause: rested.pause,
    resume: rested.resume,
    async close() {
      rested.end();
      await worker.close();
      opened.close();
    },
  };
}

function bindTo({ connection, prefix }: OpenConnection) {
  return { connection: connection as never, ...(prefix !== undefined && { prefix }) };
}

function failuresOf({ progress }: Job<WorkItem>): number {
  return typeof progress === "object" ? Number((progress as { failures?: number }).failures ?? 0) : 0;
}

/** Stack traces contain paths of this machine, and the queue can be read by others. */
function withoutTrace(error: Error): Error {
  error.stack = error.message;
  return error;
}
