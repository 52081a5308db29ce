/**
 * `npm run -s fuzz [-- --seconds 60] [--out FOLDER] [FILE…]`: changes DICOM files at random, keeps those that reach code
 * that none before has reached, and changes them further (coverage from V8's own profiler). A file that is answered by
 * anything but a result or a typed error, or takes longer than 250 ms, is written to the folder; exit code 1.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { mutate, seeds, tryAll } from "../tests/unit/dicom/fuzz-inputs.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "60" },
    out: { type: "string", default: "test-results/fuzz" },
    seed: { type: "string", default: `${Date.now() % 1_000_000}` },
  },
});

/** Larger files are changed too slowly to get anywhere. */
const largestBytes = 256 * 1024;
const longestMs = 250;

/** Bytes that mean something where they land: lengths, delimiters, item tags, VRs. */
const dictionary: readonly Uint8Array[] = [
  ...[0, 1, 2, 0xff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff].map(
    (value) => new Uint8Array(Uint32Array.of(value).buffer),
  ),
  Uint8Array.of(0xfe, 0xff, 0x00, 0xe0),
  Uint8Array.of(0xfe, 0xff, 0x0d, 0xe0),
  Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0),
  ...["SQ", "UN", "OB", "OW", "US", "DS", "LO", "PN", "FD"].map((vr) => new TextEncoder().encode(vr)),
];

let state = Number(values.seed);
/** A number from 0 to 1, the same ones for the same seed (mulberry32). */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

/** The end of one file behind the beginning of another. */
function splice(a: Uint8Array, b: Uint8Array): Uint8Array {
  const [end, start] = [Math.floor(random() * a.length), Math.floor(random() * b.length)];
  return Uint8Array.from([...a.subarray(0, end), ...b.subarray(start)]);
}

function change(corpus: readonly Uint8Array[]): Uint8Array {
  let bytes = random() < 0.1 ? splice(pick(corpus), pick(corpus)) : pick(corpus);
  for (let count = 1 + Math.floor(random() * 4); count > 0; count--) {
    const kind = pick(["set", "set", "set", "remove", "repeat", "cut"]);
    const piece = random() < 0.5 ? pick(dictionary) : Uint8Array.of(Math.floor(random() * 256));
    bytes = mutate(bytes, { at: random(), kind, bytes: piece });
  }
  return bytes.subarray(0, largestBytes);
}

const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/** Blocks of the reader that have run since the last call. */
async function coveredBlocks(): Promise<string[]> {
  const { result } = await session.post("Profiler.takePreciseCoverage");
  return result
    .filter(({ url }) => url.includes("/src/dicom/"))
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

const corpus = [
  ...seeds,
  ...positionals.map((path) => new Uint8Array(readFileSync(path)).subarray(0, largestBytes)),
];
const seen = new Set<string>();
const failures: string[] = [];
const deadline = performance.now() + Number(values.seconds) * 1000;
let runs = 0;

async function run(bytes: Uint8Array): Promise<boolean> {
  const started = process.cpuUsage();
  let failure: string | undefined;
  try {
    await tryAll(bytes);
  } catch (error) {
    failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const { user, system } = process.cpuUsage(started);
  const elapsedMs = (user + system) / 1000;
  // The first runs compile the code and load the codecs.
  if (runs++ > seeds.length && elapsedMs > longestMs) failure ??= `it took ${elapsedMs.toFixed(0)} ms`;
  if (failure !== undefined) {
    const name = `${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}.dcm`;
    mkdirSync(values.out, { recursive: true });
    writeFileSync(join(values.out, name), bytes);
    failures.push(`${name}: ${failure}`);
    process.stdout.write(`${failures.at(-1)}\n`);
  }
  const before = seen.size;
  for (const block of await coveredBlocks()) seen.add(block);
  return seen.size > before;
}

for (const seed of corpus) await run(seed);
while (performance.now() < deadline) {
  const bytes = change(corpus);
  if (await run(bytes)) corpus.push(bytes.slice());
}
process.stdout.write(
  `${runs} files, ${corpus.length} of them reached new code (${seen.size} blocks and counts), ${failures.length} failures; --seed ${values.seed}\n`,
);
session.disconnect();
process.exitCode = failures.length > 0 ? 1 : 0;
