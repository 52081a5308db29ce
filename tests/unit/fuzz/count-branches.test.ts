import { describe, expect, test } from "vitest";
import { countBranches } from "../../../scripts/fuzz/count-branches.ts";

/** What the code gives, and how often each of its branches is taken. */
function run(code: string): { readonly result: unknown; readonly counts: readonly number[] } {
  const counted = countBranches(code, 0, "counts");
  const counts = new Array<number>(counted.counterCount).fill(0);
  const result: unknown = new Function("counts", `${counted.code}\nreturn main();`)(counts);
  return { result, counts };
}

describe("countBranches", () => {
  test.each([
    ["a function", "function main() { return 7; }", 7, [1]],
    ["an arrow", "const main = () => ({ a: 1 });", { a: 1 }, [1]],
    ["a condition that holds", "const main = () => { if (1) return 2; return 3; };", 2, [1, 1, 0]],
    ["one that does not", "const main = () => { if (0) return 2; return 3; };", 3, [1, 0, 1]],
    [
      "conditions in one another",
      "const main = () => { if (1) if (0) return 2; else return 3; };",
      3,
      [1, 1, 0, 0, 1],
    ],
    [
      "loops without braces",
      "const main = () => { let n = 0; for (let i = 0; i < 5; i++) while (n < i) n++; return n; };",
      4,
      [1, 5, 4],
    ],
    [
      "cases",
      "const main = () => { switch (2) { case 1: return 1; case 2: default: return 9; } };",
      9,
      [1, 0, 1],
    ],
    [
      "both ways of a choice",
      "const main = () => [1, 0].map((x) => x ? 5 : 6 || 7);",
      [5, 6],
      [1, 2, 1, 1, 0],
    ],
    [
      "the right sides of logic",
      "const main = () => [0 || 1, 0 && 1, null ?? (0, 2)];",
      [1, 0, 2],
      [1, 1, 0, 1],
    ],
    ["what is caught", "const main = () => { try { throw 1; } catch { return 4; } };", 4, [1, 1]],
  ])("%s", (_, code, result, counts) => {
    const answer = run(code);
    expect(answer.result).toEqual(result);
    expect(answer.counts.toSorted()).toEqual(counts.toSorted());
  });

  test("counters go on from the first, and lines stay where they are", () => {
    const { code, counterCount } = countBranches("function a() {\n  return () => 1;\n}\n", 40, "counts");
    expect(counterCount).toBe(2);
    expect(code.split("\n")).toHaveLength(4);
    expect(code).toContain("counts[40]++");
    expect(code).toContain("counts[41]++");
  });
});
