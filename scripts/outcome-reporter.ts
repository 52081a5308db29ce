import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

/** What became of one test: why it was skipped, or what a failed one said first. */
export interface TestOutcome {
  readonly file: string;
  readonly test: string;
  readonly state: "passed" | "failed" | "skipped";
  readonly reason?: string | undefined;
}

/** Environment variable that names the file {@link OutcomeReporter} writes. */
export const outcomesFileVariable = "AUTOSEG_TEST_OUTCOMES";

/** A vitest reporter that writes the {@link TestOutcome}s of a run as JSON for `npm test` to count. */
export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const outcomes: TestOutcome[] = unhandledErrors.map((error) => ({
      file: fileOf(error),
      test: "an error that nobody caught",
      state: "failed",
      reason: said(error),
    }));
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId);
      const fail = (test: string, errors: readonly unknown[]) =>
        outcomes.push(
          ...errors.map((error) => ({ file, test, state: "failed", reason: said(error) }) as const),
        );
      for (const test of module.children.allTests()) {
        const name = test.fullName;
        const result = test.result();
        if (result.state === "passed") outcomes.push({ file, test: name, state: "passed" });
        else if (result.state === "skipped") {
          const reason = ("note" in result ? result.note : undefined) ?? reasonIn(name);
          outcomes.push({ file, test: name, state: "skipped", reason });
        } else fail(name, [result.errors?.[0]]);
      }
      // A file that does not load, or a hook that fails, has no failed test to show for it.
      fail("the file itself", module.errors());
      for (const suite of module.children.allSuites()) fail(suite.fullName, suite.errors());
    }
    const file = process.env[outcomesFileVariable];
    if (file) writeFileSync(file, JSON.stringify(outcomes));
  }
}

/** The test file that was running when an error came that nobody caught, where vitest knows it. */
function fileOf(error: unknown): string {
  const isPlaced = error !== null && typeof error === "object" && "VITEST_TEST_PATH" in error;
  return isPlaced ? relative(process.cwd(), String(error.VITEST_TEST_PATH)) : "outside of a test";
}

/** A reason that stands in the name itself: "highdicom (skipped: no Python with highdicom) > reads it". */
function reasonIn(name: string): string | undefined {
  return /\(skipped: ([^)]+)\)/.exec(name)?.[1] ?? /not compared: (.+)$/.exec(name)?.[1];
}

/** What an error says, up to where the comparison of values begins: the whole stands in the run's own output. */
function said(error: unknown): string | undefined {
  const message = error !== null && typeof error === "object" && "message" in error ? error.message : error;
  return message === undefined ? undefined : String(message).split("\n").slice(0, 3).join(" ").slice(0, 400);
}
