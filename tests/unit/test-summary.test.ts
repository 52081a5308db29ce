import { expect, test } from "vitest";
import type { TestOutcome } from "../../scripts/outcome-reporter.ts";
import { settle } from "../../scripts/run-again.ts";
import { summarize } from "../../scripts/test-summary.ts";

const edit = "tests/e2e/edit.test.ts";
const passed: TestOutcome = { file: edit, test: "draws", state: "passed" };
const failed: TestOutcome = { file: edit, test: "erases", state: "failed", reason: "was not ready" };

test("where all went well, the count is all that is said", () => {
  expect(summarize(settle([passed], []))).toEqual(["1 passed, 0 failed, 0 skipped"]);
});

test("what failed at first and then passed is named with its reason, and counts as passed", () => {
  expect(summarize(settle([passed, failed], [passed, { ...failed, state: "passed" }]))).toEqual([
    "Passed only on a second try:",
    `  ${edit}: erases`,
    "    was not ready",
    "2 passed, 0 failed, 0 skipped",
  ]);
});

test("what failed twice is named as failed, once", () => {
  expect(summarize(settle([passed, failed], [passed, failed]))).toEqual([
    "Failed:",
    `  ${edit}: erases`,
    "    was not ready",
    "1 passed, 1 failed, 0 skipped",
  ]);
});

test("what was skipped for one reason is one line", () => {
  const skipped = (name: string, reason?: string): TestOutcome => ({
    file: edit,
    test: name,
    state: "skipped",
    reason,
  });
  expect(summarize(settle([skipped("a", "no pen"), skipped("b", "no pen"), skipped("c")], []))).toEqual([
    "Skipped:",
    `  ${edit}: no pen (2 tests)`,
    `  ${edit}: no reason given (1 test)`,
    "0 passed, 0 failed, 3 skipped",
  ]);
});
