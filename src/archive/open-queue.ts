import { createBullQueue } from "./bull-queue.ts";
import type { WorkQueue } from "./job-queue.ts";
import type { Log } from "./log.ts";
import { importOptional } from "./optional-packages.ts";
import { openPostgres } from "./postgres-server.ts";
import { openRedis } from "./redis-server.ts";

/**
 * @param address for Redis or Valkey `redis://[user:password@]host[:port][/db]`, `rediss://…`, or the path of a Unix socket;
 * for PostgreSQL `postgres://user:password@host[:port]/database[?sslmode=require]`.
 * @throws AutosegError `queue-unavailable` if a package is missing or PostgreSQL refuses; a server that is unavailable
 * is waited for.
 */
export async function openQueue(address: string, log: Log): Promise<WorkQueue> {
  const bullmq = await importOptional("bullmq", () => import("bullmq"));
  const open = /^postgres(ql)?:/.test(address) ? openPostgres : openRedis;
  return createBullQueue(bullmq, await open(address, log), log);
}
