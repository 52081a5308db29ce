import { isAutosegError } from "../errors.ts";
import { type GraphModel, toGraphs } from "../model/index.ts";
import { addressOf, checkWasmAllowed, findMissingAsset } from "../workers/index.ts";
import type { Backend, BackendOptions } from "./backend.ts";
import { readWeights } from "./browser-store.ts";
import {
  type EncodedBackend,
  type EncodedModel,
  openTensorGraphs,
  readEncodedFiles,
  type TensorGraphs,
} from "./encoded-backend.ts";
import { openGpuBackend } from "./gpu-backend.ts";
import { fixBatch, fixedBatch, startStopwatch, weightsOf } from "./graph-files.ts";
import { toWasmPaths, wasmFiles, webgpuFiles } from "./runtime-assets.ts";
import { createRuntimeBackend } from "./runtime-backend.ts";
import { createCpuRunner, openSession, type Runner, type Runtime } from "./session.ts";

/** A provider of onnxruntime-web to open, and why. */
export interface WebOpening {
  readonly provider: "webgpu" | "wasm";
  readonly model: GraphModel;
  readonly reason: string;
  readonly options: BackendOptions;
}

/** More threads gain nothing on slices of 256 x 256, and cost memory. */
const mostThreads = 8;

/**
 * Opens a provider of onnxruntime-web in this thread.
 * @throws AutosegError `missing-assets`, `blocked-by-policy`, `no-provider`, `adapter-too-small`, `invalid-model`, `model-not-found`, `model-hash-mismatch`.
 */
export async function openWebBackend(opening: WebOpening): Promise<Backend> {
  checkWasmAllowed();
  const { module, wasm } = opening.provider === "webgpu" ? webgpuFiles : wasmFiles;
  try {
    return await open(opening);
  } catch (error) {
    // If a file of onnxruntime itself is missing, it reports a model that it cannot load.
    if (isAutosegError(error) && error.code !== "invalid-model") throw error;
    for (const file of [module, wasm]) {
      const missing = await findMissingAsset(addressOf(file));
      if (missing) throw missing;
    }
    throw error;
  }
}

function open(opening: WebOpening): Promise<Backend> {
  return opening.provider === "webgpu"
    ? openGpuBackend(opening.model, opening.reason, opening.options, importWebGpuRuntime)
    : openWasmBackend(opening);
}

async function importWebGpuRuntime(): Promise<{ runtime: Runtime; version: string }> {
  const runtime = await import("onnxruntime-web/webgpu");
  runtime.env.wasm.wasmPaths = toWasmPaths(webgpuFiles);
  runtime.env.wasm.numThreads = 1;
  return { runtime: runtime as never, version: runtime.env.versions.web ?? "" };
}

async function openWasmBackend({ model, reason, options }: WebOpening): Promise<Backend> {
  const wanted = options.threads ?? Math.min(navigator.hardwareConcurrency, mostThreads);
  const threads = globalThis.crossOriginIsolated ? wanted : 1;
  const label = `WebAssembly, ${threads === 1 ? "1 thread" : `${threads} threads`}`;
  const stopwatch = startStopwatch();
  const runtime = await import("onnxruntime-web/wasm");
  runtime.env.wasm.wasmPaths = toWasmPaths(wasmFiles);
  runtime.env.wasm.numThreads = threads;
  const runtimeMs = stopwatch();
  const runners = new Map<string, Runner>();
  let [weightsMs, sessionMs, fromCache] = [0, 0, true];
  for (const graph of toGraphs(model.manifest)) {
    stopwatch();
    const read = await readWeights(model, graph.name, weightsOf(graph, "float32"));
    fromCache &&= read.fromCache;
    weightsMs += stopwatch();
    const batch = fixedBatch(graph) ?? 1;
    const file = { graph, weights: read.bytes, modelName: model.manifest.name, label };
    const session = await openSession(runtime as never, file, {
      executionProviders: ["wasm"],
      freeDimensionOverrides: fixBatch(graph, read.bytes, batch),
    });
    runners.set(graph.name, createCpuRunner(runtime as never, session, graph, batch));
    sessionMs += stopwatch();
  }
  return createRuntimeBackend(runtime, {
    modelName: model.manifest.name,
    // A second request waits in the worker, so that the next run starts without a round trip.
    depth: 2,
    runners,
    provider: {
      name: "wasm",
      label,
      reason,
      precision: "float32",
      threads,
      batch: 1,
      graphCapture: false,
      nodesOnCpu: [],
      coldStartMs: { runtime: runtimeMs, weights: weightsMs, session: sessionMs, firstRun: 0, tuning: 0 },
      weightsFromCache: fromCache,
    },
  });
}

/** An encoder and a decoder in this thread, and the provider they run on. */
export interface OpenedGraphs {
  readonly graphs: TensorGraphs;
  readonly provider: EncodedBackend["provider"];
}

/**
 * Opens an encoder and a decoder on onnxruntime-web in this thread: in WebAssembly, since there is no reference to check a
 * GPU against, or on a GPU if requested.
 * @throws AutosegError `blocked-by-policy`, `invalid-model`, `model-not-found`, `model-hash-mismatch`.
 */
export async function openWebGraphs(model: EncodedModel, options: BackendOptions): Promise<OpenedGraphs> {
  checkWasmAllowed();
  const modelName = model.manifest.name;
  const name = options.device === "webgpu" ? "webgpu" : "wasm";
  const label = name === "webgpu" ? "WebGPU" : "WebAssembly";
  const runtime =
    name === "webgpu" ? (await importWebGpuRuntime()).runtime : await importWasmRuntime(options);
  const files = await readEncodedFiles(
    model,
    async (graphName, file) => (await readWeights(model, graphName, file)).bytes,
  );
  const graphs = await openTensorGraphs(runtime, files, { modelName, label, executionProvider: name });
  return { graphs, provider: { name, label } };
}

async function importWasmRuntime(options: BackendOptions): Promise<Runtime> {
  const runtime = await import("onnxruntime-web/wasm");
  runtime.env.wasm.wasmPaths = toWasmPaths(wasmFiles);
  const wanted = options.threads ?? Math.min(navigator.hardwareConcurrency, mostThreads);
  runtime.env.wasm.numThreads = globalThis.crossOriginIsolated ? wanted : 1;
  return runtime as never;
}
