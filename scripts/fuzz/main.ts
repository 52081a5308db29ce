/**
 * `npm run -s fuzz [-- --target NAME] [--seconds 60] [--out FOLDER] [FILE…]`: changes the inputs of a target at random (of
 * each in turn unless one is named), keeps those that reach code that none before has reached, and changes them further
 * (branches are counted). An input that is answered by anything but a result or a typed error, takes longer
 * than 250 ms of the processor or more than 128 MB is written to the folder; exit code 1.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { changeInput, createRandom } from "../../tests/unit/fuzz/changes.ts";
import type { FuzzTarget } from "../../tests/unit/fuzz/fuzz-target.ts";
import { ReachedBranches } from "./reached-branches.ts";

type Targets = typeof import("../../tests/unit/fuzz/fuzz-targets.ts");
type Target = typeof import("../../tests/unit/fuzz/fuzz-target.ts");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    target: { type: "string" },
    seconds: { type: "string", default: "60" },
    out: { type: "string", default: "test-results/fuzz" },
    seed: { type: "string", default: `${Date.now() % 1_000_000}` },
  },
});

/** Larger inputs take too long to change. */
const largestBytes = 256 * 1024;
/** What docs/dicom.md promises for any file of up to 1 MB. */
const [longestMs, mostMb] = [250, 128];
const inputsARound = 64;
/** Number of attempts for a slow or large input, to exclude those delayed by other load or garbage collection. */
const mostTries = 4;

await using branches = new ReachedBranches();
const { fuzzTargets } = await branches.load<Targets>("tests/unit/fuzz/fuzz-targets.ts");
const { foundInputs, tryInput } = await branches.load<Target>("tests/unit/fuzz/fuzz-target.ts");

const chosen = fuzzTargets.filter(({ name }) => values.target === undefined || name === values.target);
if (chosen.length === 0) {
  process.stderr.write(
    `There is no target ${values.target}. Choose one of: ${fuzzTargets.map(({ name }) => name).join(", ")}.\n`,
  );
  process.exit(2);
}

const random = createRandom(Number(values.seed));

const megabyte = 2 ** 20;

/** What is wrong with the result for an input, and the elapsed time. */
async function give(target: FuzzTarget, bytes: Uint8Array) {
  const started = performance.now();
  try {
    await tryInput(target, bytes);
  } catch (error) {
    return {
      elapsedMs: 0,
      failure: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
  return { elapsedMs: performance.now() - started };
}

/** Whether an input exceeds the limits of CPU time or memory in every attempt. */
async function tooMuch(target: FuzzTarget, bytes: Uint8Array): Promise<string | undefined> {
  let found: string | undefined;
  for (let tries = 0; tries < mostTries; tries++) {
    const started = process.cpuUsage();
    const before = process.memoryUsage.rss();
    await give(target, bytes);
    const { user, system } = process.cpuUsage(started);
    const elapsedMs = (user + system) / 1000;
    const grownMb = (process.memoryUsage.rss() - before) / megabyte;
    if (elapsedMs <= longestMs && grownMb <= mostMb) return undefined;
    found = `it took ${elapsedMs.toFixed(0)} ms and ${grownMb.toFixed(0)} MB`;
  }
  return found;
}

function keep(target: FuzzTarget, bytes: Uint8Array, failure: string): void {
  const path = join(values.out, target.name, createHash("sha256").update(bytes).digest("hex").slice(0, 12));
  mkdirSync(join(values.out, target.name), { recursive: true });
  writeFileSync(path, bytes);
  process.stdout.write(`${path}: ${failure}\n`);
  process.exitCode = 1;
}

async function fuzz(target: FuzzTarget): Promise<void> {
  const corpus = [
    ...(await target.seeds()),
    ...foundInputs(target).values(),
    ...positionals.map((path) => new Uint8Array(readFileSync(path)).subarray(0, largestBytes)),
  ];
  // First, compiles the code and loads what it needs.
  for (const seed of corpus) await tryInput(target, seed);
  const seen = branches.take(target.covers);
  const deadline = performance.now() + Number(values.seconds) * 1000;
  let [inputs, failures] = [0, 0];
  const failed = (bytes: Uint8Array, failure: string | undefined): void => {
    if (failure === undefined) return;
    failures++;
    keep(target, bytes, failure);
  };
  const cpu = process.cpuUsage();
  while (performance.now() < deadline) {
    // Querying the memory in use takes longer than many inputs.
    const before = process.memoryUsage.rss();
    const round: Uint8Array[] = [];
    while (round.length < inputsARound && performance.now() < deadline) {
      const bytes = changeInput(corpus, target.tokens ?? [], random).subarray(0, largestBytes);
      round.push(bytes);
      const { failure, elapsedMs } = await give(target, bytes);
      failed(bytes, failure ?? (elapsedMs > longestMs ? await tooMuch(target, bytes) : undefined));
      const known = seen.size;
      for (const branch of branches.take(target.covers)) seen.add(branch);
      if (seen.size > known) corpus.push(bytes);
    }
    if (process.memoryUsage.rss() - before > mostMb * megabyte)
      for (const bytes of round) failed(bytes, await tooMuch(target, bytes));
    inputs += round.length;
  }
  const { user, system } = process.cpuUsage(cpu);
  process.stdout.write(
    `${target.name}: ${inputs} inputs, ${corpus.length} in the corpus (${seen.size} branches and counts), ${failures} failures, ${((user + system) / 1e6).toFixed(0)} s of the processor; --seed ${values.seed}\n`,
  );
}

for (const target of chosen) await fuzz(target);
