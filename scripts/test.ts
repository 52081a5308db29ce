/**
 * `npm test`: type check, lint, dead exports, then the unit, conformance and end-to-end tests. Arguments go to vitest
 * instead: `npm test -- tests/unit/errors.test.ts`. The last line counts everything. Browser tests that fail are run once
 * more, alone: those that pass then are named, and fail nothing.
 */
import { execFile, spawn } from "node:child_process";
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

/** Whether the program ends well. What it says is shown as it comes. */
function run(
  program: keyof typeof programs,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, programs[program]), ...args], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    child.on("error", reject);
    child.on("close", (code) => resolve(code === 0));
  });
}

/** Steps that pass or fail as a whole. */
function runChecks(): Promise<readonly TestOutcome[]> {
  return Promise.all([
    check("Types", "tsc", ["--noEmit"]),
    check("Lint", "biome", ["check", "."]),
    check("Dead exports", "knip", []),
  ]);
}

/** Prints what the program says when it has ended, so that no two get mixed up. */
function check(name: string, program: keyof typeof programs, args: readonly string[]): Promise<TestOutcome> {
  const commandLine = [join(root, programs[program]), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, commandLine, { cwd: root, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      console.log(`\n${name}\n${stdout}${stderr}${error ? `FAILED: ${name}` : "passed"}`);
      resolve(error ? failure(name, `${name}: see above`) : success(name));
    });
  });
}

function success(test: string): TestOutcome {
  return { file: "npm test", test, state: "passed" };
}

/** A step of which no more is known than that it failed. */
function failure(test: string, reason: string): TestOutcome {
  return { file: "npm test", test, state: "failed", reason };
}

async function runTests(args: readonly string[]): Promise<readonly TestOutcome[]> {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-test-"));
  const file = join(folder, "outcomes.json");
  try {
    const reporters = ["--reporter=default", "--reporter=./scripts/outcome-reporter.ts"];
    const passed = await run("vitest", ["run", ...reporters, ...args], { [outcomesFileVariable]: file });
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
async function runUnitTests(): Promise<readonly TestOutcome[]> {
  const outcomes = await runTests(coverageArguments);
  if (outcomes.some(({ state }) => state === "failed")) return outcomes;
  console.log("\nCoverage by the unit tests");
  const fallen = compareCoverage().map((room) => failure(`coverage of ${room}`, "see above"));
  return [...outcomes, ...(fallen.length > 0 ? fallen : [success("coverage")])];
}

/** All other tests, browser tests that fail a second time. */
async function runOtherTests(): Promise<Settled> {
  const projects = (...names: string[]) => names.flatMap((name) => ["--project", name]);
  const first = await runTests(projects("conformance", "e2e", "e2e-alone"));
  const files = filesToRunAgain(first);
  if (files.length === 0) return settle(first, []);
  console.log(`\nOnce more, one after the other: ${files.join(", ")}`);
  return settle(first, await runTests([...projects("e2e", "e2e-alone"), "--no-file-parallelism", ...files]));
}

function requireBrowser(): void {
  if (findBrowser() !== undefined) return;
  console.error(browserAdvice);
  process.exit(1);
}

async function runAll(): Promise<Settled> {
  // Beside each other: none has work for every core all the time. Browser tests have the machine for themselves.
  const [checks, unitTests] = await Promise.all([runChecks(), runUnitTests(), installing]);
  requireBrowser();
  const { outcomes, flaky } = await runOtherTests();
  return { outcomes: [...checks, ...unitTests, ...outcomes], flaky };
}

const args = process.argv.slice(2);
const startedMs = performance.now();

const installing =
  args.length === 0 || args.some((arg) => arg.includes("e2e")) ? installDebianPackages() : undefined;
if (args.length > 0 && installing) {
  await installing;
  requireBrowser();
}

const settled = args.length > 0 ? settle(await runTests(args), []) : await runAll();
console.log(`\nTook ${Math.round((performance.now() - startedMs) / 1000)} s.`);
console.log(summarize(settled).join("\n"));
process.exitCode = settled.outcomes.some(({ state }) => state === "failed") ? 1 : 0;
