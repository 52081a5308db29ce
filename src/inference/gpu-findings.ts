import { type Graph, type GraphModel, type Precision, toGraphs } from "../model/index.ts";
import { keep, readKept } from "./browser-store.ts";
import type { Gpu } from "./gpu-adapter.ts";
import { type GpuDesk, openGpuRunner, openGpuSession, type Variant } from "./gpu-runner.ts";
import { fixedBatch, startStopwatch, weightsOf } from "./graph-files.ts";
import { createReferenceInput } from "./numeric-check.ts";
import { inTurn } from "./runtime-backend.ts";

/** What was measured of a model on an adapter on first use. */
export interface Findings {
  readonly variant: Variant;
  /** Nodes of all graphs that run on the CPU. */
  readonly nodesOnCpu: readonly string[];
}

/** Batch sizes that are tried if the model leaves it free. */
const batchesToTry = [1, 2, 4, 8];

/** Each variant is timed over at most this many runs and this much time, after a first run that compiles. */
const [mostRuns, mostMs] = [5, 300];

/** The findings of an earlier visit with the same adapter, files and onnxruntime, else those of a short measurement. */
export async function findBestWay(
  model: GraphModel,
  precision: Precision,
  { report }: Gpu,
  desk: GpuDesk,
): Promise<Findings> {
  const graphs = toGraphs(model.manifest);
  const { vendor, architecture, device, description } = report;
  const machine = [vendor, architecture, device, description, desk.version, navigator.userAgent].join("|");
  const hashes = graphs.map((graph) => weightsOf(graph, precision).sha256).join("-");
  const path = `findings/${model.manifest.name}/${encodeURIComponent(machine)}/${hashes}`;
  const known = await readKept(path);
  if (known) return JSON.parse(new TextDecoder().decode(known)) as Findings;

  const nodesOnCpu: string[] = [];
  for (const graph of graphs) nodesOnCpu.push(...(await findNodesOnCpu(desk, graph)));
  const tried = graphs.find((graph) => fixedBatch(graph) === undefined) ?? graphs[0]!;
  const fixed = fixedBatch(tried);
  const variant = await chooseVariant(
    (one) => timeVariant(desk, tried, one),
    fixed === undefined ? batchesToTry : [fixed],
  );
  const findings: Findings = { variant, nodesOnCpu };
  await keep(path, new TextEncoder().encode(JSON.stringify(findings)));
  return findings;
}

/** Opens the graph once just for its log: a session that logs keeps doing so in every run. */
async function findNodesOnCpu(desk: GpuDesk, graph: Graph): Promise<string[]> {
  const { result, lines } = await captureConsole(() =>
    inTurn(desk.runtime, () => openGpuSession(desk, graph, { batch: 1, graphCapture: false }, 0)),
  );
  await result.release();
  return readNodesOnCpu(lines);
}

async function timeVariant(desk: GpuDesk, graph: Graph, variant: Variant): Promise<number> {
  const runner = await openGpuRunner(desk, graph, variant);
  try {
    const units = Array.from({ length: runner.batch }, () => createReferenceInput(graph));
    const run = async () => (await inTurn(desk.runtime, () => runner.submit(units, undefined))).answers;
    await run();
    const stopwatch = startStopwatch();
    let [runs, spentMs] = [0, 0];
    for (; runs < mostRuns && spentMs < mostMs; runs++) {
      await run();
      spentMs += stopwatch();
    }
    return spentMs / runs / runner.batch;
  } finally {
    await inTurn(desk.runtime, () => runner[Symbol.asyncDispose]() as Promise<void>);
  }
}

/** A variant must be this much faster than the best so far to replace it: larger batches delay the first slice. */
const worthwhileGain = 1.05;

/** Variants save a few milliseconds per run; on an adapter that takes this long per unit, that is not noticeable. */
const slowMs = 100;

/**
 * The fastest variant, by a short measurement: graph capture at the smallest batch, then larger batches as long as each is
 * faster. A variant that fails is skipped.
 * @param measure milliseconds per unit of a variant.
 * @param batches sizes to try, ascending; the first is always measured.
 * @param budgetMs no further variant is started after this time.
 */
export async function chooseVariant(
  measure: (variant: Variant) => Promise<number>,
  batches: readonly number[],
  budgetMs = 8000,
): Promise<Variant> {
  const startedMs = performance.now();
  let best: Variant = { batch: batches[0]!, graphCapture: false };
  let bestMs = await measure(best);
  if (bestMs > slowMs) return best;
  const gains = async (variant: Variant): Promise<boolean> => {
    if (performance.now() - startedMs > budgetMs) return false;
    const ms = await measure(variant).catch(() => Number.POSITIVE_INFINITY);
    if (ms * worthwhileGain >= bestMs) return false;
    [best, bestMs] = [variant, ms];
    return true;
  };
  await gains({ ...best, graphCapture: true });
  for (const batch of batches.slice(1)) if (!(await gains({ ...best, batch }))) break;
  return best;
}

/**
 * The nodes of a graph that run on the CPU although another provider was requested, from onnxruntime's verbose log of opening
 * the session: the only place that reports them.
 */
export function readNodesOnCpu(log: readonly string[]): string[] {
  const nodes: string[] = [];
  let onCpu = false;
  for (const line of log) {
    const placed = /(?:All nodes|Node\(s\)) placed on \[(\w+)\]/.exec(line);
    if (placed) {
      onCpu = placed[1] === "CPUExecutionProvider";
      continue;
    }
    // Lines "  Conv (name)" follow "Node(s) placed on", up to the next different line.
    const node = /VerifyEachNodeIsAssignedToAnEp\]\s+(\S+ \(.*\))\s*$/.exec(line);
    if (!node) onCpu = false;
    else if (onCpu) nodes.push(node[1]!);
  }
  return nodes;
}

const consoleMethods = ["log", "info", "warn", "error", "debug"] as const;

/**
 * Runs `work` and returns the lines that it wrote to the console, where they do not appear: onnxruntime-web logs nowhere
 * else.
 */
async function captureConsole<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const target = globalThis.console;
  const originals = consoleMethods.map((method) => [method, target[method]] as const);
  for (const method of consoleMethods)
    target[method] = (...parts: unknown[]) => void lines.push(parts.join(" "));
  try {
    return { result: await work(), lines };
  } finally {
    for (const [method, original] of originals) target[method] = original;
  }
}
