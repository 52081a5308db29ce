import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

/** What became of the tests of one run; a skipped one with the reason it gave. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { file: string; test: string; reason: string | undefined }[];
}

/** Environment variable that names the file {@link CountReporter} writes. */
export const countsFileVariable = "AUTOSEG_TEST_COUNTS";

/** A vitest reporter that writes {@link TestCounts} as JSON for `npm test` to add up. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    const skipped: { file: string; test: string; reason: string | undefined }[] = [];
    for (const module of modules) {
      const failedBefore = failed;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") passed++;
        else if (result.state === "skipped") {
          const reason = ("note" in result ? result.note : undefined) ?? reasonIn(test.fullName);
          skipped.push({ file: relative(process.cwd(), module.moduleId), test: test.fullName, reason });
        } else failed++;
      }
      // A file that does not load, or a hook that fails, has no failed test to show for it.
      if (module.state() === "failed" && failed === failedBefore) failed++;
    }
    const file = process.env[countsFileVariable];
    if (file) writeFileSync(file, JSON.stringify({ passed, failed, skipped } satisfies TestCounts));
  }
}

/** A reason that stands in the name itself: "highdicom (skipped: no Python with highdicom) > reads it". */
function reasonIn(name: string): string | undefined {
  return /\(skipped: ([^)]+)\)/.exec(name)?.[1] ?? /not compared: (.+)$/.exec(name)?.[1];
}
