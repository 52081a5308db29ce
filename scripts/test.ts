/**
 * `npm test`: type check, lint, dead exports, then the unit, conformance and end-to-end tests. Arguments go to vitest
 * instead: `npm test -- tests/unit/errors.test.ts`. The last line counts everything. Browser tests that fail are run once
 * more, alone: those that pass then are named, and fail nothing.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareCoverage, coverageArguments } from "./coverage.ts";
import { installDebianPackages } from "./debian-packages.ts";
import { browserAdvice, findBrowser } from "./find-browser.ts";
import { outcomesFileVariable, type TestOutcome } from "./outcome-reporter.ts";
import { filesToRunAgain, type Settled, settle } from "./run-again.ts";
import { summarize } from "./test-summary.ts";

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
function check(name: string, program: keyof typeof programs, args: readonly string[]): TestOutcome {
  console.log(`\n${name}`);
  const passed = run(program, args);
  console.log(passed ? "passed" : `FAILED: ${name}`);
  return passed ? success(name) : failure(name, `${name}: see above`);
}

function success(test: string): TestOutcome {
  return { file: "npm test", test, state: "passed" };
}

/** A step of which no more is known than that it failed. */
function failure(test: string, reason: string): TestOutcome {
  return { file: "npm test", test, state: "failed", reason };
}

function runTests(args: readonly string[]): readonly TestOutcome[] {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-test-"));
  const file = join(folder, "outcomes.json");
  try {
    const reporters = ["--reporter=default", "--reporter=./scripts/outcome-reporter.ts"];
    const passed = run("vitest", ["run", ...reporters, ...args], { [outcomesFileVariable]: file });
    const outcomes = JSON.parse(readFileSync(file, "utf8")) as TestOutcome[];
    if (passed || outcomes.some(({ state }) => state === "failed")) return outcomes;
    return [...outcomes, failure(args.join(" "), "vitest ended with an error but names no test")];
  } catch {
    return [failure(args.join(" "), "vitest ended before it had run the tests")];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The unit tests, and whether they still run as much of every room as they did. */
function runUnitTests(): readonly TestOutcome[] {
  const outcomes = runTests(coverageArguments);
  if (outcomes.some(({ state }) => state === "failed")) return outcomes;
  console.log("\nCoverage by the unit tests");
  const fallen = compareCoverage().map((room) => failure(`coverage of ${room}`, "see above"));
  return [...outcomes, ...(fallen.length > 0 ? fallen : [success("coverage")])];
}

/** All other tests, browser tests that fail a second time. */
function runOtherTests(): Settled {
  const projects = (...names: string[]) => names.flatMap((name) => ["--project", name]);
  const first = runTests(projects("conformance", "e2e", "e2e-alone"));
  const files = filesToRunAgain(first);
  if (files.length === 0) return settle(first, []);
  console.log(`\nOnce more, one after the other: ${files.join(", ")}`);
  return settle(first, runTests([...projects("e2e", "e2e-alone"), "--no-file-parallelism", ...files]));
}

function runAll(): Settled {
  const checks = [
    check("Types", "tsc", ["--noEmit"]),
    check("Lint", "biome", ["check", "."]),
    check("Dead exports", "knip", []),
    ...runUnitTests(),
  ];
  const { outcomes, flaky } = runOtherTests();
  return { outcomes: [...checks, ...outcomes], flaky };
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

const settled = args.length > 0 ? settle(runTests(args), []) : runAll();
console.log(`\nTook ${Math.round((performance.now() - startedMs) / 1000)} s.`);
console.log(summarize(settled).join("\n"));
process.exitCode = settled.outcomes.some(({ state }) => state === "failed") ? 1 : 0;
