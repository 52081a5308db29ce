import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import * as nodeRuntime from "onnxruntime-node";
import * as webRuntime from "onnxruntime-web";
import { isAutosegError } from "../../src/errors.ts";
import { createReferenceInput } from "../../src/inference/index.ts";
import {
  loadModel,
  modalityOf,
  toBatchShape,
  toGraphs,
  toInputTensors,
  weightsLocation,
} from "../../src/model/index.ts";
import { createSegmenter, type RunReport } from "../../src/segmentation/index.ts";
import { createPhantom } from "../engine-page/phantom.ts";
import { describeEngine, type Measured, type Measurement, median, type Round } from "./engine-rounds.ts";

/*
 * The benchmark of the engine in Node, in one process: `MODEL SLICES ROUNDS`. Every round runs all ways one after the
 * other: session.run alone on WebAssembly, the whole engine on WebAssembly, and the same two on onnxruntime-node.
 */
const [location, slicesText, roundsText] = process.argv.slice(2) as [string, string, string];
const [slices, rounds] = [Number(slicesText), Number(roundsText)];

const model = await loadModel(location);
const [graph] = toGraphs(model.manifest);
const volume = { ...createPhantom(512, slices), modality: modalityOf(model.manifest) };
const file = graph!.weights.find(({ precision }) => precision === "float32") ?? graph!.weights[0]!;
const threads = Math.min(availableParallelism(), 8);
webRuntime.env.wasm.numThreads = threads;

/** session.run of an onnxruntime package, on the same input every time; gives milliseconds a run, the median of many. */
async function createRaw(runtime: typeof webRuntime, provider: string): Promise<() => Promise<number>> {
  const session = await runtime.InferenceSession.create(readFileSync(weightsLocation(model, file)), {
    executionProviders: [provider],
    graphOptimizationLevel: "all",
  });
  const inputs = createReferenceInput(graph!);
  const feeds = () =>
    Object.fromEntries(
      toInputTensors(graph!).map((tensor) => [
        tensor.name,
        new runtime.Tensor("float32", inputs[tensor.name]!, toBatchShape(tensor, 1)),
      ]),
    );
  await session.run(feeds());
  return async () => {
    const startedMs = performance.now();
    for (let run = 0; run < slices; run++) await session.run(feeds());
    return (performance.now() - startedMs) / slices;
  };
}

async function createEngine(device: "auto" | "wasm" | "webgpu") {
  const segmenter = await createSegmenter(model, { device });
  const reports: RunReport[] = [];
  return {
    reports,
    async run(): Promise<number> {
      const { report } = await segmenter.run(volume);
      reports.push(report);
      return report.timingsMs.total / report.units;
    },
  };
}

const ways: Record<string, () => Promise<number>> = {};
const engines: Record<string, Awaited<ReturnType<typeof createEngine>>> = {};
const missing: { provider: string; reason: string }[] = [];

ways.rawWasm = await createRaw(webRuntime, "wasm");
engines.engineWasm = await createEngine("wasm");
ways.rawNative = await createRaw(nodeRuntime as never, "cpu");
engines.engineNative = await createEngine("auto");
try {
  engines.engineWebGpu = await createEngine("webgpu");
} catch (error) {
  const why = isAutosegError(error, "no-provider") ? error.details.why : undefined;
  missing.push({ provider: "webgpu in node", reason: why ?? String(error) });
}
for (const [name, { run }] of Object.entries(engines)) ways[name] = run;

const all: Round[] = [];
for (let round = -1; round < rounds; round++) {
  const found: Record<string, number> = {};
  // Every second round goes backwards, so that none always comes after the same other.
  const names = Object.keys(ways);
  for (const name of round % 2 === 0 ? names : names.reverse()) found[name] = await ways[name]!();
  // The first round warms up.
  if (round >= 0) all.push(found);
}

const raw = (name: string, provider: string): Measured => {
  const msPerSlice = median(all.map((round) => round[name]!));
  return {
    way: "raw",
    where: "node",
    provider,
    precision: file.precision,
    batch: 1,
    threads,
    graphCapture: false,
    slices,
    msPerSlice,
    msPerSeries: msPerSlice * slices,
  };
};
const measurement: Measurement = {
  rounds: all,
  missing,
  measured: [
    raw("rawWasm", "wasm"),
    raw("rawNative", "cpu"),
    ...Object.values(engines).map(({ reports }) => describeEngine(reports.slice(1), "node")),
  ],
};
process.stdout.write(`\n${JSON.stringify(measurement)}\n`);
process.exit(0);
