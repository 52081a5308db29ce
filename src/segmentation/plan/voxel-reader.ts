import type { SliceLabelling } from "../../inference/index.ts";
import type { ModelManifest } from "../../model/index.ts";
import type { SliceProbabilities } from "../../volume/index.ts";
import type { Activation } from "./activation.ts";
import { createInterpolator } from "./labeller.ts";

/** What of the probabilities is wanted. */
export interface ProbabilityRequest {
  /** Segment numbers, or all of the model's. */
  readonly segments: readonly number[] | "all";
  readonly entropy: boolean;
}

type Tables = Pick<SliceLabelling, "fast" | "slow" | "columnsAreFast">;

/** Visits the voxels of a source slice, in the order of memory, with the probabilities of their classes. */
function createVoxelWalk(tables: Tables, activation: Activation, channelStride: number) {
  const { fast, slow, columnsAreFast } = tables;
  const between = createInterpolator(tables);
  const raw = new Float32Array(activation.classes);
  const probabilities = new Float64Array(activation.classes);
  return (values: Float32Array, visit: (voxel: number, probabilities: Float64Array) => void): void => {
    let voxel = 0;
    for (let s = 0; s < slow.lower.length; s++) {
      for (let f = 0; f < fast.lower.length; f++, voxel++) {
        const [column, row] = columnsAreFast ? [f, s] : [s, f];
        for (let index = 0; index < raw.length; index++)
          raw[index] = between(values, index * channelStride, column, row);
        activation.read(raw, 0, 1, probabilities);
        visit(voxel, probabilities);
      }
    }
  };
}

/**
 * The labeller of a sigmoid: a voxel belongs to the last of `segments` whose probability reaches its threshold.
 * @param values probabilities of the model's grid.
 */
export function createThresholdLabeller(
  tables: Tables,
  activation: Activation,
  channelStride: number,
  { segments }: ModelManifest,
) {
  const walk = createVoxelWalk(tables, activation, channelStride);
  const rules = segments.map(({ value, channel = value, threshold = 0.5 }) => ({
    value,
    channel,
    threshold,
  }));
  return (values: Float32Array): Uint8Array<ArrayBuffer> => {
    const labels = new Uint8Array(tables.fast.lower.length * tables.slow.lower.length);
    walk(values, (voxel, probabilities) => {
      for (const { value, channel, threshold } of rules)
        if (probabilities[channel]! >= threshold) labels[voxel] = value;
    });
    return labels;
  };
}

/**
 * Reads probabilities at every voxel of a source slice: the numbers that its label is decided by, rounded to 8 bits.
 * @param isExclusive whether the classes of a voxel add up to 1, as a softmax's do.
 */
export function createProbabilityReader(
  tables: Tables,
  activation: Activation,
  channelStride: number,
  { segments }: ModelManifest,
  request: ProbabilityRequest,
  isExclusive: boolean,
) {
  const walk = createVoxelWalk(tables, activation, channelStride);
  const wanted = segments.filter(
    ({ value }) => request.segments === "all" || request.segments.includes(value),
  );
  const channels = segments.map(({ value, channel = value }) => channel);
  return (values: Float32Array): SliceProbabilities => {
    const size = tables.fast.lower.length * tables.slow.lower.length;
    const lists = wanted.map(({ value, channel = value }) => ({
      segmentNumber: value,
      channel,
      values: new Uint8Array(size),
    }));
    const entropy = request.entropy ? new Uint8Array(size) : undefined;
    walk(values, (voxel, probabilities) => {
      for (const { channel, values: list } of lists) list[voxel] = Math.round(255 * probabilities[channel]!);
      if (entropy) entropy[voxel] = Math.round(255 * toDoubt(probabilities, channels, isExclusive));
    });
    return {
      segments: lists.map(({ segmentNumber, values: list }) => ({ segmentNumber, values: list })),
      entropy,
    };
  };
}

/**
 * How undecided a voxel is, 0..1: of exclusive classes the entropy of their probabilities over that of as many equally
 * likely ones; of independent segments the highest of their own entropies, in bits.
 */
export function toDoubt(
  probabilities: Float64Array,
  channels: readonly number[],
  isExclusive: boolean,
): number {
  if (isExclusive) {
    let sum = 0;
    for (const probability of probabilities) sum += surprise(probability);
    return Math.min(1, sum / Math.log(probabilities.length));
  }
  let highest = 0;
  for (const channel of channels) {
    const probability = probabilities[channel]!;
    highest = Math.max(highest, surprise(probability) + surprise(1 - probability));
  }
  return Math.min(1, highest / Math.LN2);
}

function surprise(probability: number): number {
  return probability > 0 && probability < 1 ? -probability * Math.log(probability) : 0;
}
