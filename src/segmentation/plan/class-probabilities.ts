import type { SliceLabelling } from "../../inference/index.ts";
import { finalOutput, type ModelManifest } from "../../model/index.ts";
import { labelArrayLike, type SliceProbabilities } from "../../volume/index.ts";
import type { Activation } from "./activation.ts";
import { calibrate } from "./calibration.ts";
import { createInterpolator } from "./labeller.ts";
import type { Labeller } from "./pixel-line.ts";
import { isRequested, type ProbabilityRequest } from "./probability-request.ts";

/** Visits the voxels of a source slice in memory order, with their class probabilities. */
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

/** The labeller of a sigmoid: a voxel gets the last segment whose probability reaches (or exceeds) its threshold. */
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

/**
 * Reads calibrated probabilities at every voxel of a source slice, from the same values that decide its label, rounded to 8
 * bits.
 */
export function createProbabilityReader(
  labelling: SliceLabelling,
  activation: Activation,
  { segments }: ModelManifest,
  { request, isExclusive }: { readonly request: ProbabilityRequest; readonly isExclusive: boolean },
): (values: Float32Array) => SliceProbabilities {
  const walk = createVoxelWalk(labelling, calibrate(activation, segments, isExclusive));
  const wanted = segments.filter(({ value }) => isRequested(request, value));
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

/** For exclusive classes: the entropy of their probabilities, divided by its maximum, 0..1. */
function entropyOf(probabilities: Float64Array): number {
  let sum = 0;
  for (const probability of probabilities) sum += surprise(probability);
  return Math.min(1, sum / Math.log(probabilities.length));
}

/** For independent segments: the highest of their binary entropies, in bits, 0..1. */
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
