/** The codecs in Node, where each finds its WebAssembly next to itself. */
import type { Asset } from "../../workers/index.ts";
import type { Codecs } from "./codec-module.ts";

export const codecs: Codecs = {
  charls: {
    load: async () => (await import("@cornerstonejs/codec-charls/decodewasmjs")).default,
  },
  libjpegTurbo: {
    load: async () => (await import("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs")).default,
  },
  openjpeg: {
    load: async () => (await import("@cornerstonejs/codec-openjpeg/decodewasmjs")).default,
  },
  openjph: {
    load: async () => (await import("@cornerstonejs/codec-openjph/wasmjs")).default,
  },
};

/** Empty: in Node nothing is sent to other threads. */
export const codecAssets: readonly Asset[] = [];
