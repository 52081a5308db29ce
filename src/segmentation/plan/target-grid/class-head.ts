import { type NetworkOutput, readHead, toItemSize } from "../../../model/index.ts";
import { instantiate, makeRoom } from "../../../workers/index.ts";
import { headWasm } from "./head-wasm.ts";
import type { PatchPart, Sums } from "./sums.ts";

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
 * linear layer makes of features is what it makes of their weighted sum, so that features alone need be kept of patches. Sums that are
 * rounded after every patch are those of classes all the same, as the original rounds them; of a patch, features alone are kept.
 */
export function createClassHead(
  output: NetworkOutput,
  pixels: number,
  precision: "float16" | "float32",
): (createSums: (classes: number, pixels: number) => Sums) => Sums {
  const { channels } = toItemSize(output);
  const { head } = output;
  if (!head) return (createSums) => createSums(channels, pixels);
  const { classes } = head;
  const toClasses = createWriter(readHead(head), channels, classes);
  const features = new Float32Array(channels * pixels);
  const logits = new Float32Array(classes * pixels);
  if (precision === "float16")
    return (createSums) => {
      const sums = createSums(classes, pixels);
      return {
        add(part) {
          const { columns, rows } = part;
          const count = columns * rows;
          for (let channel = 0; channel < channels; channel++) copyValues(part, channel, features, count);
          toClasses(features, count, logits);
          const steps = { from: 0, columnStep: 1, rowStep: columns, channelStep: count };
          sums.add({ ...part, ...steps, values: logits });
        },
        addMeansTo: (means, graph) => sums.addMeansTo(means, graph),
      };
    };
  return (createSums) => {
    const sums = createSums(channels, pixels);
    return {
      add: (part) => sums.add(part),
      addMeansTo(means, { index, count }) {
        sums.addMeansTo(features.fill(0), { index: 0, count: 1 });
        toClasses(features, pixels, logits);
        const share = index === count - 1 ? count : 1;
        for (let at = 0; at < means.length; at++) means[at] = (means[at]! + logits[at]!) / share;
      },
    };
  };
}

/** A channel of a part, columns fastest, behind the channels before it. */
function copyValues(part: PatchPart, channel: number, into: Float32Array, count: number): void {
  const { columns, rows, values, rowStep, columnStep } = part;
  const first = part.from + channel * part.channelStep;
  for (let r = 0, to = channel * count; r < rows; r++)
    for (let n = 0, from = first + r * rowStep; n < columns; n++, from += columnStep, to++)
      into[to] = values[from]!;
}

/** @returns a function that writes the classes of so many pixels, of which all features lie one behind the other. */
function createWriter(head: Float32Array, channels: number, classes: number) {
  const module = instantiate<HeadModule>(headWasm);
  const padded = (classes + 3) & ~3;
  const weightsAt = module.start();
  const featuresAt = weightsAt + 4 * padded * (channels + 1);
  const logitsAt = featuresAt + 4 * channels * chunk;
  const end = logitsAt + 4 * padded * chunk;
  makeRoom(module.memory, end);
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
  return (features: Float32Array, pixels: number, into: Float32Array): void => {
    for (let first = 0; first < pixels; first += chunk) {
      const end = Math.min(first + chunk, pixels);
      for (let channel = 0; channel < channels; channel++) {
        const from = channel * pixels;
        own.set(features.subarray(from + first, from + end), channel * chunk);
      }
      module.writeClasses(featuresAt, channels, chunk, weightsAt, logitsAt, padded);
      for (let k = 0; k < classes; k++)
        into.set(logits.subarray(k * chunk, k * chunk + end - first), k * pixels + first);
    }
  };
}
