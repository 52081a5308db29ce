import type { BackendFactory, IQueueBackend } from "bullmq";

/** A server that holds the queue: connections for BullMQ, and the program's own records. */
export interface QueueServer extends AsyncDisposable {
  /** Of the queue, as shown in dashboards. */
  readonly name: string;
  /** A connection for one BullMQ queue or worker. Every command waits while the server is unavailable. */
  open(): OpenConnection;
  readonly records: StudyRecords;
  /** @param place what the turns are for; leases of different places are independent. */
  leases(place: string): TurnLeases;
  /** Checks that the server answers now. @throws AutosegError `queue-unavailable`. */
  check(): Promise<void>;
}

/** Arguments for BullMQ's classes. */
export interface OpenConnection {
  readonly connection: object;
  /** Prefix of all names on the server, if that is needed to keep programs apart. */
  readonly prefix?: string;
  readonly backend: BackendFactory<IQueueBackend, never>;
  close(): void;
}

/** A text for each study, and a mark on those to be examined again. */
export interface StudyRecords {
  get(study: string): Promise<string | undefined>;
  set(study: string, text: string): Promise<void>;
  all(): AsyncIterable<string>;
  /** Deletes a study's text and marks the study, atomically. */
  mark(study: string): Promise<void>;
  /** Returns some of the marked studies and removes their marks. */
  takeMarked(most: number): Promise<readonly string[]>;
}

/**
 * Leases on turns, shared by all programs on the server. They expire by the server's clock, since those of other machines may
 * be wrong. All operations are idempotent.
 */
export interface TurnLeases {
  /** Takes a lease, unless the maximum is reached. */
  take(token: string, most: number): Promise<boolean>;
  /** Notes that this program waits and has no lease. @returns how many programs do, including this one. */
  wait(): Promise<number>;
  /** Renews this program's leases. @returns those it still holds, and how many other programs wait without one. */
  renew(tokens: readonly string[]): Promise<{ readonly held: readonly string[]; readonly waiting: number }>;
  end(token: string): Promise<void>;
}

/** How long a dead program's turn stays blocked; a live program renews its turns far more often. */
export const leaseMs = 15_000;

/** How long a program counts as waiting unless it says so again. */
export const waitMs = 2_000;

export const queueName = "archive";
