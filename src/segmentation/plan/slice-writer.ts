import type { SliceLabelling } from "../../inference/index.ts";
import type { ModelManifest } from "../../model/index.ts";
import type { SliceProbabilities } from "../../volume/index.ts";
import type { Activation } from "./activation.ts";
import { createInterpolation, type Interpolation } from "./axis-mapping.ts";
import { createHighestLabeller, createSliceTables, type ValueStrides } from "./labeller.ts";
import type { ModelGrid } from "./model-grid.ts";
import { createProbabilityReader, createThresholdLabeller, type ProbabilityRequest } from "./voxel-reader.ts";

/** What the values of a slice of the model's grid become on the series' own grid. */
export interface WrittenSlice {
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly probabilities?: SliceProbabilities;
}

/** Values of one slice of the model's grid: where they begin along columns and rows, and how they lie in memory. */
export interface SliceLayout {
  readonly firstColumn: number;
  readonly firstRow: number;
  readonly strides: ValueStrides;
}

/** The way back from the model's grid to the series, within a slice; also as data for a labeller elsewhere. */
export function createSliceLabelling(
  { view, axes }: ModelGrid,
  { firstColumn, firstRow, strides }: SliceLayout,
  { classes, labelOfClass }: Activation,
): SliceLabelling {
  const columns = moveTo(createInterpolation(axes[0]), firstColumn);
  const rows = moveTo(createInterpolation(axes[1]), firstRow);
  return {
    ...createSliceTables(view, columns, rows, strides),
    channels: classes,
    channelStride: strides.channels,
    labelOfChannel: labelOfClass,
  };
}

function moveTo({ lower, upper, weight }: Interpolation, first: number): Interpolation {
  return { lower: lower.map((index) => index - first), upper: upper.map((index) => index - first), weight };
}

/** Makes labels, and probabilities where they are asked for, of a slice's values. */
export function createSliceWriter(
  labelling: SliceLabelling,
  { strides }: SliceLayout,
  activation: Activation,
  manifest: ModelManifest,
  isExclusive: boolean,
  request: ProbabilityRequest | undefined,
): (values: Float32Array) => WrittenSlice {
  const toLabels = isExclusive
    ? createHighestLabeller(labelling)
    : createThresholdLabeller(labelling, activation, strides.channels, manifest);
  if (!request) return (values) => ({ labels: toLabels(values) });
  const toProbabilities = createProbabilityReader(
    labelling,
    activation,
    strides.channels,
    manifest,
    request,
    isExclusive,
  );
  return (values) => ({ labels: toLabels(values), probabilities: toProbabilities(values) });
}
