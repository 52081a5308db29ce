import type { TestOutcome } from "./outcome-reporter.ts";

/** What counts after all runs, and the failures that do not. */
export interface Settled {
  readonly outcomes: readonly TestOutcome[];
  readonly flaky: readonly TestOutcome[];
}

/** What drives a browser or other programs may fail because the machine is busy; nothing else may. */
const browserTests = "tests/e2e/";

/** Test files that get a second chance, alone: browser tests with a failure. */
export function filesToRunAgain(outcomes: readonly TestOutcome[]): string[] {
  const failing = [...filesWith("failed", outcomes)];
  return failing.filter((file) => file.startsWith(browserTests));
}

/**
 * Puts a run and the second run of some of its files together. A file passes if all of it passes the second time; its
 * failures are flaky then. If not, what failed in either run has failed.
 */
export function settle(first: readonly TestOutcome[], second: readonly TestOutcome[]): Settled {
  const failing = filesWith("failed", second);
  const passing = new Set([...filesWith("passed", second)].filter((file) => !failing.has(file)));
  const failures = first.filter(({ state }) => state === "failed");
  const isKnown = ({ file, test }: TestOutcome) =>
    failures.some((known) => known.file === file && known.test === test);
  return {
    outcomes: [
      ...first.filter(({ file }) => !passing.has(file)),
      ...second.filter((outcome) =>
        outcome.state === "failed" ? !isKnown(outcome) : passing.has(outcome.file),
      ),
    ],
    flaky: failures.filter(({ file }) => passing.has(file)),
  };
}

function filesWith(wanted: TestOutcome["state"], outcomes: readonly TestOutcome[]): Set<string> {
  return new Set(outcomes.filter(({ state }) => state === wanted).map(({ file }) => file));
}
