import type { PatientPool } from "./patient-pool.ts";
import { leaseMs, type TurnLeases } from "./queue-server.ts";

/** A row for each possible turn. After a crash of the server they are worthless, so the table needs no log. */
export const makeLeases = (schema: string) => `
  CREATE UNLOGGED TABLE IF NOT EXISTS ${schema}.turn (
    place text, number int, token text NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (place, number));`;

/** Leases on PostgreSQL. If two programs take the same turn at once, one waits for the other's row lock and finds it taken. */
export function createPostgresLeases(pool: PatientPool, schema: string, place: string): TurnLeases {
  const fresh = `clock_timestamp() + interval '${leaseMs} milliseconds'`;
  return {
    ms: leaseMs,
    async take(token, most) {
      // If the server's clock was set back, leases are shortened as if they began now.
      const { rowCount } = await pool.query(
        `WITH shortened AS (UPDATE ${schema}.turn SET until = ${fresh} WHERE place = $1 AND until > ${fresh})
         INSERT INTO ${schema}.turn AS held
         SELECT $1, number, $2, ${fresh} FROM generate_series(1, $3::int) number
         WHERE NOT EXISTS (
           SELECT FROM ${schema}.turn other WHERE other.place = $1 AND other.number = number.number
             AND other.token <> $2 AND other.until > clock_timestamp())
         ORDER BY random() LIMIT 1
         ON CONFLICT (place, number) DO UPDATE SET token = excluded.token, until = excluded.until
         WHERE held.token = excluded.token OR held.until <= clock_timestamp()`,
        [place, token, most],
      );
      return rowCount === 1;
    },
    async renew(tokens) {
      await pool.query(`UPDATE ${schema}.turn SET until = ${fresh} WHERE place = $1 AND token = ANY($2)`, [
        place,
        tokens,
      ]);
    },
    async end(token) {
      await pool.query(`DELETE FROM ${schema}.turn WHERE place = $1 AND token = $2`, [place, token]);
    },
  };
}
