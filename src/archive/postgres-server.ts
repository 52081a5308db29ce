import { AutosegError } from "../errors.ts";
import type { Log } from "./log.ts";
import { importOptional } from "./optional-packages.ts";
import { createPatientPool, isAway } from "./patient-pool.ts";
import { createPostgresLeases, makeLeases } from "./postgres-leases.ts";
import { queueName as name, type QueueServer } from "./queue-server.ts";

/** The schema of BullMQ, which cannot be configured if it is given a pool; the program's own tables are in another. */
const [bullSchema, ownSchema] = ["bullmq", "autoseg"];

/**
 * The program's own tables. The lock lasts until the end of the transaction, so that only one of several starting programs
 * creates them.
 */
const makeTables = `
  BEGIN;
  SELECT pg_advisory_xact_lock(hashtext('${ownSchema}'));
  CREATE SCHEMA IF NOT EXISTS ${ownSchema};
  CREATE TABLE IF NOT EXISTS ${ownSchema}.decision (study text PRIMARY KEY, decision text NOT NULL);
  CREATE TABLE IF NOT EXISTS ${ownSchema}.changed (study text PRIMARY KEY);
  ${makeLeases(ownSchema)}
  COMMIT;`;

/** Milliseconds after which a connection attempt or query is abandoned and repeated. */
const [connectMs, answerMs] = [10_000, 60_000];

/**
 * Opens a PostgreSQL server, 13 or newer. Missing tables are created. If two programs have different versions of BullMQ, the
 * newer one upgrades the tables and the older one refuses.
 * @param address see {@link openQueue}.
 * @throws AutosegError `queue-unavailable` if a package is missing, or the server answers but refuses, with its reason.
 */
export async function openPostgres(address: string, log: Log): Promise<QueueServer> {
  const [{ createPostgresBackend, runMigrations }, { default: pg }] = await Promise.all([
    importOptional("bullmq", () => import("bullmq")),
    importOptional("pg", () => import("pg")),
  ]);
  const own = new pg.Pool({
    connectionString: address,
    // BullMQ's commands use names without a schema.
    options: `-c search_path=${bullSchema}`,
    max: 5,
    keepAlive: true,
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
  });
  const pool = createPatientPool(own, {
    async prepare(client) {
      await runMigrations(client as never);
      await client.query(makeTables);
    },
    onAway: () => log.warn("queue.away"),
  });
  const server: QueueServer = {
    name,
    // All of them share the pool, which ends with the server.
    open: () => ({ connection: pool, backend: createPostgresBackend, close: () => undefined }),
    records: {
      async get(study) {
        const { rows } = await pool.query(`SELECT decision FROM ${ownSchema}.decision WHERE study = $1`, [
          study,
        ]);
        return rows[0]?.decision;
      },
      async set(study, text) {
        await pool.query(
          `INSERT INTO ${ownSchema}.decision VALUES ($1, $2)
           ON CONFLICT (study) DO UPDATE SET decision = excluded.decision`,
          [study, text],
        );
      },
      async *all() {
        for (let after = ""; ; ) {
          const { rows } = await pool.query(
            `SELECT study, decision FROM ${ownSchema}.decision WHERE study > $1 ORDER BY study LIMIT 500`,
            [after],
          );
          for (const { decision } of rows) yield decision;
          if (rows.length < 500) return;
          after = rows.at(-1).study;
        }
      },
      async mark(study) {
        await pool.query(
          `WITH forgotten AS (DELETE FROM ${ownSchema}.decision WHERE study = $1)
           INSERT INTO ${ownSchema}.changed VALUES ($1) ON CONFLICT DO NOTHING`,
          [study],
        );
      },
      async takeMarked(most) {
        const { rows } = await pool.query(
          `DELETE FROM ${ownSchema}.changed WHERE study IN
             (SELECT study FROM ${ownSchema}.changed LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING study`,
          [most],
        );
        return rows.map(({ study }) => study);
      },
    },
    leases: (place) => createPostgresLeases(pool, ownSchema, place),
    async check() {
      await own.query("SELECT 1").catch((cause) => {
        throw unavailable("The queue does not answer. Start it, or check its address.", cause);
      });
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
  // A wrong password stays wrong, while an unavailable server is waited for when it is needed.
  await own.query("SELECT 1").catch(async (cause) => {
    if (isAway(cause)) return;
    await own.end();
    throw unavailable(
      "PostgreSQL refuses the queue. Check its address, its user and what that user may do.",
      cause,
    );
  });
  return server;
}

function unavailable(message: string, cause: unknown): AutosegError<"queue-unavailable"> {
  const { code = "no answer" } = cause as { code?: string };
  return new AutosegError("queue-unavailable", message, { found: code }, { cause });
}
