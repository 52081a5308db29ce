import { describe, expect, test } from "vitest";
import { noDicomWeb } from "../orthanc/orthanc-server.ts";
import { type Chaos, runChaos } from "./chaos.ts";
import { noRedis, secrets } from "./made-archive.ts";

const missing = noDicomWeb ?? noRedis;

const cases: (readonly [string, Chaos])[] = [
  [
    "a few kills",
    { count: 24, workers: 2, everyMs: 1000, kills: { worker: 2, feeder: 1, queue: 1, pacs: 1 } },
  ],
  // Ten minutes: not in every run.
  ...(process.env.AUTOSEG_SLOW_TESTS
    ? [
        [
          "ten minutes of kills",
          {
            ...{ count: 400, slices: 60, size: 96, workers: 2, everyMs: 5000 },
            kills: { worker: 50, feeder: 20, queue: 25, pacs: 25 },
          },
        ] as const,
      ]
    : []),
];

describe.skipIf(missing !== undefined)(
  missing === undefined ? "an archive survives" : `an archive survives (skipped: ${missing})`,
  () => {
    test.each(cases)(
      "%s (kill -9): nothing lost, nothing stored twice, and nothing of the patient in a log",
      async (_, chaos) => {
        const { logs, ...left } = await runChaos(chaos);
        process.stderr.write(`${JSON.stringify(left)}\n`);
        expect(left).toMatchObject({
          objects: chaos.count,
          segmentedSeries: chaos.count,
          deadLetters: 0,
          exitCodes: Array.from({ length: chaos.workers + 1 }, () => 0),
        });
        expect(left.computedTwice).toBeLessThanOrEqual(Math.ceil(chaos.count * 0.03));
        for (const secret of secrets) expect(logs).not.toContain(secret);
      },
      1_800_000,
    );
  },
);
