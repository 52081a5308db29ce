/** The codecs for browsers, which must be told the address of their WebAssembly. */
import { type Asset, asset } from "../../workers/index.ts";
import type { Codecs } from "./codec-module.ts";

export const codecs = {
  charls: {
    load: async () => (await import("@cornerstonejs/codec-charls/decodewasmjs")).default,
    wasm: asset("wasm/charls.wasm", () => new URL("@cornerstonejs/codec-charls/decodewasm", import.meta.url)),
  },
  libjpegTurbo: {
    load: async () => (await import("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs")).default,
    wasm: asset(
      "wasm/libjpeg-turbo.wasm",
      () => new URL("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm", import.meta.url),
    ),
  },
  openjpeg: {
    load: async () => (await import("@cornerstonejs/codec-openjpeg/decodewasmjs")).default,
    wasm: asset(
      "wasm/openjpeg.wasm",
      () => new URL("@cornerstonejs/codec-openjpeg/decodewasm", import.meta.url),
    ),
  },
  openjph: {
    load: async () => (await import("@cornerstonejs/codec-openjph/wasmjs")).default,
    wasm: asset("wasm/openjph.wasm", () => new URL("@cornerstonejs/codec-openjph/wasm", import.meta.url)),
  },
} satisfies Codecs;

/** The assets of a thread that decodes images. */
export const codecAssets: readonly Asset[] = Object.values(codecs).map(({ wasm }) => wasm);
