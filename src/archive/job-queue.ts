import type { ClockOptions } from "./clock.ts";
import type { Turns } from "./turns.ts";
import type { WorkItem } from "./work-item.ts";

/** How soon a piece of work is begun: a person's request before what came in today, and that before the old studies. */
export type Priority = "urgent" | "normal" | "low";

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

/** Waits between tries: each twice as long as the one before, up to ten minutes, and none as long as another's. */
export function backoffMs(tries: number, random: () => number = Math.random): number {
  return Math.min(10 * 60_000, 500 * 2 ** Math.min(tries, 20)) * (0.5 + random() / 2);
}

/** The queue of an archive, on Redis, Valkey or PostgreSQL. What it holds is disposable: fed again, nothing is stored twice. */
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
  /** Turns to ask at an address that all programs of the queue share, so many at a time. */
  turns(address: string, most: number): Turns;
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
  /** Other clocks than the machine's, in tests. */
  readonly clock?: ClockOptions;
}
