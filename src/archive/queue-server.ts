import type { BackendFactory, IQueueBackend } from "bullmq";

/** A server that holds the queue: what BullMQ connects with, and records of the program's own beside it. */
export interface QueueServer extends AsyncDisposable {
  /** Of the queue, as dashboards show it. */
  readonly name: string;
  /** A connection for one queue or worker of BullMQ. A server that is away is waited for, whatever it is asked. */
  open(): OpenConnection;
  readonly records: StudyRecords;
  /** @param place what is asked in turns: leases of one place say nothing of another. */
  leases(place: string): TurnLeases;
  /** The server answers now. @throws AutosegError `queue-unavailable`. */
  check(): Promise<void>;
}

/** What BullMQ's classes are made with. */
export interface OpenConnection {
  readonly connection: object;
  /** What all names on the server begin with, where it has no other means to keep programs apart. */
  readonly prefix?: string;
  readonly backend: BackendFactory<IQueueBackend, never>;
  close(): void;
}

/** A text for each study, and a mark on those that are to be looked at again. */
export interface StudyRecords {
  get(study: string): Promise<string | undefined>;
  set(study: string, text: string): Promise<void>;
  all(): AsyncIterable<string>;
  /** Forgets the text of a study and marks it, both or neither. */
  mark(study: string): Promise<void>;
  /** Some of the marked studies, which are no longer marked. */
  takeMarked(most: number): Promise<readonly string[]>;
}

/**
 * Leases of turns, which all programs on the server share. They last by the server's clock: those of other machines may be wrong. Asking for
 * the same thing twice is asking once.
 */
export interface TurnLeases {
  /** How long one lasts unless it is renewed. */
  readonly ms: number;
  /** Takes one, unless so many are taken. */
  take(token: string, most: number): Promise<boolean>;
  renew(tokens: readonly string[]): Promise<void>;
  end(token: string): Promise<void>;
}

/** So long nobody has the turn of a program that has died; one that lives renews it in a third of that. */
export const leaseMs = 15_000;

export const queueName = "archive";
