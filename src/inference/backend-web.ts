import webgpuModuleUrl from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url";
import webgpuWasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url";
import wasmModuleUrl from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import { AutosegError } from "../errors.ts";
import type { Model } from "../model/index.ts";
import { type Backend, type BackendOptions, createSessionBackend } from "./backend.ts";
import { type Candidate, createFallbackBackend } from "./fallback-backend.ts";

/** More threads than this gain nothing on slices of 256 x 256 and take memory. */
const mostThreads = 8;

/**
 * A backend of onnxruntime-web: its native WebGPU provider where the browser has a real GPU that computes rightly, else
 * WebAssembly. The two are never mixed in one session, since onnxruntime falls back without a word.
 * @throws AutosegError `no-provider` when the device asked for is not to be had, `invalid-model`, `wrong-numbers`.
 */
export async function createBackend(
  model: Model,
  { device = "auto", acceptSoftwareAdapter = false }: BackendOptions = {},
): Promise<Backend> {
  const wasm: Candidate = { label: "WebAssembly", open: (reason) => createWasmBackend(model, reason) };
  if (device === "wasm") return createFallbackBackend(model, [wasm], "Chosen by the user.");
  const gpu = await findGpu(acceptSoftwareAdapter);
  if ("missing" in gpu) {
    if (device === "auto") return createFallbackBackend(model, [wasm], `WebGPU is not used: ${gpu.missing}.`);
    throw new AutosegError(
      "no-provider",
      `WebGPU cannot be used: ${gpu.missing}. Choose "auto" to run on the processor.`,
      {
        tried: ["webgpu"],
      },
    );
  }
  const webgpu: Candidate = {
    label: "WebGPU",
    open: (reason) => createWebGpuBackend(model, gpu.label, reason),
  };
  return device === "webgpu"
    ? createFallbackBackend(model, [webgpu], "Chosen by the user.")
    : createFallbackBackend(model, [webgpu, wasm], "The browser offers WebGPU on this graphics adapter.");
}

type Gpu = { readonly label: string } | { readonly missing: string };

async function findGpu(acceptSoftwareAdapter: boolean): Promise<Gpu> {
  if (!("gpu" in navigator)) return { missing: "this browser, or this address without https, has no WebGPU" };
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return { missing: "the browser offers no graphics adapter" };
  const { vendor, architecture, isFallbackAdapter } = adapter.info;
  const name = [vendor, architecture].filter(Boolean).join(" ");
  if (isFallbackAdapter && !acceptSoftwareAdapter) {
    return {
      missing: `the browser's only adapter (${name || "unnamed"}) computes on the processor, slower than WebAssembly`,
    };
  }
  return {
    label: name ? `WebGPU · ${name}` : "WebGPU",
  };
}

async function createWebGpuBackend(model: Model, label: string, reason: string): Promise<Backend> {
  const runtime = await import("onnxruntime-web/webgpu");
  runtime.env.wasm.wasmPaths = { mjs: webgpuModuleUrl, wasm: webgpuWasmUrl };
  runtime.env.wasm.numThreads = 1;
  return createSessionBackend(runtime as never, "webgpu", model, { name: "webgpu", label, reason });
}

async function createWasmBackend(model: Model, reason: string): Promise<Backend> {
  const threads = globalThis.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, mostThreads) : 1;
  const runtime = await import("onnxruntime-web/wasm");
  runtime.env.wasm.wasmPaths = { mjs: wasmModuleUrl, wasm: wasmUrl };
  runtime.env.wasm.numThreads = threads;
  return createSessionBackend(runtime as never, "wasm", model, {
    name: "wasm",
    label: `WebAssembly, ${threads === 1 ? "1 thread" : `${threads} threads`}`,
    reason,
  });
}
