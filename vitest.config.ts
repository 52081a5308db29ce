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

/**
 * Three projects, run in turn by `npm test`: `unit` mirrors src, `conformance` holds our output against other
 * people's programs, `e2e` drives a real browser, one after the other. The time-outs end what hangs; none is reached by
 * a machine that is busy with other things.
 */
export default defineConfig({
  test: {
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.ts"],
          setupFiles: ["tests/property-seed.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "conformance",
          include: ["tests/conformance/**/*.test.ts"],
          setupFiles: ["tests/property-seed.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: "tests/e2e/serve-viewer.ts",
          fileParallelism: false,
        },
      },
    ],
  },
});
