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
 * The engine benchmark in Node, in one process: `MODEL SLICES ROUNDS`. Each round runs a series through the whole engine on
 * WebAssembly and one on onnxruntime-node, and session.run alone as often as there are slices. On WebAssembly both alternate
 * slice by slice, since a shared machine changes its speed within seconds by more than the difference to be measured. On
 * onnxruntime-node they run one after the other, since each session has its own threads, which spin for a while after a run and
 * would take the cores from the other.
 */
const [location, slicesText, roundsText] = process.argv.slice(2) as [string, string, string];
const [slices, rounds] = [Number(slicesText), Number(roundsText)];

const model = await loadModel(location);
const [graph] = toGraphs(model.manifest);
const volume = { ...createPhantom(512, slices), modality: modalityOf(model.manifest) };
const file = graph!.weights.find(({ precision }) => precision === "float32") ?? graph!.weights[0]!;
const threads = Math.min(availableParallelism(), 8);
webRuntime.env.wasm.numThreads = threads;

/** session.run of an onnxruntime package, always on the same input, in milliseconds. */
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
    await session.run(feeds());
    return performance.now() - startedMs;
  };
}

async function createEngine(device: "auto" | "wasm" | "webgpu") {
  const segmenter = await createSegmenter(model, { device });
  return { segmenter, reports: [] as RunReport[] };
}

type Engine = Awaited<ReturnType<typeof createEngine>>;

/** Milliseconds per slice of a series in an engine that pauses after every slice for `between`, which is not counted. */
async function runEngine({ segmenter, reports }: Engine, between?: () => Promise<void>): Promise<number> {
  let pausedMs = 0;
  const run = segmenter.run(volume, {
    onSlice: () => {
      if (!between) return;
      run.pause();
      // In the next turn of the event loop, since the engine first finishes the slice, which counts as its own time.
      setImmediate(async () => {
        const startedMs = performance.now();
        await between();
        pausedMs += performance.now() - startedMs;
        run.resume();
      });
    },
  });
  const { report } = await run;
  const timingsMs = { ...report.timingsMs, total: report.timingsMs.total - pausedMs };
  reports.push({ ...report, timingsMs });
  return timingsMs.total / report.units;
}

/** Milliseconds of session.run alone, per slice. */
async function runAlone(raw: () => Promise<number>): Promise<number> {
  let ms = 0;
  for (let slice = 0; slice < slices; slice++) ms += await raw();
  return ms / slices;
}

/** Alternates between an engine and session.run alone, slice by slice. */
async function runInTurns(engine: Engine, raw: () => Promise<number>) {
  let rawMs = 0;
  const engineMs = await runEngine(engine, async () => {
    rawMs += await raw();
  });
  return { engineMs, rawMs: rawMs / slices };
}

const missing: { provider: string; reason: string }[] = [];
const wasm = { engine: await createEngine("wasm"), raw: await createRaw(webRuntime, "wasm") };
const native = { engine: await createEngine("auto"), raw: await createRaw(nodeRuntime as never, "cpu") };
const webGpu = await createEngine("webgpu").catch((error: unknown) => {
  const why = isAutosegError(error, "no-provider") ? error.details.why : undefined;
  missing.push({ provider: "webgpu in node", reason: why ?? String(error) });
});

const all: Round[] = [];
for (let round = -1; round < rounds; round++) {
  const onWasm = await runInTurns(wasm.engine, wasm.raw);
  const found: Round = {
    rawWasm: onWasm.rawMs,
    engineWasm: onWasm.engineMs,
    rawNative: await runAlone(native.raw),
    engineNative: await runEngine(native.engine),
    ...(webGpu && { engineWebGpu: await runEngine(webGpu) }),
  };
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
    ...[wasm.engine, native.engine, ...(webGpu ? [webGpu] : [])].map(({ reports }) =>
      describeEngine(reports.slice(1), "node"),
    ),
  ],
};
process.stdout.write(`\n${JSON.stringify(measurement)}\n`);
process.exit(0);
