import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { hostileCases, mostMb } from "./hostile-cases.ts";
import { mostSteps } from "./work-steps.ts";

interface Result {
  readonly name: string;
  readonly way: string;
  readonly steps: number;
  readonly grownMb: number;
  readonly answer: string;
}

// All in one process of their own, one after the other: steps and memory are theirs alone.
const results = JSON.parse(
  execFileSync(
    process.execPath,
    ["--expose-gc", "--import", "tsx", fileURLToPath(new URL("hostile-run.ts", import.meta.url))],
    // Steps within a regular expression are not counted; one that backtracks takes hours.
    { maxBuffer: 2 ** 26, stdio: ["ignore", "pipe", "ignore"], timeout: 600_000 },
  ).toString(),
) as Result[];

describe.each(hostileCases.map(({ name }) => name))("%s", (name) => {
  const own = results.filter((result) => result.name === name);
  test("is answered by a result or a typed error", () => {
    expect(own.length).toBe(4);
    expect(own.map(({ answer }) => answer).filter((answer) => answer.startsWith("UNTYPED"))).toEqual([]);
  });

  test("is answered in a few sentences", () => {
    expect(Math.max(...own.map(({ answer }) => answer.length))).toBeLessThan(1000);
  });

  test(`takes at most ${mostSteps} steps and ${mostMb} MB`, () => {
    for (const { way, steps, grownMb } of own) {
      expect(steps, way).toBeLessThan(mostSteps);
      expect(grownMb, way).toBeLessThan(mostMb);
    }
  });
});
