import type { Pool, PoolClient, QueryResult } from "pg";
import { backoffMs } from "./job-queue.ts";

/** What BullMQ and the program's own records ask of a PostgreSQL server. */
export interface PatientPool {
  query(text: string, values?: readonly unknown[]): Promise<QueryResult>;
  connect(): Promise<PoolClient>;
  end(): Promise<void>;
  on: Pool["on"];
  removeAllListeners: Pool["removeAllListeners"];
  readonly options: Pool["options"];
}

export interface PatientPoolOptions {
  /** Done once before anything is asked, again until it succeeds. */
  readonly prepare: (client: PoolClient) => Promise<void>;
  /** Told each time that the server is away. */
  readonly onAway: () => void;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Longest wait until the server is asked again. */
const longestWaitMs = 2_000;

/**
 * A pool of connections on which every question waits for the server, however often it is killed or starts anew. BullMQ takes
 * a server that is starting or has no room for an error of its own, and asks again at once, millions of times; and it never
 * comes back from a first connection that failed.
 *
 * A question whose answer was lost is asked again: BullMQ's commands and those of {@link openPostgres} bear it, as they do on
 * Redis. What a worker took without hearing of it is handed out again when its lock ends.
 */
export function createPatientPool(
  pool: Pool,
  { prepare, onAway, wait = sleep }: PatientPoolOptions,
): PatientPool {
  let isEnding = false;
  let prepared: Promise<void> | undefined;
  pool.on("error", onAway);

  const prepareOnce = (): Promise<void> => {
    prepared ??= (async () => {
      const client = await pool.connect();
      try {
        await prepare(client);
        client.release();
      } catch (error) {
        client.release(true);
        throw error;
      }
    })().catch((error) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };

  const untilThere = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (let tries = 0; ; tries++) {
      try {
        await prepareOnce();
        return await ask();
      } catch (error) {
        if (isEnding || !isAway(error)) throw error;
        onAway();
        await wait(Math.min(longestWaitMs, backoffMs(tries) / 4));
      }
    }
  };

  return {
    query: (text, values) => untilThere(() => pool.query(text, values as unknown[])),
    connect: () => untilThere(() => pool.connect()),
    async end() {
      isEnding = true;
      await pool.end();
    },
    on: pool.on.bind(pool),
    removeAllListeners: pool.removeAllListeners.bind(pool),
    options: pool.options,
  };
}

/**
 * Whether an error says that the server is away, busy or full, and not that the question is wrong: connections that fail (classes
 * 08 of the SQLSTATEs, or a code of the system), a server that starts, stops or crashes (57P), lacks memory, disk or
 * connections (53), has an error of the system (58), or is a standby (25006); and what two of them did to each other (40).
 */
export function isAway(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "string") return /^(08...|53...|57P..|58...|40...|25006|E[A-Z_]+)$/.test(code);
  return /terminated|timeout|closed/i.test(String(message));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
