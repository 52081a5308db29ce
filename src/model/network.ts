import * as v from "valibot";
import { headFits, headSchema } from "./class-head.ts";
import { axesFitPlane, inputSchema, planeEntries } from "./input.ts";
import { distinct, finite, identifier, positive, positiveInteger, wholeNumber } from "./schema-parts.ts";
import { shapeFitsLayout, type Tensor, tensorEntries, toItemLength, toItemSize } from "./tensor.ts";

const fileName = v.pipe(
  v.string(),
  v.regex(/^[\w-][\w.-]*$/, "Expected a file name beside the manifest, without folders"),
);

/** The ONNX files of one graph: the same network in one or two precisions. */
export const weightsSchema = v.pipe(
  v.array(
    v.strictObject({
      file: fileName,
      precision: v.picklist(["float32", "float16"]),
      sizeBytes: positiveInteger,
      sha256: v.pipe(
        v.string(),
        v.regex(/^[0-9a-f]{64}$/, "Expected a SHA-256 as 64 lower-case hexadecimal digits"),
      ),
      /** The largest tensor computed for one item of a batch. */
      largestTensorBytes: v.optional(positiveInteger),
    }),
  ),
  v.minLength(1, "Expected at least one file"),
  v.check(
    (files) => new Set(files.map(({ precision }) => precision)).size === files.length,
    "Two files have the same precision",
  ),
);

const output = v.pipe(
  v.strictObject({
    ...tensorEntries("NCHW", "NHWC", "NCDHW", "NDHWC", "NHW", "NDHW"),
    /** How the channels of a voxel become its label. */
    activation: v.picklist(["softmax", "sigmoid", "labels"]),
    /** Whether the graph ends before the activation (default) or includes it. */
    values: v.optional(v.picklist(["logits", "probabilities"])),
    /** What is averaged over patches, mirrors and networks; probabilities if left out. */
    averaged: v.optional(v.picklist(["logits", "probabilities"])),
    /** Whether a segment claims a voxel at its threshold (default) or only above it. */
    claims: v.optional(v.picklist(["from-threshold", "above-threshold"])),
    /** The last layer, where the graph ends before it: the channels are what that makes classes of. */
    head: v.optional(headSchema),
  }),
  shapeFitsLayout(),
  v.check(
    ({ activation, layout, shape }) =>
      activation === "labels"
        ? toItemSize({ layout, shape }).channels === 1
        : layout !== "NHW" && layout !== "NDHW",
    'An output of activation "labels" has one channel or none; any other has one for each class',
  ),
  v.check(
    ({ activation, values }) => activation !== "labels" || values === undefined,
    'An output of activation "labels" has no "values"',
  ),
  v.check(
    ({ averaged, activation, values }) =>
      averaged !== "logits" || (activation !== "labels" && values !== "probabilities"),
    "Only logits can be averaged as logits",
  ),
  v.check(
    ({ activation, claims }) => activation === "sigmoid" || claims === undefined,
    'Only the activation "sigmoid" has thresholds that segments claim voxels by',
  ),
  v.check(
    ({ head, averaged }) => head === undefined || averaged === "logits",
    'A head can only be left for later where logits are averaged: set "averaged" to "logits"',
  ),
  headFits(),
);

/** What the numeric check must produce: output values at some indices, for its fixed input. */
export const referenceSchema = v.optional(
  v.pipe(
    v.strictObject({
      indices: v.pipe(v.array(wholeNumber), v.minLength(1)),
      logits: v.array(finite),
      tolerance: positive,
      toleranceFloat16: v.optional(positive),
    }),
    v.check(({ indices, logits }) => indices.length === logits.length, "It needs one logit for every index"),
  ),
);

/** The entries of a manifest that describe one ONNX graph. */
export const networkEntries = {
  weights: weightsSchema,
  input: inputSchema,
  output,
  reference: referenceSchema,
};

interface Described {
  readonly input: Tensor;
  readonly output: Tensor;
  readonly reference?: { readonly indices: readonly number[] } | undefined;
}

/** Checks a graph's input, output and reference against each other. */
export function outputFitsInput<Network extends Described>() {
  return [
    v.check<Network, string>(({ input, output }) => {
      const [given, answered] = [toItemSize(input), toItemSize(output)];
      return (
        given.slices === answered.slices && given.rows === answered.rows && given.columns === answered.columns
      );
    }, "output.shape must have the slices, rows and columns of input.shape"),
    v.check<Network, string>(
      ({ input, output }) => input.shape[0] === output.shape[0],
      "output.shape must have the batch of input.shape",
    ),
    v.check<Network, string>(
      ({ output, reference: held }) =>
        held === undefined || held.indices.every((index) => index < toItemLength(output)),
      "reference.indices must lie within one item of the output",
    ),
  ] as const;
}

const [sameSize, sameBatch, referenceWithin] = outputFitsInput<NamedNetwork>();
const namedEntries = v.strictObject({ name: identifier, ...networkEntries });
type NamedNetwork = v.InferOutput<typeof namedEntries>;

/** One of several networks of a model. */
export const networkSchema = v.pipe(namedEntries, sameSize, sameBatch, referenceWithin);

const consensusInput = v.pipe(
  v.strictObject({
    ...tensorEntries("NCHW", "NHWC", "NCDHW", "NDHWC"),
    ...planeEntries,
    /** What the channels hold, in order: `"image"` is one channel, a network's name all channels of its output. */
    channels: v.pipe(v.array(identifier), v.minLength(1), distinct("name")),
  }),
  shapeFitsLayout(),
  axesFitPlane(),
);
const consensusNetwork = v.strictObject({
  kind: v.literal("network"),
  weights: weightsSchema,
  input: consensusInput,
  output,
  reference: referenceSchema,
});
const [consensusSize, consensusBatch, consensusReference] =
  outputFitsInput<v.InferOutput<typeof consensusNetwork>>();

/** How several networks are combined: the mean of their probabilities, or a network with these as its input. */
export const consensusSchema = v.variant("kind", [
  v.strictObject({ kind: v.literal("mean") }),
  /** Each network finds some of the segments; later networks overwrite earlier ones. */
  v.strictObject({ kind: v.literal("parts") }),
  v.pipe(consensusNetwork, consensusSize, consensusBatch, consensusReference),
]);

export type Consensus = v.InferOutput<typeof consensusSchema>;
export type WeightsFile = v.InferOutput<typeof weightsSchema>[number];
export type Precision = WeightsFile["precision"];
export type NetworkOutput = v.InferOutput<typeof output>;
export type Reference = NonNullable<v.InferOutput<typeof referenceSchema>>;

/** A network that sees the image: all that is needed to run it. */
export interface Network extends NamedNetwork {}

/** What is needed to run an ONNX file, whether its input is the image or, for a consensus, other networks' outputs. */
export interface Graph {
  readonly name: string;
  /** The same network in one or two precisions. */
  readonly weights: readonly WeightsFile[];
  readonly input: Tensor &
    Pick<Network["input"], "plane" | "axes"> &
    Partial<Pick<Network["input"], "extraInputs" | "intensity" | "mirrors" | "series" | "labels">> & {
      /** For a prompted network: where the user pointed, and the probability so far, 0 to 1. */
      readonly prompt?: Tensor;
    };
  readonly output: NetworkOutput;
  readonly reference?: Reference | undefined;
}

/** Lowest and highest value of a channel of the numeric check's input: about the range that the network was trained on. */
export function toInputRange({ input }: Graph, channel: number): readonly [number, number] {
  // Label channels come after the image.
  if (input.labels && channel >= toItemSize(input).channels - input.labels.length) return [0, 1];
  const intensity = input.series?.[channel]?.intensity ?? input.intensity;
  if (intensity === undefined) return [0, 1];
  if (intensity.kind === "z-score") return intensity.clip ?? [-2, 2];
  if (intensity.kind !== "fixed") return intensity.outputRange;
  const { clip, subtract, divideBy } = intensity;
  return clip ? [(clip[0] - subtract) / divideBy, (clip[1] - subtract) / divideBy] : [-2, 2];
}

/** Every input tensor of a graph: the image or the other networks' outputs, then the extra inputs. */
export function toInputTensors({ input }: Graph): readonly Tensor[] {
  return [input, ...(input.extraInputs ?? []), ...(input.prompt ? [input.prompt] : [])];
}
