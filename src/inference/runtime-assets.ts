import { type Asset, addressOf, asset } from "../workers/index.ts";

/** The files of a build of onnxruntime-web: Emscripten's module and the WebAssembly that it loads. */
interface RuntimeFiles {
  readonly module: Asset;
  readonly wasm: Asset;
}

/** The build with the native WebGPU provider. */
export const webgpuFiles: RuntimeFiles = {
  module: asset(
    "wasm/ort-wasm-simd-threaded.asyncify.mjs",
    () => new URL("onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs", import.meta.url),
  ),
  wasm: asset(
    "wasm/ort-wasm-simd-threaded.asyncify.wasm",
    () => new URL("onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm", import.meta.url),
  ),
};

/** The build without WebGPU, half as large. */
export const wasmFiles: RuntimeFiles = {
  module: asset(
    "wasm/ort-wasm-simd-threaded.mjs",
    () => new URL("onnxruntime-web/ort-wasm-simd-threaded.mjs", import.meta.url),
  ),
  wasm: asset(
    "wasm/ort-wasm-simd-threaded.wasm",
    () => new URL("onnxruntime-web/ort-wasm-simd-threaded.wasm", import.meta.url),
  ),
};

/** The worker that runs a model. */
export const runtimeScript = asset(
  "workers/runtime.js",
  () => new URL("./runtime-worker.ts", import.meta.url),
);

/** What that worker loads. */
export const runtimeFiles: readonly Asset[] = [webgpuFiles, wasmFiles].flatMap(({ module, wasm }) => [
  module,
  wasm,
]);

/** The assets of a worker that starts a backend (browsers only). */
export const runtimeAssets: readonly Asset[] = [runtimeScript, ...runtimeFiles];

/** The files in the form of onnxruntime's `env.wasm.wasmPaths`. */
export function toWasmPaths({ module, wasm }: RuntimeFiles): { mjs: string; wasm: string } {
  return { mjs: addressOf(module), wasm: addressOf(wasm) };
}
