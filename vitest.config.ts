import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

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

/** Unit tests that load modules anew: what other files of the same process have loaded would be loaded twice after them. */
const reloading = ["segmentation/slices-sampled", "workers/assets", "workers/load-failure"].map(
  (name) => `tests/unit/${name}.test.ts`,
);

/**
 * What begins first, so that no file is left over at the end while other cores are idle. The archive's trials, chaos and limits
 * mostly wait for timers and other programs, so each runs beside files that compute.
 */
const first: readonly string[] = [
  ...["unit/dicom/hostile", "unit/fuzz/fuzz-targets", "unit/faults/requests", "unit/segmentation/segmenter"],
  ...["unit/docs-code", "unit/archive/services", "unit/segmentation/inference-plan"],
  ...["conformance/archive/trials", "e2e/parity", "conformance/parity/parity"],
  ...["conformance/archive/chaos", "conformance/segmentation/acquisitions", "conformance/archive/limits"],
  ...["conformance/orthanc/dicomweb", "conformance/archive/archive"],
];

/** The longest files with a browser, which follow when the other tests have begun. */
const longestWithBrowser: readonly string[] = [
  ...["examples", "cli", "accessibility", "models", "operations", "autosave-faults", "run-control", "layout"],
  ...["cli-files", "segment", "pacs", "engine", "deploying", "start", "tools", "security", "killed-browser"],
  ...["prompts", "autosave", "cycles", "large-series", "hosts"],
].map((name) => `e2e/${name}`);

/** All of e2e comes together: the next file takes over the process and its browser. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeIn = (list: readonly string[], { moduleId }: TestSpecification): number => {
      const place = list.findIndex((name) => moduleId.endsWith(`/tests/${name}.test.ts`));
      return place >= 0 ? place : list.length;
    };
    const placeOf = (file: TestSpecification): number => {
      const isLater = file.project.name === "e2e" && placeIn(first, file) === first.length;
      return isLater ? 1000 + placeIn(longestWithBrowser, file) : placeIn(first, file);
    };
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => placeOf(a) - placeOf(b));
  }
}

/** One more than there are cores: tests wait for a page, a server or another program part of the time. */
const maxWorkers = Math.min(availableParallelism() + 1, 5);

/**
 * Five projects: `unit` and `unit-reloading` mirror src; then `conformance` holds our output against other people's programs
 * while `e2e` drives a real browser, one for all files of a process; at last `e2e-alone` does. The time-outs end what hangs; none
 * is reached by a machine that is busy with other things.
 */
export default defineConfig({
  test: {
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers,
    sequence: { sequencer: LongestFirst },
    // Of the rooms that run in a browser or in processes of their own, only what tests in Node run counts.
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      // AssemblyScript, which runs as what it is compiled to.
      exclude: ["src/**/assembly/**"],
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
          exclude: reloading,
          // Loading the modules anew for every file would take longer than the tests.
          isolate: false,
          setupFiles: ["tests/seed.ts", "tests/equality.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "unit-reloading",
          include: reloading,
          setupFiles: ["tests/seed.ts", "tests/equality.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "conformance",
          include: ["tests/conformance/**/*.test.ts"],
          isolate: false,
          setupFiles: ["tests/seed.ts", "tests/equality.ts"],
          globalSetup: "tests/built-cli.ts",
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          exclude: alone,
          setupFiles: ["tests/equality.ts"],
          globalSetup: ["tests/built-cli.ts", "tests/e2e/serve-viewer.ts", "tests/e2e/serve-examples.ts"],
          isolate: false,
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
