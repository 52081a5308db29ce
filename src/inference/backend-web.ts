import type { GraphModel } from "../model/index.ts";
import { startThread } from "../workers/index.ts";
import type { Backend, BackendOptions, SliceLabelling } from "./backend.ts";
import type { EncodedBackend, EncodedModel } from "./encoded-backend.ts";
import { type Candidate, createFallbackBackend, type FallbackBackend } from "./fallback-backend.ts";
import type { WebOpening } from "./open-web.ts";
import { runtimeFiles, runtimeScript } from "./runtime-assets.ts";
import { workerStopped } from "./runtime-backend.ts";
import type { RuntimeWorker } from "./runtime-worker.ts";

/**
 * A backend of onnxruntime-web: its native WebGPU provider if the browser has a hardware GPU that computes correctly, else
 * WebAssembly. A session never has both, since onnxruntime falls back silently; each runs in a worker of its own.
 * @throws AutosegError `no-provider` if the requested device is not available, `invalid-model`, `wrong-numbers`,
 * `model-not-found`, `model-hash-mismatch`.
 */
export async function createBackend(
  model: GraphModel,
  options: BackendOptions = {},
): Promise<FallbackBackend> {
  const { device = "auto" } = options;
  const candidate = (provider: "webgpu" | "wasm", label: string): Candidate => ({
    label,
    open: (reason) => openWorkerBackend({ provider, model, reason, options }),
  });
  const webgpu = candidate("webgpu", "WebGPU");
  const wasm = candidate("wasm", "WebAssembly");
  if (device === "auto")
    return createFallbackBackend(
      model,
      [webgpu, wasm],
      "The browser offers WebGPU on this graphics adapter.",
    );
  return createFallbackBackend(model, [device === "webgpu" ? webgpu : wasm], "Chosen by the user.");
}

/**
 * Opens a provider of onnxruntime-web in a new worker; disposing of the backend ends it.
 * @throws AutosegError what {@link openWebBackend} throws, and `inference-failed` when the worker dies.
 */
async function openWorkerBackend(opening: WebOpening): Promise<Backend> {
  const thread = startThread<RuntimeWorker>(runtimeScript, workerStopped, runtimeFiles);
  /** Labellings that the worker already has: they are large, and the same for all slices of a series. */
  const sent = new WeakMap<SliceLabelling, number>();
  let labellings = 0;
  try {
    const { provider, depth } = await thread.ask((remote) => remote.open(opening));
    return {
      provider,
      depth,
      endsAtOnce: true,
      run({ labelling, ...request }) {
        if (!labelling) return thread.ask((remote) => remote.run(request));
        let labellingId = sent.get(labelling);
        if (labellingId === undefined) {
          labellingId = labellings++;
          sent.set(labelling, labellingId);
          void thread.remote.addLabelling(labellingId, labelling);
        }
        return thread.ask((remote) => remote.run({ ...request, labellingId }));
      },
      async [Symbol.asyncDispose]() {
        thread[Symbol.dispose]();
      },
    };
  } catch (error) {
    thread[Symbol.dispose]();
    throw error;
  }
}

/**
 * An encoder and a decoder on onnxruntime-web in a new worker; disposing of them ends it.
 * @throws AutosegError `invalid-model`, `model-not-found`, `model-hash-mismatch`, and `inference-failed` when the worker dies.
 */
export async function createEncodedBackend(
  model: EncodedModel,
  options: BackendOptions = {},
): Promise<EncodedBackend> {
  const thread = startThread<RuntimeWorker>(runtimeScript, workerStopped, runtimeFiles);
  try {
    const opened = await thread.ask((remote) => remote.openGraphs(model, options));
    return {
      ...opened,
      run: (graph, feeds) => thread.ask((remote) => remote.runGraph(graph, feeds)),
      async [Symbol.asyncDispose]() {
        thread[Symbol.dispose]();
      },
    };
  } catch (error) {
    thread[Symbol.dispose]();
    throw error;
  }
}
