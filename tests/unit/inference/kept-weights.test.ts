import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetWeights, keepWeights, measureKeptWeights } from "../../../src/inference/browser-store.ts";
import { runtimeAssets, toWasmPaths, wasmFiles } from "../../../src/inference/runtime-assets.ts";
import { loadModel, type Model, toGraphs } from "../../../src/model/index.ts";

/** Cache Storage, as far as it is used: Node has none. */
function createCaches() {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  const cache = {
    match: async (url: string) => (kept.has(url) ? new Response(kept.get(url)) : undefined),
    put: async (url: string, response: Response) =>
      void kept.set(url, new Uint8Array(await response.arrayBuffer())),
    keys: async () => [...kept.keys()].map((url) => ({ url })),
    delete: async (url: string) => kept.delete(url),
  };
  return { kept, caches: { open: async () => cache } };
}

let model: Model;
let sizeBytes: number;

beforeEach(async () => {
  model = await loadModel(join(import.meta.dirname, "../../fixtures/models/threshold-tiny/manifest.json"));
  sizeBytes = toGraphs(model.manifest)
    .flatMap(({ weights }) => weights)
    .reduce((total, file) => total + file.sizeBytes, 0);
});
afterEach(() => vi.unstubAllGlobals());

test("a model is kept whole, measured and removed", async () => {
  const { kept, caches } = createCaches();
  vi.stubGlobal("caches", caches);
  expect(await measureKeptWeights(model)).toEqual({ totalBytes: sizeBytes, keptBytes: 0 });
  const done: number[] = [];
  const result = await keepWeights(model, (bytes) => done.push(bytes), new AbortController().signal);
  expect(result).toEqual({ totalBytes: sizeBytes, keptBytes: sizeBytes });
  expect(done.reduce((total, bytes) => total + bytes, 0)).toBe(sizeBytes);
  await forgetWeights(model);
  expect(kept.size).toBe(0);
  expect(await measureKeptWeights(model)).toEqual({ totalBytes: sizeBytes, keptBytes: 0 });
});

test("damaged bytes that were kept are fetched again", async () => {
  const { kept, caches } = createCaches();
  vi.stubGlobal("caches", caches);
  const { signal } = new AbortController();
  await keepWeights(model, () => {}, signal);
  const [[url, bytes]] = [...kept] as [[string, Uint8Array<ArrayBuffer>]];
  kept.set(
    url,
    bytes.map((byte, at) => (at === 100 ? byte ^ 1 : byte)),
  );
  await keepWeights(model, () => {}, signal);
  expect(kept.get(url)).toEqual(bytes);
});

test("keeping can be cancelled, and a browser that keeps nothing says so", async () => {
  await expect(keepWeights(model, () => {}, AbortSignal.abort())).rejects.toMatchObject({
    code: "cancelled",
  });
  expect(await keepWeights(model, () => {}, new AbortController().signal)).toEqual({
    totalBytes: sizeBytes,
    keptBytes: 0,
  });
});

test("a runtime is a module and the WebAssembly of the same build, each published once", () => {
  const { mjs, wasm } = toWasmPaths(wasmFiles);
  expect(mjs).toMatch(/ort-wasm-simd-threaded\.mjs$/);
  expect(wasm).toBe(mjs.replace(/mjs$/, "wasm"));
  expect(new Set(runtimeAssets.map(({ path }) => path)).size).toBe(5);
});
