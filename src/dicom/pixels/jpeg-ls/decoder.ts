import type { DecodedImage } from "../codestream.ts";
import { findPlainScan } from "./plain-scan.ts";
import { scanWasm } from "./scan-wasm.ts";

/** The exports of ./assembly/scan.ts. */
interface ScanModule {
  readonly memory: WebAssembly.Memory;
  reserve(bytes: number, columns: number, rows: number): number;
  samples(): number;
  decode(
    bytes: number,
    columns: number,
    rows: number,
    precision: number,
    t1: number,
    t2: number,
    t3: number,
    reset: number,
  ): number;
}

/**
 * A decoder for the kind of JPEG-LS used for CT and MR: one component, lossless, 9 to 16 bits. It takes three fifths of the
 * time of CharLS in WebAssembly. It returns undefined for images of any other kind and for damaged ones, which CharLS then
 * decides about. The samples are in the module's memory until the next image.
 */
export async function createPlainJpegLsDecoder(): Promise<
  (compressed: Uint8Array) => DecodedImage | undefined
> {
  const binary = Uint8Array.from(atob(scanWasm), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(binary);
  const module = instance.exports as unknown as ScanModule;
  return (compressed) => {
    const scan = findPlainScan(compressed);
    if (!scan) return undefined;
    const { start, columns, rows, precision, thresholds, reset } = scan;
    const length = compressed.length - start;
    const input = module.reserve(length, columns, rows);
    if (input === 0) return undefined;
    new Uint8Array(module.memory.buffer).set(compressed.subarray(start), input);
    if (!module.decode(length, columns, rows, precision, ...thresholds, reset)) return undefined;
    return {
      bytes: new Uint8Array(module.memory.buffer, module.samples(), 2 * columns * rows),
      bytesPerSample: 2,
      columns,
      rows,
      samplesPerPixel: 1,
    };
  };
}
