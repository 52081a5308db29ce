import { AutosegError } from "../errors.ts";
import { type GraphModel, type Precision, toGraphs } from "../model/index.ts";
import type { Backend, BackendOptions } from "./backend.ts";
import { readWeights } from "./browser-store.ts";
import { checkFits, findGpu, type Gpu, requestDevice } from "./gpu-adapter.ts";
import { findBestWay } from "./gpu-findings.ts";
import { type GpuDesk, openGpuRunner } from "./gpu-runner.ts";
import { fixedBatch, readOnnxFacts, startStopwatch, weightsOf } from "./graph-files.ts";
import { createRuntimeBackend } from "./runtime-backend.ts";
import type { Runner, Runtime } from "./session.ts";

/**
 * A backend on the browser's GPU adapter, in half precision if both adapter and model support it.
 * @throws AutosegError `no-provider`, `adapter-too-small`, `invalid-model`, `model-not-found`, `model-hash-mismatch`.
 */
export async function openGpuBackend(
  model: GraphModel,
  reason: string,
  options: BackendOptions,
  importRuntime: () => Promise<{ readonly runtime: Runtime; readonly version: string }>,
): Promise<Backend> {
  const stopwatch = startStopwatch();
  const gpu = await findGpu(options.acceptSoftwareAdapter ?? false);
  const precision = choosePrecision(model, gpu);
  const { files, fromCache } = await readFiles(model, precision, gpu);
  const weightsMs = stopwatch();
  const { runtime, version } = await importRuntime();
  const runtimeMs = stopwatch();
  const device = await requestDevice(gpu);
  try {
    const desk: GpuDesk = {
      runtime,
      version,
      device,
      label: gpu.label,
      modelName: model.manifest.name,
      files,
    };
    const { variant, nodesOnCpu } = await findBestWay(model, precision, gpu, desk);
    const tuningMs = stopwatch();
    const runners = new Map<string, Runner>();
    for (const graph of toGraphs(model.manifest))
      runners.set(graph.name, await openGpuRunner(desk, graph, variant));
    return createRuntimeBackend(runtime, {
      modelName: model.manifest.name,
      depth: 2,
      runners,
      lost: watchDevice(device, gpu.label),
      close: () => device.destroy(),
      provider: {
        name: "webgpu",
        label: gpu.label,
        reason,
        precision,
        threads: 0,
        adapter: gpu.report,
        ...variant,
        nodesOnCpu,
        coldStartMs: {
          runtime: runtimeMs,
          weights: weightsMs,
          session: stopwatch(),
          firstRun: 0,
          tuning: tuningMs,
        },
        weightsFromCache: fromCache,
      },
    });
  } catch (error) {
    device.destroy();
    throw error;
  }
}

/** @throws AutosegError `no-provider` if the model has half precision only and the adapter does not support it. */
function choosePrecision({ manifest }: GraphModel, { adapter, label }: Gpu): Precision {
  const has = (precision: Precision) =>
    toGraphs(manifest).every(({ weights }) => weights.some((file) => file.precision === precision));
  if (adapter.features.has("shader-f16") && has("float16")) return "float16";
  if (has("float32")) return "float32";
  throw new AutosegError(
    "no-provider",
    `${label} cannot compute in half precision (shader-f16), and the model ${manifest.name} has only half-precision weights. Run it on the CPU.`,
    { tried: ["webgpu"] },
  );
}

/** Reads the weights of all graphs, by graph. @throws AutosegError `adapter-too-small`, before any is used. */
async function readFiles(model: GraphModel, precision: Precision, { report }: Gpu) {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let fromCache = true;
  for (const graph of toGraphs(model.manifest)) {
    const file = weightsOf(graph, precision);
    const read = await readWeights(model, graph.name, file);
    fromCache &&= read.fromCache;
    const { largestWeightsBytes } = readOnnxFacts(read.bytes);
    const { largestTensorBytes } = file;
    const batch = fixedBatch(graph) ?? 1;
    checkFits(model.manifest.name, graph, { largestWeightsBytes, largestTensorBytes, batch }, report);
    files.set(graph.name, read.bytes);
  }
  return { files, fromCache };
}

/** Rejects when the device is lost or refuses a command: later results cannot be trusted. */
function watchDevice(device: GPUDevice, label: string): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (what: string) =>
      reject(
        new AutosegError(
          "device-lost",
          `${label} stopped computing: ${what.split("\n")[0]}. The finished slices are kept. Run the model again.`,
          { provider: "webgpu" },
        ),
      );
    void device.lost.then(({ reason, message }) => fail(`the device was lost (${message || reason})`));
    device.addEventListener("uncapturederror", ({ error }) => fail(error.message));
  });
}
