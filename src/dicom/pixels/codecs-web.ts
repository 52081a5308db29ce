/** Where the codecs' WebAssembly is, for browsers. */
import { type Asset, addressOf, asset } from "../../workers/index.ts";

const files = {
  charls: asset(
    "wasm/charls.wasm",
    () => new URL("@cornerstonejs/codec-charls/decodewasm", import.meta.url),
  ),
  libjpegTurbo: asset(
    "wasm/libjpeg-turbo.wasm",
    () => new URL("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm", import.meta.url),
  ),
  openjpeg: asset(
    "wasm/openjpeg.wasm",
    () => new URL("@cornerstonejs/codec-openjpeg/decodewasm", import.meta.url),
  ),
  openjph: asset("wasm/openjph.wasm", () => new URL("@cornerstonejs/codec-openjph/wasm", import.meta.url)),
} satisfies Readonly<Record<string, Asset>>;

/** What a thread that decodes images loads. */
export const codecAssets: readonly Asset[] = Object.values(files);

/** The address of a codec's WebAssembly. */
export function codecWasmUrl(codec: keyof typeof files): string | undefined {
  return addressOf(files[codec]);
}
