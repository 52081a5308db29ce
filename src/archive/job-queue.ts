import type { Job, Queue, Worker } from "bullmq";
import { AutosegError } from "../errors.ts";
import type { Log } from "./log.ts";
import { importOptional } from "./optional-packages.ts";
import type { WorkItem } from "./work-item.ts";

/** How soon a piece of work is begun: a person's request before what came in today, and that before the old studies. */
export type Priority = "urgent" | "normal" | "low";

/** Smaller numbers come first. */
const priorityNumbers: Readonly<Record<Priority, number>> = { urgent: 1, normal: 10, low: 100 };

/** What the feeder decided about the series of a study, and what it saw then. */
export interface StudyDecision {
  /** Of the series, their images and the rules: the same one needs no second look. */
  readonly fingerprint: string;
  readonly series: readonly SeriesDecision[];
}

/** Each series once for each model of the rules. */
export interface SeriesDecision {
  readonly seriesInstanceUID: string;
  readonly model: string;
  /** The name of its result, of a series that is to be segmented. */
  readonly sopInstanceUID?: string;
  /** Of any other. */
  readonly code?: string;
  readonly reason?: string;
}

/** Times of the queue's own book-keeping, in milliseconds. */
export interface QueueTimes {
  /** How long a worker that has died keeps its work, and how often somebody looks. */
  readonly lockMs: number;
  readonly stalledMs: number;
}

const usualTimes: QueueTimes = { lockMs: 60_000, stalledMs: 30_000 };

/**
 * Most workers that may die over one piece of work, before it is held to be what kills them. Waits for an archive or for the
 * hours of work, however many, are no deaths.
 */
const mostDeaths = 20;

/** Completed work that the queue remembers; what it forgets, the archive knows. */
const mostRemembered = 100_000;

/** Waits between tries: each twice as long as the one before, up to ten minutes, and none as long as another's. */
export function backoffMs(tries: number, random: () => number = Math.random): number {
  return Math.min(10 * 60_000, 500 * 2 ** Math.min(tries, 20)) * (0.5 + random() / 2);
}

/** The queue of an archive, on Redis or Valkey. What it holds is disposable: fed again, nothing is stored twice. */
export interface WorkQueue extends AsyncDisposable {
  /** Adds work unless it is there, waiting, done or failed. */
  add(
    items: readonly WorkItem[],
    options: { readonly priority: Priority; readonly delayMs?: number },
  ): Promise<void>;
  /** Jobs by state: waiting, active, delayed, completed, failed. */
  counts(): Promise<Readonly<Record<string, number>>>;
  job(sopInstanceUID: string): Promise<{ readonly state: string; readonly failedReason: string } | undefined>;
  /** Dead letters by their reasons. */
  failures(): Promise<ReadonlyMap<string, number>>;
  /** Puts all dead letters back. @returns how many. */
  retryFailed(): Promise<number>;
  decide(studyInstanceUID: string, decision: StudyDecision): Promise<void>;
  decision(studyInstanceUID: string): Promise<StudyDecision | undefined>;
  /** Every decision that was made. */
  decisions(): AsyncIterable<StudyDecision>;
  /** A study that a worker found changed is to be looked at again; and what was reported so, each once. */
  lookAgain(studyInstanceUID: string): Promise<void>;
  takeChanged(): Promise<readonly string[]>;
  /** @param handle does one piece of work; its lock is kept as long as this process lives. */
  work(handle: (work: HandedOut) => Promise<Handled>, options: WorkOptions): Promise<QueueWorker>;
  /** A fresh connection answers. @throws AutosegError `queue-unavailable`. */
  check(): Promise<void>;
}

/** A piece of work as a worker gets it. */
export interface HandedOut {
  readonly item: WorkItem;
  readonly isUrgent: boolean;
  /** How often it failed for reasons of its own; a service that was away is none. */
  readonly failures: number;
}

/** What a worker says of it. */
export type Handled =
  | { readonly kind: "done" }
  /** Not now: it is handed out again at this time. */
  | { readonly kind: "later"; readonly atMs: number }
  /** It is tried again after a wait; counted as a failure of its own or not. */
  | { readonly kind: "again"; readonly reason: string; readonly isOwnFailure: boolean }
  /** It becomes a dead letter. */
  | { readonly kind: "dead"; readonly reason: string };

/** Takes work out of the queue. */
export interface QueueWorker {
  /** Takes no further work; what is being done goes on. */
  pause(): Promise<void>;
  resume(): void;
  /** Takes no further work, and resolves when what is being done is done. */
  close(): Promise<void>;
}

export interface WorkOptions {
  readonly concurrency: number;
  readonly perHour?: number | undefined;
  readonly times?: QueueTimes | undefined;
}

/** Names of everything on the server begin with this; the braces keep it on one node of a cluster. */
const prefix = "{autoseg}";
const name = "archive";
const changedKey = `${prefix}:${name}:changed`;
const decisionsKey = `${prefix}:${name}:decisions`;

/** @param address `redis://[user:password@]host[:port][/db]`, `rediss://…`, or the path of a Unix socket.
 * @throws AutosegError `queue-unavailable` where a package is missing; a server that is away is waited for. */
export async function openQueue(address: string, log: Log): Promise<WorkQueue> {
  const [bullmq, { Redis }] = await Promise.all([
    importOptional("bullmq", () => import("bullmq")),
    importOptional("ioredis", () => import("ioredis")),
  ]);
  const redis = new Redis(address, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(5000, 100 * 2 ** Math.min(times, 10)),
  });
  const noError = () => log.warn("queue.away");
  redis.on("error", noError);
  const queue: Queue<WorkItem> = new bullmq.Queue(name, { connection: redis as never, prefix });
  queue.on("error", noError);

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
      // What was waiting already comes forward.
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
      // It has all its tries again.
      for (const job of failed) await job.updateProgress({ failures: 0 });
      await queue.retryJobs({ state: "failed" });
      return failed.length;
    },
    async decide(study, decision) {
      await redis.hset(decisionsKey, study, JSON.stringify(decision));
    },
    async decision(study) {
      const found = await redis.hget(decisionsKey, study);
      return found === null ? undefined : (JSON.parse(found) as StudyDecision);
    },
    async *decisions() {
      let cursor = "0";
      do {
        const [next, entries] = await redis.hscan(decisionsKey, cursor, "COUNT", 500);
        cursor = next;
        for (let index = 1; index < entries.length; index += 2)
          yield JSON.parse(entries[index]!) as StudyDecision;
      } while (cursor !== "0");
    },
    async lookAgain(study) {
      await redis.multi().hdel(decisionsKey, study).sadd(changedKey, study).exec();
    },
    takeChanged: () => redis.spop(changedKey, 1000),
    async work(handle, { concurrency, perHour, times = usualTimes }) {
      const connection = redis.duplicate();
      connection.on("error", noError);
      const worker: Worker<WorkItem> = new bullmq.Worker<WorkItem>(
        name,
        async (job, token) => {
          const failures = failuresOf(job);
          const isUrgent = job.opts.priority === priorityNumbers.urgent;
          const handled = await handle({ item: job.data, isUrgent, failures });
          if (handled.kind === "done") return;
          if (handled.kind === "later") {
            await job.moveToDelayed(handled.atMs, token);
            throw new bullmq.DelayedError();
          }
          if (handled.kind === "dead") throw withoutTrace(new bullmq.UnrecoverableError(handled.reason));
          if (handled.isOwnFailure) await job.updateProgress({ failures: failures + 1 });
          throw withoutTrace(new Error(handled.reason));
        },
        {
          connection: connection as never,
          prefix,
          concurrency,
          lockDuration: times.lockMs,
          stalledInterval: times.stalledMs,
          maxStalledCount: mostDeaths,
          drainDelay: 1,
          ...(perHour !== undefined && { limiter: { max: perHour, duration: 3_600_000 } }),
          settings: { backoffStrategy: (tries: number) => backoffMs(tries) },
        },
      );
      worker.on("error", noError);
      return {
        pause: () => worker.pause(true),
        resume: () => worker.resume(),
        async close() {
          await worker.close();
          connection.disconnect();
        },
      };
    },
    async check() {
      if (redis.status !== "ready")
        throw new AutosegError(
          "queue-unavailable",
          "The queue does not answer. Start it, or check its address.",
          {
            found: redis.status,
          },
        );
      await redis.ping();
    },
    async [Symbol.asyncDispose]() {
      await queue.close();
      redis.disconnect();
    },
  };
}

function failuresOf({ progress }: Job<WorkItem>): number {
  return typeof progress === "object" ? Number((progress as { failures?: number }).failures ?? 0) : 0;
}

/** Traces name paths of this machine, and would lie in the queue for everyone to read. */
function withoutTrace(error: Error): Error {
  error.stack = error.message;
  return error;
}
