import { randomUUID } from "node:crypto";
import { AutosegError } from "../errors.ts";
import type { Log } from "./log.ts";
import { importOptional } from "./optional-packages.ts";
import { leaseMs, queueName as name, type QueueServer, waitMs } from "./queue-server.ts";

/** Prefix of all keys; the braces keep them on one node of a cluster. */
const prefix = "{autoseg}";
const changedKey = `${prefix}:${name}:changed`;
const decisionsKey = `${prefix}:${name}:decisions`;

/**
 * Reads the server's clock and removes expired leases. If the clock was set back, leases are shortened as if they began now.
 */
const lookAtLeases = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local fresh = now + ${leaseMs}
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  for _, token in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. fresh, '+inf')) do
    redis.call('ZADD', KEYS[1], fresh, token)
  end`;
/** How many programs wait. One that said so before the clock was set back says it anew. */
const countWaiting = `
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
  local waiting = redis.call('ZCOUNT', KEYS[2], now, now + ${waitMs})`;
const takeLease = `${lookAtLeases}
  if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
  redis.call('ZADD', KEYS[1], fresh, ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[3])
  return 1`;
const waitForLease = `${lookAtLeases}
  redis.call('ZADD', KEYS[2], now + ${waitMs}, ARGV[1])
  ${countWaiting}
  return waiting`;
const renewLeases = `${lookAtLeases}
  redis.call('ZREM', KEYS[2], ARGV[1])
  ${countWaiting}
  local found = { waiting }
  for index = 2, #ARGV do
    if redis.call('ZSCORE', KEYS[1], ARGV[index]) then
      redis.call('ZADD', KEYS[1], fresh, ARGV[index])
      found[#found + 1] = ARGV[index]
    end
  end
  return found`;

/**
 * Opens a Redis or Valkey server. @param address see {@link openQueue}. @throws AutosegError `queue-unavailable`
 * without ioredis.
 */
export async function openRedis(address: string, log: Log): Promise<QueueServer> {
  const [{ createRedisBackend }, { Redis }] = await Promise.all([
    importOptional("bullmq", () => import("bullmq")),
    importOptional("ioredis", () => import("ioredis")),
  ]);
  const noError = () => log.warn("queue.away");
  const redis = new Redis(address, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(5000, 100 * 2 ** Math.min(times, 10)),
  });
  redis.on("error", noError);
  return {
    name,
    open() {
      const connection = redis.duplicate();
      connection.on("error", noError);
      return { connection, prefix, backend: createRedisBackend, close: () => connection.disconnect() };
    },
    records: {
      get: async (study) => (await redis.hget(decisionsKey, study)) ?? undefined,
      async set(study, text) {
        await redis.hset(decisionsKey, study, text);
      },
      async *all() {
        let cursor = "0";
        do {
          const [next, entries] = await redis.hscan(decisionsKey, cursor, "COUNT", 500);
          cursor = next;
          for (let index = 1; index < entries.length; index += 2) yield entries[index]!;
        } while (cursor !== "0");
      },
      async mark(study) {
        await redis.multi().hdel(decisionsKey, study).sadd(changedKey, study).exec();
      },
      takeMarked: (most) => redis.spop(changedKey, most),
    },
    leases(place) {
      const key = `${prefix}:${name}:turns:${place}`;
      const keys = [2, key, `${key}:waiting`] as const;
      const program = randomUUID();
      return {
        take: async (token, most) => (await redis.eval(takeLease, ...keys, token, most, program)) === 1,
        wait: async () => Number(await redis.eval(waitForLease, ...keys, program)),
        async renew(tokens) {
          const found = await redis.eval(renewLeases, ...keys, program, ...tokens);
          const [waiting, ...held] = found as [number, ...string[]];
          return { held, waiting };
        },
        async end(token) {
          await redis.zrem(key, token);
        },
      };
    },
    async check() {
      if (redis.status !== "ready")
        throw new AutosegError(
          "queue-unavailable",
          "The queue does not answer. Start it, or check its address.",
          { found: redis.status },
        );
      await redis.ping();
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
}
