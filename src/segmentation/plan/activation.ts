import { classesOf, type ModelManifest, type NetworkOutput } from "../../model/index.ts";
import type { LabelArray, LabelArrayType } from "../../volume/index.ts";

/** Turns the outputs of one voxel into class probabilities. */
export interface Activation {
  /** Number of classes: channels of the output; for label outputs, background and each segment. */
  readonly classes: number;
  /** Label value of each class, 0 if it belongs to no segment; its element type is that of the run's labels. */
  readonly labelOfClass: LabelArray;
  /** What the output's values are. */
  readonly values: "softmax-logits" | "sigmoid-logits" | "probabilities";
  /**
   * Writes the class probabilities of a voxel into `into`. Its values begin at `at` of `values`, one per class, `stride`
   * apart.
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
  const classes = classesOf(output);
  const labelOf = new Map(segments.map(({ value, channel = value }) => [channel, value]));
  const labelOfClass = Labels.from(Array.from({ length: classes }, (_, index) => labelOf.get(index) ?? 0));
  if (kind === "probabilities") return { classes, labelOfClass, values: kind, read: copy };
  return activation === "softmax"
    ? { classes, labelOfClass, values: "softmax-logits", read: softmax }
    : { classes, labelOfClass, values: "sigmoid-logits", read: sigmoid };
}

/** The same classes for values that are probabilities already. */
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
