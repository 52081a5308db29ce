import * as v from "valibot";
import { AutosegError } from "../errors.ts";
import { findSegmentFault, type Segment } from "../volume/index.ts";
import { findContradiction } from "./contradictions.ts";
import {
  type Consensus,
  consensusSchema,
  type Graph,
  type Network,
  networkEntries,
  networkSchema,
  outputFitsInput,
} from "./network.ts";
import { byte, distinct, identifier, nonEmpty, positive, wholeNumber } from "./schema-parts.ts";
import { suitedForSchema } from "./suited-for.ts";
import { toItemSize } from "./tensor.ts";

const code = v.strictObject({
  codeValue: v.pipe(nonEmpty, v.maxLength(16)),
  codingSchemeDesignator: nonEmpty,
  codeMeaning: nonEmpty,
});

const modelSegment = v.strictObject({
  /** Label value, in DICOM-SEG the SegmentNumber. */
  value: v.pipe(byte, v.minValue(1)),
  /** Channel of the output that stands for the segment; the number in `value` where this is left out. */
  channel: v.optional(wholeNumber),
  /** Of a sigmoid: the probability from which a voxel belongs to the segment; 0.5 where this is left out. */
  threshold: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
  label: nonEmpty,
  /** sRGB, 0..255 each. */
  color: v.strictTuple([byte, byte, byte]),
  category: code,
  type: code,
  typeModifier: v.optional(code),
  anatomicRegion: v.optional(code),
});

const labelValues = v.pipe(v.array(byte), v.minLength(1), distinct("value"));

/** One clean-up of the whole label map. */
const operation = v.variant("operation", [
  v.strictObject({ operation: v.literal("keep-largest-component"), values: labelValues }),
  v.strictObject({
    operation: v.literal("remove-small-components"),
    values: labelValues,
    smallerThanMl: positive,
    becomes: v.optional(byte),
  }),
  v.strictObject({ operation: v.literal("keep-touching"), values: labelValues, touching: labelValues }),
  v.strictObject({ operation: v.literal("fill-holes"), values: labelValues }),
]);

const commonEntries = {
  schemaVersion: v.literal(1),
  name: identifier,
  version: nonEmpty,
  title: v.pipe(nonEmpty, v.maxLength(64)),
  architecture: nonEmpty,
  description: v.string(),
  intendedUse: v.literal("research"),
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
  data: v.array(v.looseObject({ name: nonEmpty, licence: nonEmpty })),
  licence: nonEmpty,
  evidence: v.looseObject({}),
};

const oneNetwork = v.strictObject({ ...commonEntries, ...networkEntries });
const [sameSize, sameBatch, referenceWithin] = outputFitsInput<v.InferOutput<typeof oneNetwork>>();

const oneNetworkSchema = v.pipe(
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

const severalNetworksSchema = v.pipe(
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
        ([first, ...others]) =>
          others.every(({ input }) => sameResampling(input.resampling, first!.input.resampling)),
        "All networks must have the same input.resampling: they meet on one grid",
      ),
      v.check(
        ([first, ...others]) => others.every(({ output }) => sameClasses(output, first!.output)),
        "All networks must have the same activation and number of channels",
      ),
    ),
    consensus: consensusSchema,
  }),
  v.transform((manifest) => ({ ...manifest, networks: manifest.networks as readonly Network[] })),
);

function sameResampling(a: Network["input"]["resampling"], b: Network["input"]["resampling"]): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

function sameClasses(a: Network["output"], b: Network["output"]): boolean {
  return a.activation === b.activation && toItemSize(a).channels === toItemSize(b).channels;
}

/**
 * All that is needed to run a model and to export what it finds; the file beside the weights. However the file writes
 * them, its networks stand in `networks`; `consensus` says how they agree where there are several.
 */
export interface ModelManifest extends v.InferOutput<typeof oneNetworkSchema> {}

/**
 * A manifest from parsed JSON.
 * @throws AutosegError `invalid-manifest` naming the first key that is wrong, what it should be and what was found.
 */
export function parseManifest(json: unknown, location: string): ModelManifest {
  const hasSeveral = typeof json === "object" && json !== null && "networks" in json;
  const result = hasSeveral ? v.safeParse(severalNetworksSchema, json) : v.safeParse(oneNetworkSchema, json);
  if (!result.success) {
    const issue = result.issues[0];
    throw invalid(location, v.getDotPath(issue) ?? "", issue.message);
  }
  const wrong = findContradiction(result.output, finalOutput(result.output));
  if (wrong) throw invalid(location, wrong.path, wrong.message);
  for (const [index, segment] of toSegments(result.output).entries()) {
    const fault = findSegmentFault(segment);
    if (fault) throw invalid(location, pathOf(index, fault.field), `"${segment.label}" ${fault.found}`);
  }
  return result.output;
}

/** The key that a field of a segment is made from. */
function pathOf(index: number, field: keyof Segment): string {
  if (field === "algorithmName") return "name";
  return field === "algorithmVersion" ? "version" : `segments.${index}.${field}`;
}

function invalid(location: string, path: string, message: string): AutosegError {
  return new AutosegError(
    "invalid-manifest",
    `The model manifest ${location} cannot be used: ${path ? `"${path}": ` : ""}${message}. Correct the manifest, or choose another model.`,
    { path },
  );
}

/** The output that decides the labels: the consensus' where that is a network, else any network's. */
export function finalOutput({ networks, consensus }: ModelManifest): Network["output"] {
  return consensus?.kind === "network" ? consensus.output : networks[0]!.output;
}

/** Every ONNX graph of a model, in the order in which they are run: the networks, then the consensus. */
export function toGraphs({ networks, consensus }: ModelManifest): readonly Graph[] {
  return consensus?.kind === "network" ? [...networks, { name: "consensus", ...consensus }] : networks;
}

/** DICOM Modality of the series that the model is made for. */
export function modalityOf({ networks }: ModelManifest): string {
  return networks[0]!.input.modality;
}

/** The segments a model draws, as they are described in a label map and in DICOM-SEG. */
export function toSegments(manifest: ModelManifest): Segment[] {
  const hashes = toGraphs(manifest).map(({ weights }) => weights[0]!.sha256);
  return manifest.segments.map(({ value, label, color, category, type, typeModifier, anatomicRegion }) => {
    const whole = wholeOf(manifest, value);
    return {
      segmentNumber: value,
      label,
      color,
      category,
      type,
      ...(typeModifier && { typeModifier }),
      ...(anatomicRegion && { anatomicRegion }),
      ...(whole !== undefined && { partOf: whole }),
      algorithmType: "AUTOMATIC",
      algorithmName: manifest.name,
      algorithmVersion: manifest.version,
      algorithmParameters: `weights SHA-256 ${hashes.join(" ")}`,
    };
  });
}

/** The value that the clean-up gives to pieces of another which are none: the organ's, for a lesion of it. */
function wholeOf({ postprocessing, segments }: ModelManifest, value: number): number | undefined {
  return postprocessing
    .flatMap((step) =>
      step.operation === "remove-small-components" && step.values.includes(value) ? [step.becomes] : [],
    )
    .find((becomes) => becomes !== value && segments.some((segment) => segment.value === becomes));
}
