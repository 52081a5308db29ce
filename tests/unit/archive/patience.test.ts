import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Pool } from "pg";
import { describe, expect, test, vi } from "vitest";
import { watchClock } from "../../../src/archive/clock.ts";
import { toFailure } from "../../../src/archive/failures.ts";
import { createPacsArchive } from "../../../src/archive/pacs-archive.ts";
import { createPatientPool, isAway } from "../../../src/archive/patient-pool.ts";
import { restAfterErrors } from "../../../src/archive/rest-after-errors.ts";
import { createResultRows } from "../../../src/archive/results.ts";
import { fileAccess } from "../../../src/cli/archive-host.ts";
import { makeFolder } from "./fakes.ts";

const failure = (code: string | undefined, message = "x") => Object.assign(new Error(message), { code });

describe("questions to PostgreSQL", () => {
  /** A pool whose answers are those of a script; an error is thrown. */
  function scripted(answers: (Error | string)[], prepares: (Error | undefined)[] = []) {
    const next = async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return { rows: [answer] };
    };
    const released: unknown[] = [];
    const connect = async () => ({ release: (destroys: unknown) => released.push(destroys) });
    const pool = Object.assign(new EventEmitter(), { query: next, connect, end: async () => undefined });
    const waits: number[] = [];
    const onAway = vi.fn();
    const patient = createPatientPool(pool as unknown as Pool, {
      async prepare() {
        const error = prepares.shift();
        if (error) throw error;
      },
      onAway,
      wait: async (ms) => waits.push(ms),
    });
    return { patient, waits, onAway, released, pool };
  }

  test("wait for a server that is away, starting, ending or full, longer each time", async () => {
    const away = [
      failure("ECONNREFUSED"),
      failure("57P03"),
      failure("57P01"),
      failure("53100"),
      failure(undefined, "Connection terminated unexpectedly"),
    ];
    const { patient, waits, onAway } = scripted([...away, "there"]);
    expect((await patient.query("SELECT 1")).rows).toEqual(["there"]);
    expect(onAway).toHaveBeenCalledTimes(away.length);
    expect(waits.at(-1)!).toBeGreaterThan(waits[0]!);
    expect(Math.max(...waits)).toBeLessThanOrEqual(2000);
  });

  test("come after the tables are made, once, however often that fails", async () => {
    const { patient, waits, released } = scripted(["a", "b"], [failure("57P03"), failure("ECONNRESET")]);
    expect((await patient.query("SELECT 1")).rows).toEqual(["a"]);
    expect((await patient.query("SELECT 1")).rows).toEqual(["b"]);
    expect(waits).toHaveLength(2);
    expect(released).toEqual([true, true, undefined]);
  });

  test("that are wrong, or refused, fail at once, and so do all when it ends", async () => {
    const { patient, waits } = scripted([failure("42P01"), failure("ECONNREFUSED")]);
    await expect(patient.query("SELECT nothing")).rejects.toMatchObject({ code: "42P01" });
    await patient.end();
    await expect(patient.query("SELECT 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(waits).toEqual([]);
    await expect(scripted([], [failure("28P01")]).patient.connect()).rejects.toMatchObject({ code: "28P01" });
  });

  test("an idle connection that is lost does not end the program", () => {
    const { pool, onAway } = scripted([]);
    pool.emit("error", failure("57P01"));
    expect(onAway).toHaveBeenCalledOnce();
  });

  test.each([
    ["28P01", false],
    ["3D000", false],
    ["23505", false],
    ["BM001", false],
    ["25006", true],
    ["40001", true],
    ["58030", true],
    ["ENOENT", true],
  ])("%s is an outage: %s", (code, away) => {
    expect(isAway(failure(code))).toBe(away);
  });
});

describe("a worker whose queue fails", () => {
  function resting() {
    const said: string[] = [];
    const waits: { ms: number; over: () => void }[] = [];
    const worker = restAfterErrors(
      { pause: async () => void said.push("pause"), resume: () => said.push("resume") },
      (ms) => new Promise<void>((resolve) => waits.push({ ms, over: resolve })),
    );
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    return { said, waits, worker, settle };
  }

  test("rests once for a flood of errors, and longer the next time", async () => {
    const { said, waits, worker, settle } = resting();
    for (let n = 0; n < 1000; n++) worker.onError();
    await settle();
    expect(said).toEqual(["pause"]);
    waits[0]!.over();
    await settle();
    expect(said).toEqual(["pause", "resume"]);
    for (let n = 0; n < 3; n++) {
      worker.onError();
      await settle();
      waits.at(-1)!.over();
      await settle();
    }
    expect(waits.at(-1)!.ms).toBeGreaterThan(waits[0]!.ms);
  });

  test("stays paused where its owner paused it, and takes nothing once it ends", async () => {
    const { said, waits, worker, settle } = resting();
    worker.onError();
    await settle();
    await worker.pause();
    waits[0]!.over();
    await settle();
    expect(said).toEqual(["pause"]);
    worker.onError();
    worker.resume();
    expect(said).toEqual(["pause", "resume"]);
    worker.onError();
    await settle();
    worker.end();
    waits[1]!.over();
    await settle();
    expect(said).toEqual(["pause", "resume", "pause"]);
  });
});

describe("the clock of the machine", () => {
  test("set back is told once, however it drifts besides", () => {
    vi.useFakeTimers();
    try {
      let [day, steady] = [1_000_000, 0];
      const setBack = vi.fn();
      using _watch = watchClock(setBack, { now: () => day, steadyNow: () => steady, everyMs: 10 });
      const pass = (dayMs: number, steadyMs: number) => {
        day += dayMs;
        steady += steadyMs;
        vi.advanceTimersByTime(10);
      };
      pass(10_000, 10_000);
      pass(9_000, 10_000);
      pass(3_600_000, 10_000);
      expect(setBack).not.toHaveBeenCalled();
      pass(-3_600_000, 10_000);
      expect(setBack).toHaveBeenCalledOnce();
      pass(10_000, 10_000);
      expect(setBack).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("what a server asks", () => {
  const busy = (
    headers: Record<string, string>,
    requests: { count: number },
    most = Number.POSITIVE_INFINITY,
  ) =>
    createServer((_, response) => {
      if (++requests.count > most) response.setHeader("Content-Type", "application/dicom+json").end("[]");
      else response.writeHead(429, headers).end();
    });
  const listen = async (server: ReturnType<typeof createServer>) => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/web`;
  };

  test("Retry-After: a long wait is for the caller, who is asked nothing more of it", async () => {
    const requests = { count: 0 };
    const server = busy({ "Retry-After": "120" }, requests);
    const archive = createPacsArchive(await listen(server));
    const error = await archive.check().catch((thrown: unknown) => thrown);
    expect(toFailure(error)).toEqual({
      code: "dicomweb-failed",
      reason: "The server answered HTTP 429.",
      remedy: "wait",
      waitMs: 120_000,
    });
    expect(requests.count).toBe(1);
    server.close();
  });

  test("Retry-After: a short one is waited for; what is none is passed over", async () => {
    for (const after of ["0", "soon", new Date(Date.now() + 500).toUTCString()]) {
      const requests = { count: 0 };
      const server = busy({ "Retry-After": after }, requests, 1);
      await createPacsArchive(await listen(server)).check();
      expect(requests.count).toBe(2);
      server.close();
    }
  });
});

test("results are refused where the disk has no room for them, wherever their folder will be", async () => {
  const folder = join(makeFolder(), "not", "yet");
  await createResultRows(folder, fileAccess, 0).check();
  await expect(createResultRows(folder, fileAccess, 2 ** 60).check()).rejects.toMatchObject({
    code: "not-writable",
  });
});
