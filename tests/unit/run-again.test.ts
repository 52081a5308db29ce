import { describe, expect, test } from "vitest";
import type { TestOutcome } from "../../scripts/outcome-reporter.ts";
import { filesToRunAgain, settle } from "../../scripts/run-again.ts";

const [edit, tools, unit] = ["tests/e2e/edit.test.ts", "tests/e2e/tools.test.ts", "tests/unit/a.test.ts"];

function outcome(file: string, test: string, state: TestOutcome["state"], reason?: string): TestOutcome {
  return { file, test, state, reason };
}

const first = [
  outcome(unit, "adds", "passed"),
  outcome(edit, "draws", "passed"),
  outcome(edit, "erases", "failed", "was not ready"),
  outcome(edit, "needs a pen", "skipped", "no pen"),
  outcome(tools, "opens", "passed"),
];

describe("files that run again", () => {
  test("are browser tests with a failure, each once", () => {
    expect(filesToRunAgain(first)).toEqual([edit]);
    expect(filesToRunAgain([...first, outcome(edit, "the file itself", "failed")])).toEqual([edit]);
  });

  test("are never unit tests, conformance tests or steps of the run", () => {
    const failures = [unit, "tests/conformance/a.test.ts", "npm test", "outside of a test"];
    expect(filesToRunAgain(failures.map((file) => outcome(file, "a", "failed")))).toEqual([]);
  });
});

describe("a second run", () => {
  test("that does not happen leaves the first as it is", () => {
    expect(settle(first, [])).toEqual({ outcomes: first, flaky: [] });
  });

  test("that passes takes the place of the first, whose failures are flaky, with their reason", () => {
    const second = [
      outcome(edit, "draws", "passed"),
      outcome(edit, "erases", "passed"),
      outcome(edit, "needs a pen", "skipped", "no pen"),
    ];
    const { outcomes, flaky } = settle(first, second);
    expect(flaky).toEqual([outcome(edit, "erases", "failed", "was not ready")]);
    expect(outcomes).toEqual([first[0], first[4], ...second]);
  });

  test("that fails, even elsewhere, leaves the failures of both runs", () => {
    const second = [outcome(edit, "draws", "failed", "no pane"), outcome(edit, "erases", "passed")];
    expect(settle(first, second)).toEqual({ outcomes: [...first, second[0]], flaky: [] });
  });

  test("that fails in the same test counts it once", () => {
    const second = [outcome(edit, "draws", "passed"), outcome(edit, "erases", "failed", "again")];
    expect(settle(first, second)).toEqual({ outcomes: first, flaky: [] });
  });

  test("that breaks off, or skips all of a file, saves nothing", () => {
    const broken = outcome("npm test", "vitest", "failed", "ended before it had run the tests");
    expect(settle(first, [broken])).toEqual({ outcomes: [...first, broken], flaky: [] });
    expect(settle(first, [outcome(edit, "erases", "skipped")])).toEqual({ outcomes: first, flaky: [] });
  });

  test("settles each file for itself", () => {
    const failures = [outcome(edit, "draws", "failed"), outcome(tools, "opens", "failed")];
    const second = [outcome(edit, "draws", "passed"), outcome(tools, "opens", "failed")];
    expect(settle(failures, second)).toEqual({ outcomes: [failures[1], second[0]], flaky: [failures[0]] });
  });
});
