import type { Model } from "../model/index.ts";
import type { BackendOptions } from "./backend.ts";
import { type Candidate, createFallbackBackend, type FallbackBackend } from "./fallback-backend.ts";
import { openWorkerBackend } from "./worker-backend.ts";

/**
 * A backend of onnxruntime-web: its native WebGPU provider where the browser has a real GPU that computes rightly, else
 * WebAssembly. The two are never mixed in one session, since onnxruntime falls back without a word; and each runs in a
 * worker of its own.
 * @throws AutosegError `no-provider` when the device asked for is not to be had, `invalid-model`, `wrong-numbers`,
 * `model-not-found`, `model-hash-mismatch`.
 */
export async function createBackend(model: Model, options: BackendOptions = {}): Promise<FallbackBackend> {
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
