import type { SliceLabelling } from "../../inference/index.ts";
import { finalOutput, type ModelManifest, type NetworkOutput, toItemSize } from "../../model/index.ts";
import {
  type LabelArray,
  type LabelArrayType,
  labelArrayLike,
  type SliceProbabilities,
} from "../../volume/index.ts";
import { calibrate } from "./calibration.ts";
import { createInterpolator, type Labeller } from "./labeller.ts";

/** Turns the outputs of one voxel into probabilities of its classes. */
export interface Activation {
  /** Classes of a voxel: channels of the output, or of labels one for background and one for each segment. */
  readonly classes: number;
  /** Label value of each class, 0 where it is no segment's; as wide as the labels of the run. */
  readonly labelOfClass: LabelArray;
  /** What the values of the output are. */
  readonly values: "softmax-logits" | "sigmoid-logits" | "probabilities";
  /**
   * Writes the probabilities of the voxel whose first value lies at `at` of `values` into `into`.
   * The values of its classes lie `stride` apart.
   */
  read(values: Float32Array, at: number, stride: number, into: Float64Array): void;
}

/** The activation of an output as the manifest describes it. */
export function createActivation(
  { activation, values: kind, ...output }: NetworkOutput,
  { segments }: Pick<ModelManifest, "segments">,
  Labels: LabelArrayType,
): Activation {
  if (activation === "labels") {
    const channels = segments.map(({ value, channel = value }) => channel);
    const labelOfClass = Labels.from([0, ...segments.map(({ value }) => value)]);
    return {
      classes: labelOfClass.length,
      labelOfClass,
      values: "probabilities",
      read(values, at, _stride, into) {
        into.fill(0);
        into[channels.indexOf(Math.round(values[at]!)) + 1] = 1;
      },
    };
  }
  const { channels: classes } = toItemSize(output);
  const labelOf = new Map(segments.map(({ value, channel = value }) => [channel, value]));
  const labelOfClass = Labels.from(Array.from({ length: classes }, (_, index) => labelOf.get(index) ?? 0));
  if (kind === "probabilities") return { classes, labelOfClass, values: kind, read: copy };
  return activation === "softmax"
    ? { classes, labelOfClass, values: "softmax-logits", read: softmax }
    : { classes, labelOfClass, values: "sigmoid-logits", read: sigmoid };
}

/** The same classes where their probabilities are at hand already. */
export function ofProbabilities({ classes, labelOfClass }: Activation): Activation {
  return { classes, labelOfClass, values: "probabilities", read: copy };
}

function copy(values: Float32Array, at: number, stride: number, into: Float64Array): void {
  for (let index = 0, from = at; index < into.length; index++, from += stride) into[index] = values[from]!;
}

function softmax(values: Float32Array, at: number, stride: number, into: Float64Array): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let index = 0, from = at; index < into.length; index++, from += stride)
    if (values[from]! > highest) highest = values[from]!;
  let sum = 0;
  for (let index = 0, from = at; index < into.length; index++, from += stride) {
    const power = Math.exp(values[from]! - highest);
    into[index] = power;
    sum += power;
  }
  for (let index = 0; index < into.length; index++) into[index]! /= sum;
}

function sigmoid(values: Float32Array, at: number, stride: number, into: Float64Array): void {
  for (let index = 0, from = at; index < into.length; index++, from += stride)
    into[index] = 1 / (1 + Math.exp(-values[from]!));
}

/** Turns the outputs of a whole slice into probabilities, in place: classes x pixels. */
export function activateSlice({ classes, read }: Activation): (values: Float32Array, pixels: number) => void {
  const probabilities = new Float64Array(classes);
  return (values, pixels) => {
    for (let pixel = 0; pixel < pixels; pixel++) {
      read(values, pixel, pixels, probabilities);
      for (let k = 0, at = pixel; k < classes; k++, at += pixels) values[at] = probabilities[k]!;
    }
  };
}

/** Visits the voxels of a source slice, in the order of memory, with the probabilities of their classes. */
function createVoxelWalk(labelling: SliceLabelling, activation: Activation) {
  const { fast, slow, columnsAreFast, channelStride } = labelling;
  const between = createInterpolator(labelling);
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

function voxelsOf({ fast, slow }: SliceLabelling): number {
  return fast.lower.length * slow.lower.length;
}

/** The labeller of a sigmoid: a voxel belongs to the last of the segments whose probability reaches, or exceeds, its threshold. */
export function createThresholdLabeller(
  labelling: SliceLabelling,
  activation: Activation,
  manifest: ModelManifest,
): Labeller {
  const walk = createVoxelWalk(labelling, activation);
  const Labels = labelArrayLike(labelling.labelOfChannel);
  const isAbove = finalOutput(manifest).claims === "above-threshold";
  const rules = manifest.segments.map(({ value, channel = value, threshold = 0.5 }) => ({
    value,
    channel,
    threshold,
  }));
  const claims = (probability: number, threshold: number): boolean =>
    isAbove ? probability > threshold : probability >= threshold;
  return (values) => {
    const labels = new Labels(voxelsOf(labelling));
    walk(values, (voxel, probabilities) => {
      for (const { value, channel, threshold } of rules)
        if (claims(probabilities[channel]!, threshold)) labels[voxel] = value;
    });
    return labels;
  };
}

/** Which probabilities are wanted. */
export interface ProbabilityRequest {
  /** Segment numbers, or all of the model's. */
  readonly segments: readonly number[] | "all";
  readonly entropy: boolean;
}

/**
 * Reads probabilities at every voxel of a source slice: of the numbers that its label is decided by, at the temperatures of the
 * manifest, rounded to 8 bits.
 */
export function createProbabilityReader(
  labelling: SliceLabelling,
  activation: Activation,
  { segments }: ModelManifest,
  { request, isExclusive }: { readonly request: ProbabilityRequest; readonly isExclusive: boolean },
): (values: Float32Array) => SliceProbabilities {
  const walk = createVoxelWalk(labelling, calibrate(activation, segments, isExclusive));
  const wanted = segments.filter(
    ({ value }) => request.segments === "all" || request.segments.includes(value),
  );
  const channels = segments.map(({ value, channel = value }) => channel);
  return (values) => {
    const size = voxelsOf(labelling);
    const lists = wanted.map(({ value, channel = value }) => ({
      segmentNumber: value,
      channel,
      values: new Uint8Array(size),
    }));
    const entropy = request.entropy ? new Uint8Array(size) : undefined;
    walk(values, (voxel, probabilities) => {
      for (const { channel, values: list } of lists) list[voxel] = Math.round(255 * probabilities[channel]!);
      if (entropy) {
        const uncertainty = isExclusive ? entropyOf(probabilities) : highestEntropy(probabilities, channels);
        entropy[voxel] = Math.round(255 * uncertainty);
      }
    });
    return {
      segments: lists.map(({ segmentNumber, values: list }) => ({ segmentNumber, values: list })),
      entropy,
    };
  };
}

/** Of exclusive classes: the entropy of their probabilities over that of as many equally likely ones, 0..1. */
function entropyOf(probabilities: Float64Array): number {
  let sum = 0;
  for (const probability of probabilities) sum += surprise(probability);
  return Math.min(1, sum / Math.log(probabilities.length));
}

/** Of independent segments: the highest of their own entropies, in bits, 0..1. */
function highestEntropy(probabilities: Float64Array, channels: readonly number[]): number {
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
