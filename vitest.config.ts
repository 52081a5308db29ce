import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Property tests: AUTOSEG_SEED=N tries other examples than those of every run, AUTOSEG_SEED=random new ones each time. */
function chooseSeed(wanted = "1"): string {
  const seed = wanted === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(wanted);
  if (!Number.isInteger(seed))
    throw new Error(`AUTOSEG_SEED is a whole number or "random", not "${wanted}".`);
  if (wanted === "random") process.stderr.write(`AUTOSEG_SEED=${seed}\n`);
  return String(seed);
}

// For the processes that run the tests, and for this file, which vitest reads once a project.
process.env.AUTOSEG_SEED = chooseSeed(process.env.AUTOSEG_SEED);

/** Files that measure the browser's memory, or who has the page's thread: nothing may run beside them. */
const alone = ["engine-load", "forms-worker", "segmentation-worker"].map(
  (name) => `tests/e2e/${name}.test.ts`,
);

/**
 * Four projects: `unit` mirrors src, `conformance` holds our output against other people's programs; after them `e2e` drives
 * a real browser, one for all files of a process, and at last `e2e-alone` does. The time-outs end what hangs; none
 * is reached by a machine that is busy with other things.
 */
export default defineConfig({
  test: {
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: availableParallelism(),
    // Of the rooms that run in a browser or in processes of their own, only what tests in Node run counts.
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      reporter: ["json-summary"],
      reportsDirectory: "test-results/coverage",
      reportOnFailure: true,
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.ts"],
          setupFiles: ["tests/seed.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "conformance",
          include: ["tests/conformance/**/*.test.ts"],
          setupFiles: ["tests/seed.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          exclude: alone,
          globalSetup: "tests/e2e/serve-viewer.ts",
          isolate: false,
          // A browser keeps more than one core busy.
          maxWorkers: Math.min(availableParallelism(), 4),
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "e2e-alone",
          include: alone,
          isolate: false,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
