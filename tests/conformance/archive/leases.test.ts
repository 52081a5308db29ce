import { spawnSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type EmbeddedKind, openQueue, startEmbeddedQueue } from "../../../src/archive/index.ts";
import { openPostgres } from "../../../src/archive/postgres-server.ts";
import { openRedis } from "../../../src/archive/redis-server.ts";
import { keepLog, makeFolder } from "../../unit/archive/fakes.ts";
import { noQueue, queueKinds } from "./made-archive.ts";

/** The library that tells a program another time, made once; undefined without a C compiler, or where libraries are loaded otherwise. */
const clockLibrary = makeClockLibrary();

function makeClockLibrary(): string | undefined {
  const library = join(makeFolder(), "set-clock.so");
  const source = join(import.meta.dirname, "set-clock.c");
  const made = spawnSync("cc", ["-shared", "-fPIC", "-o", library, source]);
  return process.platform === "linux" && made.status === 0 ? library : undefined;
}

const whyNot = (kind: EmbeddedKind): string | undefined =>
  noQueue[kind] ?? (clockLibrary ? undefined : "no C compiler, or not Linux");

/** A queue server of a kind whose clock can be set, in seconds from the machine's. */
async function startWithClock(kind: EmbeddedKind) {
  const folder = makeFolder();
  const clock = join(folder, "clock");
  const setClock = (seconds: number) => {
    // A file is never seen half written.
    writeFileSync(`${clock}.new`, String(seconds));
    renameSync(`${clock}.new`, clock);
  };
  setClock(0);
  const { log } = keepLog();
  Object.assign(process.env, { LD_PRELOAD: clockLibrary, CLOCK_FILE: clock });
  const server = await startEmbeddedQueue(join(folder, "q"), log, [kind]).finally(() => {
    for (const name of ["LD_PRELOAD", "CLOCK_FILE"]) delete process.env[name];
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { setClock, log, address: server.address };
}

const hourS = 3600;

/** A lease lasts 15 seconds. */
const [beforeEndS, afterEndS] = [10, 16];

test.for(queueKinds)("leases on %s after its clock was set back", async (kind, { skip }) => {
  const missing = whyNot(kind);
  if (missing !== undefined) skip(missing);
  const { setClock, log, address } = await startWithClock(kind);
  await using server = await (kind === "redis" ? openRedis : openPostgres)(address, log);
  const [dead, living, other] = ["dead", "living", "other"].map(() => server.leases("place"));
  const most = 2;
  expect(await dead!.take("of the dead", most)).toBe(true);
  expect(await living!.take("of the living", most)).toBe(true);
  expect(await other!.take("of the other", most)).toBe(false);

  // Both are held as before, and not for an hour and fifteen seconds.
  setClock(-hourS);
  expect(await other!.take("of the other", most)).toBe(false);
  expect(await other!.wait()).toBe(1);
  setClock(-hourS + beforeEndS);
  expect(await living!.renew(["of the living"])).toEqual({ held: ["of the living"], waiting: 0 });
  expect(await other!.take("of the other", most)).toBe(false);
  expect(await other!.wait()).toBe(1);
  expect(await living!.renew(["of the living"])).toEqual({ held: ["of the living"], waiting: 1 });
  setClock(-hourS + afterEndS);
  expect(await other!.take("of the other", most)).toBe(true);
  expect(await dead!.renew(["of the dead"])).toEqual({ held: [], waiting: 0 });
  expect(await dead!.take("once more", most)).toBe(false);
  setClock(-hourS + afterEndS + beforeEndS);
  expect(await dead!.take("once more", most)).toBe(true);
  expect(await living!.renew(["of the living"])).toEqual({ held: [], waiting: 0 });
});

test.for(queueKinds)(
  "programs on %s keep to their limit while its clock is set back and forth",
  async (kind, { skip }) => {
    const missing = whyNot(kind);
    if (missing !== undefined) skip(missing);
    const { setClock, log, address } = await startWithClock(kind);
    const most = 2;
    const counted = { now: 0, most: 0, all: 0 };
    let isOver = false;
    const programs = Array.from({ length: 3 }, async () => {
      await using queue = await openQueue(address, log);
      const turns = queue.turns("http://pacs", most);
      let own = 0;
      const loops = Array.from({ length: 3 }, async () => {
        while (!isOver)
          await turns.run(async () => {
            own++;
            counted.all++;
            counted.most = Math.max(counted.most, ++counted.now);
            await new Promise((resolve) => setTimeout(resolve, 5));
            counted.now--;
          });
      });
      await Promise.all(loops);
      return own;
    });
    const soon = { timeout: 60_000, interval: 20 };
    for (const seconds of [0, -hourS, -2 * hourS, -30 * 24 * hourS]) {
      setClock(seconds);
      const { all } = counted;
      await expect.poll(() => counted.all, soon).toBeGreaterThan(all + 100);
    }
    isOver = true;
    for (const own of await Promise.all(programs)) expect(own).toBeGreaterThan(0);
    expect(counted.most).toBe(most);
  },
);
