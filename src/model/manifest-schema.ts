import * as v from "valibot";
import { labelEntries } from "./label-schema.ts";
import { type Consensus, type Network, networkEntries, outputFitsInput } from "./network.ts";
import { beforeSchema, sameOutputs, severalEntries } from "./network-sets.ts";
import { identifier, nonEmpty, positive, positiveInteger, wholeNumber } from "./schema-parts.ts";

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

/** The budget of one run of training from random weights: networks that had the same one can be compared. */
const trainingSchema = v.strictObject({
  seed: wholeNumber,
  steps: positiveInteger,
  /** Patches or slices that the network saw, each as often as it was drawn. */
  samples: positiveInteger,
});

/** How large a network is, and how much it computes. */
const complexitySchema = v.strictObject({
  parameters: positiveInteger,
  /** Multiplications, each with its addition as one, of convolutions and matrix products for one input. */
  multiplyAdds: positiveInteger,
});

/** How an organ that is one piece across slices is searched for, so that slices without it need not be run. */
const searchSchema = v.pipe(
  v.strictObject({
    /** Distance of the slices that are looked at first, and the smallest at which the search is given up. */
    stepMm: v.strictTuple([positive, positive]),
    /** Labelled area from which a slice shows the organ. */
    leastAreaMm2: positive,
    /** Millimetres without any label at which the organ ends. */
    gapMm: positive,
  }),
  v.check(({ stepMm: [first, last] }) => first >= last, "The first step must not be smaller than the last"),
);

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
  training: v.optional(trainingSchema),
  complexity: v.optional(complexitySchema),
};

const commonEntries = {
  ...describedEntries,
  /** What the model is for; a manifest without it is one of these. */
  kind: v.optional(v.literal("segmentation")),
  ...labelEntries,
  before: v.optional(beforeSchema),
  search: v.optional(searchSchema),
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

const severalNetworks = v.strictObject({ ...commonEntries, ...severalEntries });

export const severalNetworksSchema = v.pipe(
  severalNetworks,
  sameOutputs<v.InferOutput<typeof severalNetworks>>(),
  v.transform((manifest) => ({ ...manifest, networks: manifest.networks as readonly Network[] })),
);

/**
 * All that is needed to run a model and to export what it finds; the file beside the weights. However the file writes
 * them, its networks stand in `networks`; `consensus` says how they agree where there are several.
 */
export interface ModelManifest extends v.InferOutput<typeof oneNetworkSchema> {}
