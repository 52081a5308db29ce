import fc from "fast-check";
import { expect, test } from "vitest";
import { mutate, seeds, tryAll } from "./fuzz-inputs.ts";

/**
 * More runs than a test affords: AUTOSEG_FUZZ_RUNS=1000000 npx vitest run tests/unit/dicom/fuzz.test.ts; guided by
 * coverage: npm run -s fuzz.
 */
const numRuns = Number(process.env.AUTOSEG_FUZZ_RUNS ?? 1500);

/** One change of some bytes: `at` is a place between the beginning, 0, and the end, 1. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  kind: fc.constantFrom("set", "cut", "remove", "repeat"),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    fc.constantFrom(
      Uint8Array.of(255, 255, 255, 255),
      Uint8Array.of(0, 0, 0, 0),
      Uint8Array.of(254, 255, 0, 224),
    ),
  ),
});

test("any change of a file is answered by a result or a typed error, in no time", async () => {
  // The first use of a codec loads it.
  for (const seed of seeds) await tryAll(seed);
  let slowestMs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...seeds),
      fc.array(mutation, { minLength: 1, maxLength: 8 }),
      async (seed, mutations) => {
        const bytes = mutations.reduce((changed, change) => mutate(changed, change), seed);
        const started = process.cpuUsage();
        await tryAll(bytes);
        const { user, system } = process.cpuUsage(started);
        slowestMs = Math.max(slowestMs, (user + system) / 1000);
      },
    ),
    { numRuns },
  );
  expect(slowestMs).toBeLessThan(250);
});

test("a file that is cut off after any byte is answered as well", async () => {
  for (const seed of seeds)
    for (let length = 0; length < seed.length; length++) await tryAll(seed.subarray(0, length));
});
