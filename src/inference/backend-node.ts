import { availableParallelism } from "node:os";
import { AutosegError } from "../errors.ts";
import { type GraphModel, loadWeights, type Precision, toGraphs } from "../model/index.ts";
import type { Backend, BackendOptions, Provider } from "./backend.ts";
import {
  type EncodedBackend,
  type EncodedModel,
  openTensorGraphs,
  readEncodedFiles,
} from "./encoded-backend.ts";
import { type Candidate, createFallbackBackend, type FallbackBackend } from "./fallback-backend.ts";
import { fixBatch, fixedBatch, startStopwatch, weightsOf } from "./graph-files.ts";
import { openProfiled } from "./profiled-session.ts";
import { createRuntimeBackend, inTurn, toInferenceError } from "./runtime-backend.ts";
import { createCpuRunner, firstLine, openSession, type Runner, type Runtime } from "./session.ts";

/** More threads gain nothing on slices of 256 x 256, and cost memory. */
const mostWasmThreads = 8;

/**
 * A backend in Node: onnxruntime-node on the CPU, or on a GPU through its WebGPU provider if requested and available; or
 * onnxruntime-web's WebAssembly if requested (to compare with the browser) or if onnxruntime-node is not installed.
 * @throws AutosegError `no-provider` or `invalid-model` if the requested device cannot be opened, `wrong-numbers`,
 * `model-not-found`, `model-hash-mismatch`.
 */
export async function createBackend(
  model: GraphModel,
  options: BackendOptions = {},
): Promise<FallbackBackend> {
  const { device = "auto" } = options;
  if (device === "wasm") return createFallbackBackend(model, [wasm(model, options)], "Chosen by the user.");
  const missing = await findNativeRuntime();
  if (device === "auto")
    return missing === undefined
      ? createFallbackBackend(model, [cpu(model, options)], "onnxruntime-node computes on the CPU.")
      : createFallbackBackend(model, [wasm(model, options)], missing);
  if (missing !== undefined)
    throw new AutosegError("no-provider", `WebGPU cannot be used: ${missing}`, {
      tried: ["webgpu"],
      why: "onnxruntime-node is not installed",
    });
  const hasHalf = toGraphs(model.manifest).every(({ weights }) =>
    weights.some(({ precision }) => precision === "float16"),
  );
  // Which features the adapter has is known only once a session is open.
  const candidates = hasHalf
    ? [webgpu(model, "float16"), webgpu(model, "float32")]
    : [webgpu(model, "float32")];
  return createFallbackBackend(model, candidates, "Chosen by the user.");
}

/** An optional package: its install script downloads CUDA, which fails on machines without internet access. */
const importNativeRuntime = async (): Promise<Runtime> => (await import("onnxruntime-node")) as never;

/** A sentence saying why onnxruntime-node cannot be used; undefined if it can. */
async function findNativeRuntime(): Promise<string | undefined> {
  try {
    await importNativeRuntime();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND"
      ? "onnxruntime-node, which is several times faster, is not installed. Install it with npm install onnxruntime-node --ignore-scripts."
      : `onnxruntime-node cannot be loaded (${firstLine(error)}). Install it again.`;
  }
}

/** As many threads as the machine has unless the options say otherwise: onnxruntime's own default. */
function cpu(model: GraphModel, { threads }: BackendOptions): Candidate {
  const label = threads === undefined ? "CPU" : `CPU, ${threads === 1 ? "1 thread" : `${threads} threads`}`;
  return {
    label,
    open: (reason) =>
      openNodeBackend(model, importNativeRuntime, "cpu", {
        name: "cpu",
        label,
        reason,
        precision: "float32",
        threads: threads ?? availableParallelism(),
        ...(threads !== undefined && { intraOpNumThreads: threads }),
      }),
  };
}

function webgpu(model: GraphModel, precision: Precision): Candidate {
  const label = "WebGPU in Node";
  return {
    label: `${label}, ${precision}`,
    open: (reason) =>
      openNodeBackend(model, importNativeRuntime, "webgpu", {
        name: "webgpu",
        label,
        reason,
        precision,
        threads: 0,
      }).catch((error: unknown) => {
        if (!/failed to get a webgpu adapter/i.test(firstLine(error))) throw error;
        const why = "onnxruntime-node found no graphics adapter";
        throw new AutosegError(
          "no-provider",
          `WebGPU cannot be used: ${why}. Install the adapter's Vulkan driver, or choose no device.`,
          { tried: ["webgpu"], why },
          { cause: error },
        );
      }),
  };
}

function wasm(model: GraphModel, options: BackendOptions): Candidate {
  const threads = options.threads ?? Math.min(availableParallelism(), mostWasmThreads);
  const importRuntime = async (): Promise<Runtime> => {
    const runtime = await import("onnxruntime-web");
    runtime.env.wasm.numThreads = threads;
    return runtime as never;
  };
  const label = `WebAssembly, ${threads === 1 ? "1 thread" : `${threads} threads`}`;
  return {
    label,
    open: (reason) =>
      openNodeBackend(model, importRuntime, "wasm", {
        name: "wasm",
        label,
        reason,
        precision: "float32",
        threads,
      }),
  };
}

async function openNodeBackend(
  model: GraphModel,
  importRuntime: () => Promise<Runtime>,
  executionProvider: Provider["name"],
  {
    intraOpNumThreads,
    ...described
  }: Pick<Provider, "name" | "label" | "reason" | "precision" | "threads"> & {
    readonly intraOpNumThreads?: number;
  },
): Promise<Backend> {
  const { manifest } = model;
  const stopwatch = startStopwatch();
  const runtime = await importRuntime();
  const runtimeMs = stopwatch();
  const runners = new Map<string, Runner>();
  const nodesOnCpu: string[] = [];
  let [weightsMs, sessionMs] = [0, 0];
  for (const graph of toGraphs(manifest)) {
    stopwatch();
    const weights = await loadWeights(model, weightsOf(graph, described.precision));
    weightsMs += stopwatch();
    const batch = fixedBatch(graph) ?? 1;
    const open = (profiling: object) =>
      openSession(
        runtime,
        { graph, weights, modelName: manifest.name, label: described.label },
        {
          executionProviders: [executionProvider],
          ...(intraOpNumThreads !== undefined && { intraOpNumThreads }),
          freeDimensionOverrides: fixBatch(graph, weights, batch),
          ...profiling,
        },
      );
    if (executionProvider === "webgpu") {
      const { session, onCpu } = await openProfiled(runtime, graph, batch, open);
      nodesOnCpu.push(...onCpu);
      runners.set(graph.name, createCpuRunner(runtime, session, graph, batch));
    } else {
      runners.set(graph.name, createCpuRunner(runtime, await open({}), graph, batch));
    }
    sessionMs += stopwatch();
  }
  return createRuntimeBackend(runtime, {
    modelName: manifest.name,
    // A run blocks this thread: nothing can be prepared meanwhile.
    depth: 1,
    runners,
    provider: {
      ...described,
      batch: 1,
      graphCapture: false,
      nodesOnCpu,
      coldStartMs: { runtime: runtimeMs, weights: weightsMs, session: sessionMs, firstRun: 0, tuning: 0 },
      weightsFromCache: false,
    },
  });
}

/**
 * An encoder and a decoder in Node: on the CPU, or if requested in WebAssembly or on a GPU.
 * @throws AutosegError `invalid-model`, `model-not-found`, `model-hash-mismatch`.
 */
export async function createEncodedBackend(
  model: EncodedModel,
  { device = "auto", threads }: BackendOptions = {},
): Promise<EncodedBackend> {
  const modelName = model.manifest.name;
  const isNative = device !== "wasm" && (await findNativeRuntime()) === undefined;
  const name = isNative ? (device === "webgpu" ? "webgpu" : "cpu") : "wasm";
  const label = { webgpu: "WebGPU in Node", cpu: "CPU", wasm: "WebAssembly" }[name];
  const importWeb = async () => {
    const web = await import("onnxruntime-web");
    if (threads !== undefined) web.env.wasm.numThreads = threads;
    return web as never;
  };
  const runtime: Runtime = isNative ? await importNativeRuntime() : await importWeb();
  const files = await readEncodedFiles(model, (_, file) => loadWeights(model, file));
  const graphs = await openTensorGraphs(runtime, files, { modelName, label, executionProvider: name });
  return {
    provider: { name, label },
    inputs: graphs.inputs,
    run: (graph, feeds) =>
      inTurn(runtime, () => graphs.run(graph, feeds)).catch((cause: unknown) => {
        throw toInferenceError(cause, modelName, { name, label });
      }),
    [Symbol.asyncDispose]: async () => graphs[Symbol.asyncDispose](),
  };
}
