import fc from "fast-check";
import { expect, test } from "vitest";
import { mutate, seeds, tryAll } from "./fuzz-inputs.ts";
import { longestMs, toLeastProcessorMs, toProcessorMs } from "./processor-time.ts";

/**
 * More runs than a test affords: AUTOSEG_SEED=random AUTOSEG_FUZZ_RUNS=1000000 npx vitest run
 * tests/unit/dicom/fuzz.test.ts; guided by coverage: npm run -s fuzz.
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
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...seeds),
      fc.array(mutation, { minLength: 1, maxLength: 8 }),
      async (seed, mutations) => {
        const bytes = mutations.reduce((changed, change) => mutate(changed, change), seed);
        expect(await toLeastProcessorMs(() => toProcessorMs(() => tryAll(bytes)))).toBeLessThan(longestMs);
      },
    ),
    { numRuns },
  );
});

test("a file that is cut off after any byte is answered as well", async () => {
  for (const seed of seeds)
    for (let length = 0; length < seed.length; length++) await tryAll(seed.subarray(0, length));
});
