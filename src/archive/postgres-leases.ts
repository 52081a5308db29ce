import type { PatientPool } from "./patient-pool.ts";
import { leaseMs, type TurnLeases } from "./queue-server.ts";

/** A row for each of the turns that may be taken at a time; they are worth nothing once the server has crashed, and need no log. */
export const makeLeases = (schema: string) => `
  CREATE UNLOGGED TABLE IF NOT EXISTS ${schema}.turn (
    place text, number int, token text NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (place, number));`;

/** Leases on PostgreSQL. Of two programs that take a turn at the same time one waits for the other's row, and finds it taken. */
export function createPostgresLeases(pool: PatientPool, schema: string, place: string): TurnLeases {
  const fresh = `clock_timestamp() + interval '${leaseMs} milliseconds'`;
  return {
    ms: leaseMs,
    async take(token, most) {
      // Where the server's clock was set back, leases end as if they began now.
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
