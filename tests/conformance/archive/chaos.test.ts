import { describe, expect, test } from "vitest";
import { noDicomWeb } from "../orthanc/orthanc-server.ts";
import { type Chaos, runChaos } from "./chaos.ts";
import { noQueue, secrets } from "./made-archive.ts";

const few = {
  count: 24,
  workers: 2,
  requests: 2,
  everyMs: 1000,
  kills: { worker: 2, feeder: 1, queue: 1, pacs: 1 },
};
const many = {
  count: 400,
  slices: 8,
  size: 64,
  workers: 2,
  requests: 2,
  everyMs: 5000,
  forMs: 600_000,
  kills: { worker: 50, feeder: 20, queue: 25, pacs: 25 },
};

const cases: (readonly [string, Chaos])[] = [
  ["a few kills, on Redis", { ...few, engine: "redis", as: "services" }],
  [
    "a few kills, on PostgreSQL",
    {
      count: 8,
      workers: 1,
      requests: 2,
      everyMs: 1000,
      kills: { worker: 1, feeder: 0, queue: 1, pacs: 0 },
      engine: "postgres",
      as: "services",
    },
  ],
  // Ten minutes each: not in every run.
  ...(process.env.AUTOSEG_SLOW_TESTS
    ? ([
        ["ten minutes of kills, on Redis", { ...many, engine: "redis", as: "services" }],
        ["ten minutes of kills, on PostgreSQL", { ...many, engine: "postgres", as: "services" }],
        ["ten minutes of kills, one program on Redis", { ...many, engine: "redis", as: "alone" }],
        ["ten minutes of kills, one program on PostgreSQL", { ...many, engine: "postgres", as: "alone" }],
      ] as const)
    : []),
];

describe("an archive survives", () => {
  test.for(cases)(
    "%s (kill -9): nothing lost, nothing stored twice, and nothing of the patient in a log or in the queue",
    { timeout: 3_600_000 },
    async ([, chaos], { skip }) => {
      const missing = noDicomWeb ?? noQueue[chaos.engine];
      if (missing !== undefined) skip(missing);
      const { logs, ...left } = await runChaos(chaos);
      process.stderr.write(`${JSON.stringify(left)}\n`);
      expect(left).toMatchObject({
        objects: chaos.count,
        segmentedSeries: chaos.count,
        deadLetters: 0,
        secretsInQueue: [],
        exitCodes: left.exitCodes.map(() => 0),
      });
      expect(left.computedTwice).toBeLessThanOrEqual(Math.ceil(chaos.count * 0.03));
      for (const secret of secrets) expect(logs).not.toContain(secret);
    },
  );
});
