/** What is tried, and what came of it. */

export const counts = { passed: 0, failed: 0, skipped: 0 };

export async function step(name: string, work: () => unknown): Promise<void> {
  const started = performance.now();
  try {
    const found = await work();
    counts.passed++;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`passed   ${name} (${seconds} s)${typeof found === "string" ? `: ${found}` : ""}`);
  } catch (error) {
    counts.failed++;
    console.log(`FAILED   ${name}: ${(error as Error).message}`);
  }
}

export function expect(isRight: boolean, what: string): void {
  if (!isRight) throw new Error(what);
}
