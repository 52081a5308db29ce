/**
 * `npm run -s fuzz [-- --target NAME] [--seconds 60] [--out FOLDER] [FILE…]`: changes the inputs of a target at random (of
 * each in turn unless one is named), keeps those that reach code that none before has reached, and changes them further
 * (coverage from V8's own profiler). An input that is answered by anything but a result or a typed error, takes longer
 * than 250 ms of the processor or more than 128 MB is written to the folder; exit code 1.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { changeInput, createRandom } from "../tests/unit/fuzz/changes.ts";
import { type FuzzTarget, foundInputs, tryInput } from "../tests/unit/fuzz/fuzz-target.ts";
import { fuzzTargets } from "../tests/unit/fuzz/fuzz-targets.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    target: { type: "string" },
    seconds: { type: "string", default: "60" },
    out: { type: "string", default: "test-results/fuzz" },
    seed: { type: "string", default: `${Date.now() % 1_000_000}` },
  },
});

/** Larger inputs are changed too slowly to get anywhere. */
const largestBytes = 256 * 1024;
/** What docs/dicom.md promises for any file of up to 1 MB. */
const [longestMs, mostMb] = [250, 128];
/** How often a slow or large input is tried again: what only a neighbour or a collection of garbage made slow is not kept. */
const mostTries = 4;

const chosen = fuzzTargets.filter(({ name }) => values.target === undefined || name === values.target);
if (chosen.length === 0) {
  process.stderr.write(
    `There is no target ${values.target}. Choose one of: ${fuzzTargets.map(({ name }) => name).join(", ")}.\n`,
  );
  process.exit(2);
}

const random = createRandom(Number(values.seed));
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/** Blocks of the code under test that have run since the last call. */
async function coveredBlocks(covers: string): Promise<string[]> {
  const { result } = await session.post("Profiler.takePreciseCoverage");
  return result
    .filter(({ url }) => url.includes(covers))
    .flatMap(({ url, functions }) =>
      functions.flatMap(({ ranges }) =>
        // How often counts too, roughly: a loop that runs longer than ever is something new.
        ranges
          .filter(({ count }) => count > 0)
          .map(
            ({ startOffset, count }) => `${url} ${startOffset} ${Math.min(Math.floor(Math.log2(count)), 12)}`,
          ),
      ),
    );
}

/** What an input took, and what is wrong with that. */
async function measure(target: FuzzTarget, bytes: Uint8Array): Promise<string | undefined> {
  const started = process.cpuUsage();
  const before = process.memoryUsage.rss();
  try {
    await tryInput(target, bytes);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const { user, system } = process.cpuUsage(started);
  const elapsedMs = (user + system) / 1000;
  const grownMb = (process.memoryUsage.rss() - before) / 2 ** 20;
  if (elapsedMs > longestMs) return `it took ${elapsedMs.toFixed(0)} ms`;
  return grownMb > mostMb ? `it took ${grownMb.toFixed(0)} MB` : undefined;
}

async function fail(target: FuzzTarget, bytes: Uint8Array): Promise<string | undefined> {
  let failure: string | undefined;
  for (let tries = 0; tries < mostTries; tries++) {
    failure = await measure(target, bytes);
    if (failure === undefined) return undefined;
  }
  const folder = join(values.out, target.name);
  const name = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), bytes);
  return `${join(folder, name)}: ${failure}`;
}

async function fuzz(target: FuzzTarget): Promise<void> {
  const corpus = [
    ...(await target.seeds()),
    ...foundInputs(target).values(),
    ...positionals.map((path) => new Uint8Array(readFileSync(path)).subarray(0, largestBytes)),
  ];
  // The first runs compile the code and load what it needs.
  for (const seed of corpus) await tryInput(target, seed);
  const seen = new Set(await coveredBlocks(target.covers));
  const deadline = performance.now() + Number(values.seconds) * 1000;
  let [inputs, failures] = [0, 0];
  while (performance.now() < deadline) {
    const bytes = changeInput(corpus, target.tokens ?? [], random).subarray(0, largestBytes);
    const failure = await fail(target, bytes);
    inputs++;
    if (failure !== undefined) {
      failures++;
      process.stdout.write(`${failure}\n`);
      process.exitCode = 1;
    }
    const before = seen.size;
    for (const block of await coveredBlocks(target.covers)) seen.add(block);
    if (seen.size > before) corpus.push(bytes);
  }
  process.stdout.write(
    `${target.name}: ${inputs} inputs, ${corpus.length} in the corpus (${seen.size} blocks and counts), ${failures} failures; --seed ${values.seed}\n`,
  );
}

for (const target of chosen) await fuzz(target);
session.disconnect();
