import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createSharedTurns, shareTurns } from "../../../src/archive/shared-turns.ts";
import { createTurns } from "../../../src/archive/turns.ts";

/** A PACS without studies that counts who asks at the same time. */
async function startCounter() {
  const counted = { now: 0, most: 0, all: 0 };
  const server = createServer((_, response) => {
    counted.all++;
    counted.now++;
    counted.most = Math.max(counted.most, counted.now);
    response.setHeader("Content-Type", "application/dicom+json");
    setTimeout(() => {
      counted.now--;
      response.end("[]");
    }, 10);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/web`;
  return {
    counted,
    url,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const task = fileURLToPath(new URL("./turns-task.ts", import.meta.url));

function start(url: string, requests: number): ChildProcess {
  return fork(task, [url, String(requests)], { execArgv: ["--import", "tsx"] });
}

test("a PACS is asked by so many at a time, of all processes, also when one of them is killed", async () => {
  using counter = await startCounter();
  const turns = createTurns(2);
  const children = [15, 15, 1000].map((requests) => start(counter.url, requests));
  for (const child of children) shareTurns(child, turns);
  const ended = children.map((child) => once(child, "exit"));
  await expect.poll(() => counter.counted.all, { timeout: 60_000, interval: 5 }).toBeGreaterThan(5);
  children[2]!.kill("SIGKILL");
  const own = await Promise.all(
    Array.from({ length: 5 }, () => turns.run(async () => (await fetch(`${counter.url}/studies`)).status)),
  );
  expect(own).toEqual([200, 200, 200, 200, 200]);
  expect((await Promise.all(ended)).map(([code]) => code)).toEqual([0, 0, null]);
  expect(counter.counted.all).toBeGreaterThanOrEqual(35);
  // What a killed process had asked may still be answered while its turn is over.
  expect(counter.counted.most).toBeGreaterThanOrEqual(2);
  expect(counter.counted.most).toBeLessThanOrEqual(4);
}, 120_000);

test("without a limit all ask at once; with one who comes first goes first", async () => {
  using counter = await startCounter();
  const turns = createTurns(3);
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      turns.run(async () => {
        order.push(index);
        await (await fetch(counter.url)).arrayBuffer();
      }),
    ),
  );
  expect(order).toEqual(Array.from({ length: 12 }, (_, index) => index));
  expect(counter.counted.most).toBe(3);
  await expect(turns.run(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
  await Promise.all(Array.from({ length: 12 }, async () => (await fetch(counter.url)).arrayBuffer()));
  expect(counter.counted.most).toBeGreaterThan(3);
});

/** Both ends of the channel between a process and one that it started, in this one. */
function connect() {
  const [child, own] = [new EventEmitter(), new EventEmitter()];
  const sendTo = (other: EventEmitter) => (message: unknown) =>
    process.nextTick(() => other.emit("message", message));
  Object.assign(child, { connected: true, send: sendTo(own) });
  Object.assign(own, { send: sendTo(child) });
  return { child: child as ChildProcess, own: own as NodeJS.Process };
}

test("a turn that cannot be granted fails the work that waits for it, and nothing else", async () => {
  let isRefused = true;
  const granted = createTurns(1);
  const { child, own } = connect();
  shareTurns(child, {
    ...granted,
    take: () => (isRefused ? Promise.reject(new Error("out of memory")) : granted.take()),
  });
  const turns = createSharedTurns(own);
  await expect(turns.run(async () => "done")).rejects.toThrow("the queue grants no turn");
  isRefused = false;
  expect(await turns.run(async () => "done")).toBe("done");
});

test("the turn of another process ends with its work, also where that fails, and with the process", async () => {
  const turns = createTurns(1);
  const [first, second] = [connect(), connect()];
  for (const { child } of [first, second]) shareTurns(child, turns);
  const [one, other] = [createSharedTurns(first.own), createSharedTurns(second.own)];
  const done: string[] = [];
  await expect(one.run(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
  let end: () => void = () => undefined;
  const ending = new Promise<void>((resolve) => {
    end = resolve;
  });
  const held = one.run(async () => {
    done.push("began");
    await ending;
    done.push("ended");
  });
  const next = other.run(async () => done.push("next"));
  await expect.poll(() => done).toEqual(["began"]);
  end();
  await Promise.all([held, next]);
  expect(done).toEqual(["began", "ended", "next"]);

  const never = one.run(() => new Promise<void>(() => undefined));
  first.child.emit("exit");
  await other.run(async () => done.push("after"));
  expect(done.at(-1)).toBe("after");
  await expect(Promise.race([never, Promise.resolve("still")])).resolves.toBe("still");
});
