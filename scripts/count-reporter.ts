import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

/** A test that did not pass: a failed one with what it said first, a skipped one with the reason it gave. */
export interface UnpassedTest {
  readonly file: string;
  readonly test: string;
  readonly reason: string | undefined;
}

/** What became of the tests of one run. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: readonly UnpassedTest[];
  readonly skipped: readonly UnpassedTest[];
}

/** Environment variable that names the file {@link CountReporter} writes. */
export const countsFileVariable = "AUTOSEG_TEST_COUNTS";

/** A vitest reporter that writes {@link TestCounts} as JSON for `npm test` to add up. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    const failed = unhandledErrors.map((error) => ({
      file: "outside of a test",
      test: "an error that nobody caught",
      reason: said(error),
    }));
    const skipped: UnpassedTest[] = [];
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId);
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") passed++;
        else if (result.state === "skipped") {
          const reason = ("note" in result ? result.note : undefined) ?? reasonIn(test.fullName);
          skipped.push({ file, test: test.fullName, reason });
        } else failed.push({ file, test: test.fullName, reason: said(result.errors?.[0]) });
      }
      // A file that does not load, or a hook that fails, has no failed test to show for it.
      for (const error of module.errors())
        failed.push({ file, test: "the file itself", reason: said(error) });
      for (const suite of module.children.allSuites())
        for (const error of suite.errors()) failed.push({ file, test: suite.fullName, reason: said(error) });
    }
    const file = process.env[countsFileVariable];
    if (file) writeFileSync(file, JSON.stringify({ passed, failed, skipped } satisfies TestCounts));
  }
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
