import { expect, test } from "vitest";
import { createLeasedTurns } from "../../../src/archive/leased-turns.ts";
import type { TurnLeases } from "../../../src/archive/queue-server.ts";

/** A queue's server in memory, which counts what it is asked. */
function createServer() {
  const held = new Set<string>();
  const waiting = new Set<object>();
  const asked = { takes: 0, ends: 0 };
  const open = (): TurnLeases => {
    const program = {};
    return {
      async take(token, most) {
        asked.takes++;
        if (!held.has(token) && held.size >= most) return false;
        held.add(token);
        waiting.delete(program);
        return true;
      },
      async wait() {
        waiting.add(program);
        return waiting.size;
      },
      async renew(tokens) {
        waiting.delete(program);
        return { held: tokens.filter((token) => held.has(token)), waiting: waiting.size };
      },
      async end(token) {
        asked.ends++;
        held.delete(token);
      },
    };
  };
  return { held, asked, open };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test("a turn that ends is handed on in the order of asking, without asking the server, and given back at the end", async () => {
  const { held, asked, open } = createServer();
  const turns = createLeasedTurns(open(), 2);
  const order: number[] = [];
  let [now, most] = [0, 0];
  await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      turns.run(async () => {
        order.push(index);
        most = Math.max(most, ++now);
        await sleep(1);
        now--;
      }),
    ),
  );
  expect(order).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(most).toBe(2);
  expect(asked.takes).toBeLessThan(10);
  await expect.poll(() => held.size).toBe(0);
});

test("requests one after another use the same turn", async () => {
  const { held, asked, open } = createServer();
  const turns = createLeasedTurns(open(), 2);
  for (let request = 0; request < 50; request++) await turns.run(async () => undefined);
  expect(asked.takes).toBe(1);
  await expect.poll(() => held.size).toBe(0);
  expect(asked.ends).toBe(1);
});

test("a program that always has somebody waiting leaves turns to others", async () => {
  const { held, open } = createServer();
  const busy = createLeasedTurns(open(), 1);
  let isOver = false;
  const loops = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!isOver) await busy.run(() => sleep(2));
    }),
  );
  const other = createLeasedTurns(open(), 1);
  for (let request = 0; request < 3; request++) {
    await other.run(async () => expect(held.size).toBe(1));
    // The busy one has the turn again before the next is asked for.
    await busy.run(async () => undefined);
  }
  isOver = true;
  await loops;
  await expect.poll(() => held.size).toBe(0);
});

test("a turn that was lost is not handed on", async () => {
  const { held, open } = createServer();
  const leases = open();
  const turns = createLeasedTurns(leases, 1);
  const end = await turns.take();
  const next = turns.take();
  // Another program has it after this one was stopped for long.
  held.clear();
  held.add("another's");
  let renewals = 0;
  const { renew } = leases;
  leases.renew = (tokens) => {
    renewals++;
    return renew(tokens);
  };
  await expect.poll(() => renewals).toBeGreaterThan(1);
  end();
  expect(await Promise.race([next.then(() => "handed on"), sleep(100)])).toBeUndefined();
  held.clear();
  (await next)();
  await expect.poll(() => held.size).toBe(0);
});

test("whoever waits for a server that refuses is told so", async () => {
  const { open } = createServer();
  const leases = { ...open(), take: () => Promise.reject(new Error("no table")) };
  const turns = createLeasedTurns(leases, 2);
  await expect(turns.run(async () => undefined)).rejects.toThrow("no table");
  const both = await Promise.allSettled([turns.take(), turns.take()]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("a program that ends gives back what it has, also what it would have kept for a moment", async () => {
  const { held, asked, open } = createServer();
  const turns = createLeasedTurns(open(), 2);
  await turns.take();
  await turns.run(async () => undefined);
  expect(held.size).toBe(2);
  await turns[Symbol.asyncDispose]();
  expect(held.size).toBe(0);
  expect(asked.ends).toBe(2);
});
