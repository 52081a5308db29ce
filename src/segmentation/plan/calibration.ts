import type { ModelManifest } from "../../model/index.ts";
import type { Activation } from "./activation.ts";

/**
 * The activation with the segments' temperatures (temperature scaling; Guo et al., On calibration of modern neural networks,
 * ICML
 * 2017): logits are divided by the temperature, so that probabilities match observed frequencies. Mutually exclusive classes
 * share one temperature per voxel, that of its likeliest segment, which preserves their order and so the label; independent
 * segments each have their own. Probabilities are treated as the activation of their own logarithms.
 * @param isExclusive whether the classes of a voxel exclude each other.
 */
export function calibrate(
  activation: Activation,
  segments: ModelManifest["segments"],
  isExclusive: boolean,
): Activation {
  const inverse = new Float64Array(activation.classes).fill(1);
  for (const { value, channel = value, temperature = 1 } of segments) inverse[channel] = 1 / temperature;
  if (inverse.every((factor) => factor === 1)) return activation;
  const candidates = segments.map(({ value, channel = value }) => channel);
  return {
    ...activation,
    read: createReader(activation.values, inverse, isExclusive ? candidates : undefined),
  };
}

/** @param candidates channels whose temperature a voxel may get, if its classes exclude each other. */
function createReader(
  kind: Activation["values"],
  inverse: Float64Array,
  candidates: readonly number[] | undefined,
): Activation["read"] {
  const toLogit = kind !== "probabilities" ? asItIs : candidates ? Math.log : toLogOdds;
  if (!candidates)
    return (values, at, stride, into) => {
      for (let index = 0, from = at; index < into.length; index++, from += stride)
        into[index] = 1 / (1 + Math.exp(-toLogit(values[from]!) * inverse[index]!));
    };
  return (values, at, stride, into) => {
    let [likeliest, most] = [candidates[0]!, Number.NEGATIVE_INFINITY];
    for (const channel of candidates) {
      const value = values[at + channel * stride]!;
      if (value > most) [likeliest, most] = [channel, value];
    }
    const factor = inverse[likeliest]!;
    let highest = Number.NEGATIVE_INFINITY;
    for (let index = 0, from = at; index < into.length; index++, from += stride)
      if (values[from]! > highest) highest = values[from]!;
    highest = toLogit(highest);
    let sum = 0;
    for (let index = 0, from = at; index < into.length; index++, from += stride) {
      const power = Math.exp((toLogit(values[from]!) - highest) * factor);
      into[index] = power;
      sum += power;
    }
    for (let index = 0; index < into.length; index++) into[index]! /= sum;
  };
}

function asItIs(value: number): number {
  return value;
}

/** Sums of rounded probabilities may be slightly above 1. */
function toLogOdds(probability: number): number {
  return Math.log(probability / Math.max(0, 1 - probability));
}
