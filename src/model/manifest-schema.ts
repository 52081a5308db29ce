import * as v from "valibot";
import { seriesOf } from "./input.ts";
import {
  type Consensus,
  consensusSchema,
  type Network,
  networkEntries,
  networkSchema,
  outputFitsInput,
} from "./network.ts";
import {
  byte,
  distinct,
  identifier,
  nonEmpty,
  positive,
  positiveInteger,
  range,
  wholeNumber,
} from "./schema-parts.ts";
import { toItemSize } from "./tensor.ts";

/** What a manifest may say of the images that its model was trained on, beyond what the networks' input says. */
const suitedForSchema = v.strictObject({
  /** Values of BodyPartExamined; from the codes of the segments where this is left out. */
  bodyParts: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  contrast: v.optional(v.picklist(["with", "without"])),
  /** Widest distance of slices, in millimetres. */
  sliceDistanceMm: v.optional(positive),
  /** Smallest and largest extent of a slice, in millimetres. */
  fieldOfViewMm: v.optional(v.strictTuple([positive, positive])),
});

const code = v.strictObject({
  codeValue: v.pipe(nonEmpty, v.maxLength(16)),
  codingSchemeDesignator: nonEmpty,
  codeMeaning: nonEmpty,
});

const modelSegment = v.strictObject({
  /** Label value, in DICOM-SEG the SegmentNumber. */
  value: v.pipe(byte, v.minValue(1, "Background (0) is no segment, and never a thing: values begin at 1")),
  /** Channel of the output that stands for the segment; the number in `value` where this is left out. */
  channel: v.optional(wholeNumber),
  /** Of parts: the network that finds it. */
  network: v.optional(identifier),
  /** Of a sigmoid: the probability from which a voxel belongs to the segment; 0.5 where this is left out. */
  threshold: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
  label: nonEmpty,
  /** sRGB, 0..255 each. */
  color: v.strictTuple([byte, byte, byte]),
  category: code,
  type: code,
  typeModifier: v.optional(code),
  anatomicRegion: v.optional(code),
  /** Whether its parts are counted one by one; by its codes where this is left out: lesions are things. */
  panoptic: v.optional(v.picklist(["thing", "stuff"])),
  /** Of a thing: how instances that touch are told apart. */
  instances: v.optional(v.strictObject({ splitDepthMm: positive, smallestMl: v.optional(positive) })),
});

const labelValues = v.pipe(v.array(byte), v.minLength(1), distinct("value"));

/** A dense conditional random field (docs/manifest.md): standard deviations of its Gaussian kernels, and their weights. */
const denseCrf = v.strictObject({
  operation: v.literal("dense-crf"),
  values: labelValues,
  /** Within each slice of the model's plane, or through the volume. */
  dimensions: v.picklist([2, 3]),
  appearance: v.strictObject({
    weight: positive,
    distanceMm: positive,
    /** Of values in 0..1. */
    intensity: positive,
  }),
  smoothness: v.strictObject({ weight: positive, distanceMm: positive }),
  iterations: v.pipe(positiveInteger, v.maxValue(100)),
  /** Values of the image that become 0 and 1; the series' own 1st and 99th percentile where this is left out. */
  intensityRange: v.optional(range),
});

/** One clean-up of the whole label map. */
const operation = v.variant("operation", [
  v.strictObject({
    operation: v.literal("keep-largest-component"),
    values: labelValues,
    /** Whether voxels that touch with a face only are connected (6), or with an edge or corner too (26). */
    neighbours: v.optional(v.picklist([6, 26])),
  }),
  v.strictObject({
    operation: v.literal("remove-small-components"),
    values: labelValues,
    smallerThanMl: positive,
    becomes: v.optional(byte),
  }),
  v.strictObject({ operation: v.literal("keep-touching"), values: labelValues, touching: labelValues }),
  v.strictObject({ operation: v.literal("fill-holes"), values: labelValues }),
  denseCrf,
]);

/** What every manifest says of its model, whatever the model does. */
export const describedEntries = {
  schemaVersion: v.literal(1),
  name: identifier,
  version: nonEmpty,
  title: v.pipe(nonEmpty, v.maxLength(64)),
  architecture: nonEmpty,
  description: v.string(),
  intendedUse: v.literal("research"),
  data: v.array(v.looseObject({ name: nonEmpty, licence: nonEmpty })),
  licence: nonEmpty,
  evidence: v.looseObject({}),
};

const commonEntries = {
  ...describedEntries,
  /** What the model is for; a manifest without it is one of these. */
  kind: v.optional(v.literal("segmentation")),
  segments: v.pipe(
    v.array(modelSegment),
    v.minLength(1),
    v.check(
      (segments) => new Set(segments.map(({ value }) => value)).size === segments.length,
      "Two segments have the same value",
    ),
  ),
  postprocessing: v.array(operation),
  /** The images that the model is worth something on; without it, what the segments and the input say. */
  suitedFor: v.optional(suitedForSchema),
};

const oneNetwork = v.strictObject({ ...commonEntries, ...networkEntries });
const [sameSize, sameBatch, referenceWithin] = outputFitsInput<v.InferOutput<typeof oneNetwork>>();

export const oneNetworkSchema = v.pipe(
  oneNetwork,
  sameSize,
  sameBatch,
  referenceWithin,
  v.transform(({ weights, input, output, reference, ...common }) => ({
    ...common,
    networks: [{ name: "network", weights, input, output, reference }] as readonly Network[],
    consensus: undefined as Consensus | undefined,
  })),
);

export const severalNetworksSchema = v.pipe(
  v.strictObject({
    ...commonEntries,
    networks: v.pipe(
      v.array(networkSchema),
      v.minLength(2, 'Expected two networks or more; one alone stands as "weights", "input" and "output"'),
      v.check(
        (networks) => new Set(networks.map(({ name }) => name)).size === networks.length,
        "Two networks have the same name",
      ),
      v.check(
        ([first, ...others]) => others.every(({ input }) => input.modality === first!.input.modality),
        "All networks must have the same input.modality",
      ),
      v.check(
        ([first, ...others]) => others.every(({ input }) => namesOf(input) === namesOf(first!.input)),
        "All networks must see the same input.series, in the same order",
      ),
      v.check(
        ([first, ...others]) =>
          others.every(({ input }) => sameResampling(input.resampling, first!.input.resampling)),
        "All networks must have the same input.resampling: they meet on one grid",
      ),
    ),
    consensus: consensusSchema,
  }),
  v.check(
    ({ networks: [first, ...others], consensus }) =>
      others.every(({ output }) =>
        consensus.kind === "parts"
          ? output.activation === first!.output.activation
          : sameClasses(output, first!.output),
      ),
    "All networks must have the same activation and number of channels",
  ),
  v.transform((manifest) => ({ ...manifest, networks: manifest.networks as readonly Network[] })),
);

function sameResampling(a: Network["input"]["resampling"], b: Network["input"]["resampling"]): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

function namesOf(input: Network["input"]): string {
  return JSON.stringify(seriesOf(input).map(({ name, modality }) => [name, modality]));
}

function sameClasses(a: Network["output"], b: Network["output"]): boolean {
  return a.activation === b.activation && toItemSize(a).channels === toItemSize(b).channels;
}

/**
 * All that is needed to run a model and to export what it finds; the file beside the weights. However the file writes
 * them, its networks stand in `networks`; `consensus` says how they agree where there are several.
 */
export interface ModelManifest extends v.InferOutput<typeof oneNetworkSchema> {}
