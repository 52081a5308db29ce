import { type ModelManifest, type NetworkOutput, toItemSize } from "../../model/index.ts";

/** Turns the outputs of one voxel into probabilities of its classes. */
export interface Activation {
  /** Classes of a voxel: channels of the output, or of labels one for background and one for each segment. */
  readonly classes: number;
  /** Label value of each class, 0 where it is no segment's. */
  readonly labelOfClass: Uint8Array;
  /**
   * Writes the probabilities of the voxel whose first value lies at `at` of `values` into `into`.
   * The values of its classes lie `stride` apart.
   */
  read(values: Float32Array, at: number, stride: number, into: Float64Array): void;
}

/** The activation of an output as the manifest describes it. */
export function createActivation(
  { activation, values: kind, ...output }: NetworkOutput,
  { segments }: ModelManifest,
): Activation {
  if (activation === "labels") {
    const channels = segments.map(({ value, channel = value }) => channel);
    const labelOfClass = Uint8Array.from([0, ...segments.map(({ value }) => value)]);
    return {
      classes: labelOfClass.length,
      labelOfClass,
      read(values, at, _stride, into) {
        into.fill(0);
        into[channels.indexOf(Math.round(values[at]!)) + 1] = 1;
      },
    };
  }
  const { channels: classes } = toItemSize(output);
  const labelOfClass = Uint8Array.from(
    { length: classes },
    (_, index) => segments.find(({ value, channel = value }) => channel === index)?.value ?? 0,
  );
  if (kind === "probabilities") return { classes, labelOfClass, read: copy };
  return { classes, labelOfClass, read: activation === "softmax" ? softmax : sigmoid };
}

/** The same classes where their probabilities are at hand already. */
export function ofProbabilities({ classes, labelOfClass }: Activation): Activation {
  return { classes, labelOfClass, read: copy };
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
