import * as v from "valibot";
import { labelEntries } from "./label-schema.ts";
import { type Consensus, type Network, networkEntries, outputFitsInput } from "./network.ts";
import { beforeSchema, sameOutputs, severalEntries } from "./network-sets.ts";
import { identifier, nonEmpty, positive, positiveInteger, wholeNumber } from "./schema-parts.ts";

/** The images that a model was trained on, beyond what its networks' inputs state. */
const suitedForSchema = v.strictObject({
  /** Values of BodyPartExamined; derived from the segments' codes if left out. */
  bodyParts: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  contrast: v.optional(v.picklist(["with", "without"])),
  /** Largest slice spacing in millimetres. */
  sliceDistanceMm: v.optional(positive),
  /** Smallest and largest field of view of a slice in millimetres. */
  fieldOfViewMm: v.optional(v.strictTuple([positive, positive])),
});

/** The budget of a training run from random weights: networks trained with the same budget are comparable. */
const trainingSchema = v.strictObject({
  seed: wholeNumber,
  steps: positiveInteger,
  /** Patches or slices shown to the network, counted each time they were drawn. */
  samples: positiveInteger,
});

/** The size of a network and the cost of one run. */
const complexitySchema = v.strictObject({
  parameters: positiveInteger,
  /** Multiply-accumulate operations of convolutions and matrix products for one input. */
  multiplyAdds: positiveInteger,
});

/** How to search for an organ that is contiguous across slices, so that slices without it need not be run. */
const searchSchema = v.pipe(
  v.strictObject({
    /** Distance between the slices of the first pass, and of the pass after which the search gives up. */
    stepMm: v.strictTuple([positive, positive]),
    /** A slice shows the organ if its labelled area is at least this large. */
    leastAreaMm2: positive,
    /** The organ ends where there is no label for this many millimetres. */
    gapMm: positive,
  }),
  v.check(({ stepMm: [first, last] }) => first >= last, "The first step must not be smaller than the last"),
);

/** What every manifest states, whatever kind of model it describes. */
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
  training: v.optional(trainingSchema),
  complexity: v.optional(complexitySchema),
};

const commonEntries = {
  ...describedEntries,
  /** The kind of model; segmentation if left out. */
  kind: v.optional(v.literal("segmentation")),
  ...labelEntries,
  before: v.optional(beforeSchema),
  search: v.optional(searchSchema),
  /** The images that the model is suited for; derived from segments and input if left out. */
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

const severalNetworks = v.strictObject({ ...commonEntries, ...severalEntries });

export const severalNetworksSchema = v.pipe(
  severalNetworks,
  sameOutputs<v.InferOutput<typeof severalNetworks>>(),
  v.transform((manifest) => ({ ...manifest, networks: manifest.networks as readonly Network[] })),
);

/**
 * All that is needed to run a model and to export what it finds; the file beside the weights. Networks are always in
 * `networks`, however the file writes them; if there are several, `consensus` says how they are combined.
 */
export interface ModelManifest extends v.InferOutput<typeof oneNetworkSchema> {}
