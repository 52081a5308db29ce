/**
 * `npm test`: type check, lint, dead exports, then the unit, conformance and end-to-end tests. Arguments go to vitest
 * instead: `npm test -- tests/unit/errors.test.ts`. The last line counts everything.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countsFileVariable, type TestCounts, type UnpassedTest } from "./count-reporter.ts";
import { compareCoverage, coverageArguments } from "./coverage.ts";
import { installDebianPackages } from "./debian-packages.ts";
import { browserAdvice, findBrowser } from "./find-browser.ts";

const root = join(import.meta.dirname, "..");
const programs = {
  tsc: "node_modules/typescript/bin/tsc",
  biome: "node_modules/@biomejs/biome/bin/biome",
  knip: "node_modules/knip/bin/knip.js",
  vitest: "node_modules/vitest/vitest.mjs",
};

function run(program: keyof typeof programs, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  const { status } = spawnSync(process.execPath, [join(root, programs[program]), ...args], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  return status === 0;
}

/** A step that is one check: it passes or fails as a whole. */
function check(name: string, program: keyof typeof programs, args: readonly string[]): TestCounts {
  console.log(`\n${name}`);
  const passed = run(program, args);
  console.log(passed ? "passed" : `FAILED: ${name}`);
  return passed ? { passed: 1, failed: [], skipped: [] } : failure(name, `${name}: see above`);
}

/** A step of which no more is known than that it failed. */
function failure(test: string, reason: string): TestCounts {
  return { passed: 0, failed: [{ file: "npm test", test, reason }], skipped: [] };
}

function runTests(args: readonly string[]): TestCounts {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-test-"));
  const file = join(folder, "counts.json");
  try {
    const reporters = ["--reporter=default", "--reporter=./scripts/count-reporter.ts"];
    const passed = run("vitest", ["run", ...reporters, ...args], {
      [countsFileVariable]: file,
    });
    const counts = JSON.parse(readFileSync(file, "utf8")) as TestCounts;
    if (passed || counts.failed.length > 0) return counts;
    const { failed } = failure(args.join(" "), "vitest ended with an error but names no test");
    return { ...counts, failed };
  } catch {
    return failure(args.join(" "), "vitest ended before it had run the tests");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The unit tests, and whether they still run as much of every room as they did. */
function runUnitTests(): TestCounts[] {
  const counts = runTests(coverageArguments);
  if (counts.failed.length > 0) return [counts];
  console.log("\nCoverage by the unit tests");
  const fallen = compareCoverage();
  if (fallen.length === 0) return [counts, { passed: 1, failed: [], skipped: [] }];
  return [counts, ...fallen.map((room) => failure(`coverage of ${room}`, "see above"))];
}

/** A suite that skips as a whole has its reason in its title: "pydicom (skipped: no Python with pydicom)". */
function reasonInTitle(test: string): string {
  return /\(skipped: (.+?)\)/.exec(test)?.[1] ?? /not compared: (.+)$/.exec(test)?.[1] ?? "no reason given";
}

/** One line for all tests of a file that were skipped for the same reason. */
function skipLines(skipped: readonly UnpassedTest[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { file, test, reason } of skipped) {
    const key = `${file}: ${reason ?? reasonInTitle(test)}`;
    groups.set(key, [...(groups.get(key) ?? []), test]);
  }
  return [...groups].map(
    ([key, tests]) => `  ${key} (${tests.length === 1 ? "1 test" : `${tests.length} tests`})`,
  );
}

const args = process.argv.slice(2);
const startedMs = performance.now();

if (args.length === 0 || args.some((arg) => arg.includes("e2e"))) {
  installDebianPackages();
  if (findBrowser() === undefined) {
    console.error(browserAdvice);
    process.exit(1);
  }
}

const results =
  args.length > 0
    ? [runTests(args)]
    : [
        check("Types", "tsc", ["--noEmit"]),
        check("Lint", "biome", ["check", "."]),
        check("Dead exports", "knip", []),
        ...runUnitTests(),
        runTests(["conformance", "e2e", "e2e-alone"].flatMap((project) => ["--project", project])),
      ];

const passed = results.reduce((total, result) => total + result.passed, 0);
const failed = results.flatMap((result) => result.failed);
const skipped = results.flatMap((result) => result.skipped);

console.log(`\nTook ${Math.round((performance.now() - startedMs) / 1000)} s.`);
if (skipped.length > 0) console.log(`Skipped:\n${skipLines(skipped).join("\n")}`);
if (failed.length > 0) {
  console.log("Failed:");
  for (const { file, test, reason } of failed)
    console.log(`  ${file}: ${test}\n    ${reason ?? "says nothing"}`);
}
console.log(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`);
process.exitCode = failed.length > 0 ? 1 : 0;
