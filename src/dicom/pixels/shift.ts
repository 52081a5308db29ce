import { instantiate } from "../../workers/index.ts";
import { shiftWasm } from "./shift-wasm.ts";

/** The exports of ./assembly/shift.ts. */
interface ShiftModule {
  start(): number;
  shift(values: number, count: number, amount: number, isSigned: boolean): number;
}

/** Number of values shifted at a time: they stay in the CPU's cache. */
const valuesAtOnce = 1 << 14;

let kernel:
  | { readonly module: ShiftModule; readonly place: number; readonly memory: ArrayBuffer }
  | undefined;

function openKernel() {
  const module = instantiate<ShiftModule>(shiftWasm);
  const place = module.start();
  const missing = place + 2 * valuesAtOnce - module.memory.buffer.byteLength;
  if (missing > 0) module.memory.grow(Math.ceil(missing / 2 ** 16));
  return { module, place, memory: module.memory.buffer };
}

/**
 * Writes stored values plus an integer, with vector instructions.
 * @returns false if a sum does not fit into 16 bits; the output is then useless.
 */
export function shiftTo(values: Int16Array, stored: Uint16Array | Int16Array, amount: number): boolean {
  if (Math.abs(amount) > 0x7fff) return false;
  kernel ??= openKernel();
  const { module, place, memory } = kernel;
  const isSigned = stored instanceof Int16Array;
  for (let from = 0; from < stored.length; from += valuesAtOnce) {
    const part = stored.subarray(from, from + valuesAtOnce);
    const padded = (part.length + 7) & ~7;
    const taken = new Int16Array(memory, place, padded);
    // The bits are reinterpreted; for unsigned values the sums have the same bits.
    taken.set(new Int16Array(part.buffer, part.byteOffset, part.length));
    taken.fill(0, part.length);
    if (!module.shift(place, padded, amount, isSigned)) return false;
    values.set(taken.subarray(0, part.length), from);
  }
  return true;
}
