import type { Steps } from "../workers/index.ts";
import { instantiate } from "../workers/index.ts";
import { demand } from "./demand.ts";
import { softmaxWasm } from "./softmax-wasm.ts";

/** What ./assembly/softmax.ts exports. */
interface SoftmaxModule {
  reserve(voxels: number, classes: number): number;
  messagesAt(): number;
  weigh(voxels: number, least: number): void;
}

/** Lower bound of a probability: a class that the network ruled out can still win. */
const leastProbability = 1e-6;

/** Voxels handled between two steps of work, a multiple of 4. */
const voxelsAtOnce = 1 << 14;

/**
 * Multiplies probabilities by the exponentials of messages and normalises them, classes x voxels. The last class has no
 * messages of its own: it gets the remainder of `total`, the sum of all classes' messages at each voxel.
 */
export type Softmax = (
  probabilities: Float32Array,
  messages: Float32Array,
  total: Float32Array,
  into: Float32Array,
) => Steps<undefined, void>;

/** @throws AutosegError `out-of-memory` if memory is too short. */
export function createSoftmax(voxels: number, classes: number): Softmax {
  const atOnce = Math.min(voxelsAtOnce, (voxels + 3) & ~3);
  const module = instantiate<SoftmaxModule>(softmaxWasm);
  const givenAt = demand(module.reserve(atOnce, classes), voxels);
  const rows = (at: number) => new Float32Array(module.memory.buffer, at >>> 0, atOnce * classes);
  return function* (probabilities, messages, total, into) {
    const [given, result] = [rows(givenAt), rows(module.messagesAt())];
    for (let first = 0; first < voxels; first += atOnce) {
      const count = Math.min(atOnce, voxels - first);
      for (let c = 0, at = first; c < classes; c++, at += voxels) {
        given.set(probabilities.subarray(at, at + count), c * atOnce);
        const told =
          c < classes - 1 ? messages.subarray(at, at + count) : total.subarray(first, first + count);
        result.set(told, c * atOnce);
      }
      module.weigh(count, leastProbability);
      for (let c = 0, at = first; c < classes; c++, at += voxels)
        into.set(result.subarray(c * atOnce, c * atOnce + count), at);
      yield;
    }
  };
}
