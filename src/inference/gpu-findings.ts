import { type Graph, type Model, type Precision, toGraphs } from "../model/index.ts";
import { keep, readKept } from "./browser-store.ts";
import { chooseVariant, type Variant } from "./choose-variant.ts";
import type { Gpu } from "./gpu-adapter.ts";
import { type GpuDesk, openGpuRunner, openGpuSession } from "./gpu-runner.ts";
import { startStopwatch, weightsOf } from "./graph-files.ts";
import { fixedBatch } from "./network.ts";
import { captureConsole, readNodesOnCpu } from "./node-placement.ts";
import { createReferenceInput } from "./numeric-check.ts";
import { inTurn } from "./runtime-backend.ts";

/** What was found out about a model on an adapter at first use. */
export interface Findings {
  readonly variant: Variant;
  /** Nodes of all graphs that run on the processor. */
  readonly nodesOnCpu: readonly string[];
}

/** Units of one run that are tried where the model leaves it free. */
const batchesToTry = [1, 2, 4, 8];

/** Runs that are timed of each variant, after one that compiles: so many, or as many as fit into the time. */
const [mostRuns, mostMs] = [5, 300];

/** The findings of an earlier visit with the same adapter, files and onnxruntime, else those of a short measurement. */
export async function findBestWay(
  model: Model,
  precision: Precision,
  { report }: Gpu,
  runtimeVersion: string,
  desk: GpuDesk,
): Promise<Findings> {
  const graphs = toGraphs(model.manifest);
  const { vendor, architecture, device, description } = report;
  const machine = [vendor, architecture, device, description, runtimeVersion, navigator.userAgent].join("|");
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

/** Opens the graph once for its log alone: a session that logs goes on doing so in every run. */
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
