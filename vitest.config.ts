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

/** The files that take longest, by project. */
const longest: Readonly<Record<string, readonly string[]>> = {
  unit: ["dicom/hostile", "fuzz/fuzz-targets", "faults/requests", "segmentation/segmenter", "docs-code"],
  conformance: [
    "parity/parity",
    "segmentation/acquisitions",
    "archive/chaos",
    "archive/archive",
    "orthanc/dicomweb",
  ],
  e2e: [
    "engine",
    "examples",
    "security",
    "segment",
    "hosts",
    "parity",
    "autosave-faults",
    "cli",
    "run-control",
    "operations",
    "cli-files",
  ],
};

/**
 * The longest files first, so that none is left over at the end while other cores are idle. All of e2e comes together: the
 * next file takes over the process and its browser.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ project, moduleId }: TestSpecification): number => {
      const names = longest[project.name] ?? [];
      const place = names.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      if (project.name === "e2e") return 1000 + (place >= 0 ? place : names.length);
      return place >= 0 ? place : 2000;
    };
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => placeOf(a) - placeOf(b));
  }
}

/** One more than there are cores: tests wait for a page, a server or another program part of the time. */
const maxWorkers = Math.min(availableParallelism() + 1, 5);

/**
 * Four projects: `unit` mirrors src; then `conformance` holds our output against other people's programs while `e2e` drives
 * a real browser, one for all files of a process; at last `e2e-alone` does. The time-outs end what hangs; none is reached by a
 * machine that is busy with other things.
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
          // Loading the modules anew for every file would take longer than the tests.
          isolate: false,
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
