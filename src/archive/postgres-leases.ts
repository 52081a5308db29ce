import { randomUUID } from "node:crypto";
import type { PatientPool } from "./patient-pool.ts";
import { leaseMs, type TurnLeases, waitMs } from "./queue-server.ts";

/** A row for each possible turn, and for each waiting program. After a crash of the server they are worthless, so the tables need no log. */
export const makeLeases = (schema: string) => `
  CREATE UNLOGGED TABLE IF NOT EXISTS ${schema}.turn (
    place text, number int, token text NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (place, number));
  CREATE UNLOGGED TABLE IF NOT EXISTS ${schema}.turn_wait (
    place text, program text, until timestamptz NOT NULL, PRIMARY KEY (place, program));`;

/** Leases on PostgreSQL. If two programs take the same turn at once, one waits for the other's row lock and finds it taken. */
export function createPostgresLeases(pool: PatientPool, schema: string, place: string): TurnLeases {
  const fresh = `clock_timestamp() + interval '${leaseMs} milliseconds'`;
  const freshWait = `clock_timestamp() + interval '${waitMs} milliseconds'`;
  const program = randomUUID();
  return {
    async take(token, most) {
      // If the server's clock was set back, leases are shortened as if they began now.
      const { rowCount } = await pool.query(
        `WITH shortened AS (UPDATE ${schema}.turn SET until = ${fresh} WHERE place = $1 AND token <> $2 AND until > ${fresh})
         INSERT INTO ${schema}.turn AS held
         SELECT $1, number, $2, ${fresh} FROM generate_series(1, $3::int) number
         WHERE NOT EXISTS (
           SELECT FROM ${schema}.turn other WHERE other.place = $1 AND other.number = number.number
             AND other.token <> $2 AND other.until > clock_timestamp())
         ORDER BY EXISTS (
           SELECT FROM ${schema}.turn own WHERE own.place = $1 AND own.number = number.number AND own.token = $2) DESC, random()
         LIMIT 1
         ON CONFLICT (place, number) DO UPDATE SET token = excluded.token, until = excluded.until
         WHERE held.token = excluded.token OR held.until <= clock_timestamp()`,
        [place, token, most],
      );
      return rowCount === 1;
    },
    async wait() {
      // Rows of programs that died while waiting; a row that another program is deleting is skipped.
      await pool.query(
        `DELETE FROM ${schema}.turn_wait WHERE (place, program) IN (
           SELECT place, program FROM ${schema}.turn_wait WHERE place = $1 AND until <= clock_timestamp()
           FOR UPDATE SKIP LOCKED)`,
        [place],
      );
      const { rows } = await pool.query(
        `WITH waiting AS (INSERT INTO ${schema}.turn_wait VALUES ($1, $2, ${freshWait})
           ON CONFLICT (place, program) DO UPDATE SET until = excluded.until)
         SELECT 1 + count(*)::int AS waiting FROM ${schema}.turn_wait
         WHERE place = $1 AND program <> $2 AND until BETWEEN clock_timestamp() AND ${freshWait}`,
        [place, program],
      );
      return rows[0].waiting;
    },
    async renew(tokens) {
      const { rows } = await pool.query(
        `WITH served AS (DELETE FROM ${schema}.turn_wait WHERE place = $1 AND program = $2),
           renewed AS (UPDATE ${schema}.turn SET until = ${fresh} WHERE place = $1 AND token = ANY($3) RETURNING token)
         SELECT ARRAY(SELECT token FROM renewed) AS held, (
           SELECT count(*)::int FROM ${schema}.turn_wait
           WHERE place = $1 AND program <> $2 AND until BETWEEN clock_timestamp() AND ${freshWait}) AS waiting`,
        [place, program, tokens],
      );
      return rows[0];
    },
    async end(token) {
      await pool.query(`DELETE FROM ${schema}.turn WHERE place = $1 AND token = $2`, [place, token]);
    },
  };
}
