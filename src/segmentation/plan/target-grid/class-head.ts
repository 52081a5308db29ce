import { type NetworkOutput, readHead, toItemSize } from "../../../model/index.ts";
import { instantiate } from "../../../workers/index.ts";
import { headWasm } from "./head-wasm.ts";
import type { Sums } from "./sums.ts";

/** What ./assembly/head.ts exports; places are addresses in its memory. */
interface HeadModule {
  start(): number;
  writeClasses(
    features: number,
    channels: number,
    pixels: number,
    weights: number,
    logits: number,
    classes: number,
  ): void;
}

/** Pixels that are computed at a time, whose features lie in a processor's nearest memory. */
const chunk = 256;

/**
 * The last layer of a network whose graph ends before it: of sums of features it makes sums of classes. A weighted sum of what a
 * linear layer makes of features is what it makes of their weighted sum, so that features alone need be kept of patches.
 */
export function createClassHead(output: NetworkOutput, pixels: number): (sums: Sums) => Sums {
  if (!output.head) return (sums) => sums;
  const { channels } = toItemSize(output);
  const { classes } = output.head;
  const writeClasses = createWriter(readHead(output.head), channels, classes);
  const features = new Float32Array(channels * pixels);
  return (sums) => ({
    add: (part) => sums.add(part),
    addMeansTo(means, { index, count }) {
      sums.addMeansTo(features.fill(0), { index: 0, count: 1 });
      const share = index === count - 1 ? count : 1;
      for (let first = 0; first < pixels; first += chunk) {
        const length = Math.min(chunk, pixels - first);
        const logits = writeClasses(features, { first, length, pixels });
        for (let k = 0; k < classes; k++) {
          const [from, to] = [k * chunk, k * pixels + first];
          if (count === 1) means.set(logits.subarray(from, from + length), to);
          else for (let n = 0; n < length; n++) means[to + n] = (means[to + n]! + logits[from + n]!) / share;
        }
      }
    },
  });
}

/** @returns a function that gives the classes of some pixels, `chunk` numbers apart, which are good until it is called again. */
function createWriter(head: Float32Array, channels: number, classes: number) {
  const module = instantiate<HeadModule>(headWasm);
  const padded = (classes + 3) & ~3;
  const weightsAt = module.start();
  const featuresAt = weightsAt + 4 * padded * (channels + 1);
  const logitsAt = featuresAt + 4 * channels * chunk;
  const end = logitsAt + 4 * padded * chunk;
  module.memory.grow(Math.max(0, Math.ceil((end - module.memory.buffer.byteLength) / 2 ** 16)));
  const { buffer } = module.memory;
  const weights = new Float32Array(buffer, weightsAt, padded * (channels + 1));
  for (let k = 0; k < classes; k++) {
    const group = (k >> 2) * 4 * (channels + 1) + (k & 3);
    // What is added comes first there, and last in the manifest.
    for (let n = 0; n <= channels; n++)
      weights[group + 4 * ((n + 1) % (channels + 1))] = head[k * (channels + 1) + n]!;
  }
  const own = new Float32Array(buffer, featuresAt, channels * chunk);
  const logits = new Float32Array(buffer, logitsAt, classes * chunk);
  return (
    features: Float32Array,
    { first, length, pixels }: { readonly first: number; readonly length: number; readonly pixels: number },
  ): Float32Array => {
    for (let channel = 0; channel < channels; channel++) {
      const from = channel * pixels + first;
      own.set(features.subarray(from, from + length), channel * chunk);
    }
    module.writeClasses(featuresAt, channels, chunk, weightsAt, logitsAt, padded);
    return logits;
  };
}
