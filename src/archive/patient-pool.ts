import type { Pool, PoolClient, QueryResult } from "pg";
import { backoffMs } from "./job-queue.ts";

/** What BullMQ and the program's own records need of a PostgreSQL server. */
export interface PatientPool {
  query(text: string, values?: readonly unknown[]): Promise<QueryResult>;
  connect(): Promise<PoolClient>;
  end(): Promise<void>;
  on: Pool["on"];
  removeAllListeners: Pool["removeAllListeners"];
  readonly options: Pool["options"];
}

export interface PatientPoolOptions {
  /** Called before the first query, and again until it succeeds. */
  readonly prepare: (client: PoolClient) => Promise<void>;
  /** Called whenever the server is unavailable. */
  readonly onAway: () => void;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Longest delay before trying the server again. */
const longestWaitMs = 2_000;

/**
 * A connection pool on which every query waits for the server, however often that is killed or restarted. By itself, BullMQ
 * treats a starting or full server as an error of its own and retries at once, millions of times; and it never recovers from a
 * failed first connection.
 *
 * A query whose answer was lost is repeated. BullMQ's commands and those of {@link openPostgres} allow that, as on Redis; what
 * a worker took without learning of it is handed out again when its lock expires.
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
 * Whether an error means that the server is unavailable, busy or full, rather than that the query is wrong: failed connections
 * (SQLSTATE class 08, or a system error code), a server that is starting, stopping or crashing (57P), out of memory, disk space
 * or connections (53), with a system error (58), or a standby (25006), and conflicts between transactions (40).
 */
export function isAway(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "string") return /^(08...|53...|57P..|58...|40...|25006|E[A-Z_]+)$/.test(code);
  return /terminated|timeout|closed/i.test(String(message));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
