import { instantiate, makeRoom } from "../../workers/index.ts";
import { resampleWasm } from "./resample-wasm.ts";

/** What is used of the exports of ./assembly/resample.ts; positions are addresses in its memory. */
interface BlendModule {
  start(): number;
  blend(one: number, other: number, count: number, near: number, far: number, into: number): void;
}

/** Numbers that are blended at a time: what is copied stays in a processor's nearest memory. */
const chunk = 4096;

/**
 * Blends slices between which another one lies, with vector instructions.
 * @returns a function that writes `near` of each number below and `far` of the one above, added in double precision.
 */
export function createSliceBlend() {
  const module = instantiate<BlendModule>(resampleWasm);
  const oneAt = module.start();
  const [otherAt, foundAt] = [oneAt + 4 * chunk, oneAt + 8 * chunk];
  makeRoom(module.memory, oneAt + 12 * chunk);
  const [one, other, found] = [oneAt, otherAt, foundAt].map(
    (place) => new Float32Array(module.memory.buffer, place, chunk),
  ) as [Float32Array, Float32Array, Float32Array];
  return (
    below: Uint16Array | Float32Array,
    above: Uint16Array | Float32Array,
    [near, far]: readonly [number, number],
    into: Float32Array,
  ): void => {
    for (let first = 0; first < into.length; first += chunk) {
      const end = Math.min(first + chunk, into.length);
      one.set(below.subarray(first, end));
      other.set(above.subarray(first, end));
      module.blend(oneAt, otherAt, end - first, near, far, foundAt);
      into.set(end - first < chunk ? found.subarray(0, end - first) : found, first);
    }
  };
}
