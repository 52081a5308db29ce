import type { ClockOptions } from "./clock.ts";
import type { Turns } from "./turns.ts";
import type { WorkItem } from "./work-item.ts";

/** Urgency of an item: a person's request comes before the day's studies, and those before old ones. */
export type Priority = "urgent" | "normal" | "low";

/** The feeder's decision on a study, and what it was based on. */
export interface StudyDecision {
  /** Fingerprint of series, images and rules: unchanged studies need not be examined again. */
  readonly fingerprint: string;
  readonly series: readonly SeriesDecision[];
}

/** One for each pair of series and model. */
export interface SeriesDecision {
  readonly seriesInstanceUID: string;
  readonly model: string;
  /** UID of the result, if the series is to be segmented. */
  readonly sopInstanceUID?: string;
  /** Reason code, if it is not. */
  readonly code?: string;
  readonly reason?: string;
}

/** The queue's own intervals, in milliseconds. */
export interface QueueTimes {
  /** How long a dead worker keeps its work, and how often that is checked. */
  readonly lockMs: number;
  readonly stalledMs: number;
}

/** Delay before another attempt: doubles each time up to ten minutes, with a random part so that attempts do not coincide. */
export function backoffMs(tries: number, random: () => number = Math.random): number {
  return Math.min(10 * 60_000, 500 * 2 ** Math.min(tries, 20)) * (0.5 + random() / 2);
}

/**
 * The queue of an archive, on Redis, Valkey or PostgreSQL. Its contents can be discarded: they are rebuilt by feeding again,
 * and nothing is stored twice.
 */
export interface WorkQueue extends AsyncDisposable {
  /** Adds items, unless they are already waiting, done or failed. */
  add(
    items: readonly WorkItem[],
    options: { readonly priority: Priority; readonly delayMs?: number },
  ): Promise<void>;
  /** Number of items by state: waiting, active, delayed, completed, failed. */
  counts(): Promise<Readonly<Record<string, number>>>;
  job(sopInstanceUID: string): Promise<{ readonly state: string; readonly failedReason: string } | undefined>;
  /** Number of dead letters by reason. */
  failures(): Promise<ReadonlyMap<string, number>>;
  /** Requeues all dead letters. @returns how many. */
  retryFailed(): Promise<number>;
  decide(studyInstanceUID: string, decision: StudyDecision): Promise<void>;
  decision(studyInstanceUID: string): Promise<StudyDecision | undefined>;
  /** All decisions. */
  decisions(): AsyncIterable<StudyDecision>;
  /** Marks a study that a worker found changed, to be examined again; and returns those marked, each once. */
  lookAgain(studyInstanceUID: string): Promise<void>;
  takeChanged(): Promise<readonly string[]>;
  /** @param handle processes one item; its lock is renewed as long as this process lives. */
  work(handle: (work: HandedOut) => Promise<Handled>, options: WorkOptions): Promise<QueueWorker>;
  /** Limits parallel requests to an address across all programs that use the queue. */
  turns(address: string, most: number): Turns;
  /** Checks that a new connection works. @throws AutosegError `queue-unavailable`. */
  check(): Promise<void>;
}

/** An item as a worker receives it. */
export interface HandedOut {
  readonly item: WorkItem;
  readonly isUrgent: boolean;
  /** How often it has failed by itself, not counting unavailable services. */
  readonly failures: number;
}

/** A worker's outcome for an item. */
export type Handled =
  | { readonly kind: "done" }
  /** There is nothing to do for it: it may be added again, and its study is examined again. */
  | { readonly kind: "forget" }
  /** Not now: hand it out again at this time. */
  | { readonly kind: "later"; readonly atMs: number }
  /** Retry after a delay; counted as the item's own failure or not. */
  | { readonly kind: "again"; readonly reason: string; readonly isOwnFailure: boolean }
  /** Make it a dead letter. */
  | { readonly kind: "dead"; readonly reason: string };

/** Takes items from the queue. */
export interface QueueWorker {
  /** Takes no more items; those in progress continue. */
  pause(): Promise<void>;
  resume(): void;
  /** Takes no more items, and resolves when those in progress are done. */
  close(): Promise<void>;
}

export interface WorkOptions {
  readonly concurrency: number;
  readonly perHour?: number | undefined;
  readonly times?: QueueTimes | undefined;
  /** Other clocks than the machine's, for tests. */
  readonly clock?: ClockOptions;
}
