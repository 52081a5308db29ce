/** Where the codecs' WebAssembly is: in Node each codec finds its own beside itself. */
import type { Asset } from "../../workers/index.ts";

/** Nothing is sent to threads: Node has one. */
export const codecAssets: readonly Asset[] = [];

/** No address: the codec knows. */
export function codecWasmUrl(_codec: string): string | undefined {
  return undefined;
}
