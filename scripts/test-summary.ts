import type { TestOutcome } from "./outcome-reporter.ts";
import type { Settled } from "./run-again.ts";

/** The end of what `npm test` prints: what was skipped and why, what passed only on a second try, what failed, and the count. */
export function summarize({ outcomes, flaky }: Settled): string[] {
  const only = (state: TestOutcome["state"]) => outcomes.filter((outcome) => outcome.state === state);
  const [passed, failed, skipped] = [only("passed"), only("failed"), only("skipped")];
  return [
    ...titled("Skipped", skipLines(skipped)),
    ...titled("Passed only on a second try", flaky.flatMap(failureLines)),
    ...titled("Failed", failed.flatMap(failureLines)),
    `${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`,
  ];
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [`${title}:`, ...lines] : [];
}

function failureLines({ file, test, reason }: TestOutcome): string[] {
  return [`  ${file}: ${test}`, `    ${reason ?? "says nothing"}`];
}

/** One line for all tests of a file that were skipped for the same reason. */
function skipLines(skipped: readonly TestOutcome[]): string[] {
  const groups = new Map<string, number>();
  for (const { file, reason } of skipped) {
    const key = `${file}: ${reason ?? "no reason given"}`;
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  return [...groups].map(([key, count]) => `  ${key} (${count === 1 ? "1 test" : `${count} tests`})`);
}
