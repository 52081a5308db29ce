import * as v from "valibot";
import { AutosegError } from "../errors.ts";
import type { Orientation } from "../geometry/index.ts";
import { findSegmentFault, type Segment } from "../volume/index.ts";
import { findMisfitOfBefore } from "./before.ts";
import { findContradiction } from "./contradictions.ts";
import { seriesOf } from "./input.ts";
import { type ModelManifest, oneNetworkSchema, severalNetworksSchema } from "./manifest-schema.ts";
import type { Graph, Network } from "./network.ts";
import type { PatchManifest } from "./prompted-schema.ts";

/**
 * Checks parsed JSON as a manifest.
 * @throws AutosegError `invalid-manifest` naming the first key that is wrong, what was expected and what was found.
 */
export function parseManifest(json: unknown, location: string): ModelManifest {
  if (typeof json === "object" && json !== null && "kind" in json && json.kind === "prompted")
    throw invalidManifest(
      location,
      "kind",
      'It is "prompted": the model outlines what a user points at, and segments nothing by itself',
    );
  const hasSeveral = typeof json === "object" && json !== null && "networks" in json;
  const result = hasSeveral ? v.safeParse(severalNetworksSchema, json) : v.safeParse(oneNetworkSchema, json);
  if (!result.success) {
    const issue = result.issues[0];
    throw invalidManifest(location, v.getDotPath(issue) ?? "", issue.message);
  }
  const first = modelBefore(result.output);
  const wrongBefore = first && findContradiction(first, finalOutput(first));
  if (wrongBefore) throw invalidManifest(location, `before.${wrongBefore.path}`, wrongBefore.message);
  const wrong =
    findContradiction(result.output, finalOutput(result.output)) ?? findMisfitOfBefore(result.output);
  if (wrong) throw invalidManifest(location, wrong.path, wrong.message);
  for (const [index, segment] of toSegments(result.output).entries()) {
    const fault = findSegmentFault(segment);
    if (fault)
      throw invalidManifest(location, pathOf(index, fault.field), `"${segment.label}" ${fault.found}`);
  }
  return result.output;
}

/** The path in the manifest from which a segment's field is made. */
function pathOf(index: number, field: keyof Segment): string {
  if (field === "algorithmName") return "name";
  return field === "algorithmVersion" ? "version" : `segments.${index}.${field}`;
}

/** @param path the key that is wrong. @param message a clause about it, without a full stop. */
export function invalidManifest(location: string, path: string, message: string): AutosegError {
  return new AutosegError(
    "invalid-manifest",
    `The model manifest ${location} cannot be used: ${path ? `"${path}": ` : ""}${message}. Correct the manifest, or choose another model.`,
    { path },
  );
}

/** The output that decides the labels: the consensus network's if there is one, else that of the first network. */
export function finalOutput({ networks, consensus }: ModelManifest): Network["output"] {
  return consensus?.kind === "network" ? consensus.output : networks[0]!.output;
}

/** Every ONNX graph of a model in the order of execution: those of the model before, the networks, the consensus. */
export function toGraphs(manifest: ModelManifest | PatchManifest): readonly Graph[] {
  if ("network" in manifest) return [toPatchGraph(manifest)];
  const { before, networks, consensus } = manifest;
  return [
    ...(before?.networks ?? []),
    ...networks,
    ...(consensus?.kind === "network" ? [{ name: "consensus", ...consensus }] : []),
  ];
}

/** The model that runs before, as a model on its own; undefined if there is none. */
export function modelBefore(manifest: ModelManifest): ModelManifest | undefined {
  const { before } = manifest;
  if (!before) return undefined;
  const { networks, consensus, segments, postprocessing } = before;
  return { ...modelAlone(manifest), networks, consensus, segments, postprocessing };
}

/** A model without the one that runs before it. */
export function modelAlone({ before: _, ...manifest }: ModelManifest): ModelManifest {
  return manifest;
}

/** The highest label that a model produces. */
export function highestValue({ segments }: Pick<ModelManifest, "segments">): number {
  return segments.reduce((highest, { value }) => Math.max(highest, value), 0);
}

/** The label values whose boundaries are refined using probabilities. */
export function refinedValues({ postprocessing }: Pick<ModelManifest, "postprocessing">): readonly number[] {
  return [...new Set(postprocessing.flatMap((step) => (step.operation === "dense-crf" ? step.values : [])))];
}

/** The segments that a network finds: in a model in parts its own, else all. */
export function segmentsOf(
  { segments, consensus }: ModelManifest,
  { name }: Pick<Graph, "name">,
): ModelManifest["segments"] {
  return consensus?.kind === "parts" ? segments.filter(({ network }) => network === name) : segments;
}

/** The orientation of the slices of the model's labels: that of its consensus, else of its last network. */
export function outputOrientation({ networks, consensus }: ModelManifest): Orientation {
  return consensus?.kind === "network" ? consensus.input : networks.at(-1)!.input;
}

/** Whether the model needs more than one series of each patient. */
export function seesSeveral({ networks }: Pick<ModelManifest, "networks">): boolean {
  return seriesOf(networks[0]!.input).length > 1;
}

/** DICOM Modality of the series that the model expects. */
export function modalityOf({ networks }: ModelManifest): string {
  return networks[0]!.input.modality;
}

/** What determines a model's results: its name, its version and all weights files, in the order of its graphs. */
export function identityOf(manifest: ModelManifest): {
  readonly model: string;
  readonly version: string;
  readonly weights: readonly string[];
} {
  const weights = toGraphs(manifest).flatMap((graph) => graph.weights.map(({ sha256 }) => sha256));
  return { model: manifest.name, version: manifest.version, weights };
}

/** The segments that a model produces, as described in a label map and in DICOM-SEG. */
export function toSegments(manifest: ModelManifest): Segment[] {
  const hashes = toGraphs(manifest).map(({ weights }) => weights[0]!.sha256);
  return manifest.segments.map((described) => {
    const { value, label, color, category, type, typeModifier, anatomicRegion } = described;
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
      ...(described.panoptic && { panoptic: described.panoptic }),
      ...(described.instances && { instances: described.instances }),
      algorithmType: "AUTOMATIC",
      algorithmName: manifest.name,
      algorithmVersion: manifest.version,
      algorithmParameters: `weights SHA-256 ${hashes.join(" ")}`,
    };
  });
}

/** The value that postprocessing gives to rejected pieces of another value: for a lesion, that of the organ around it. */
function wholeOf({ postprocessing, segments }: ModelManifest, value: number): number | undefined {
  return postprocessing
    .flatMap((step) =>
      step.operation === "remove-small-components" && step.values.includes(value) ? [step.becomes] : [],
    )
    .find((becomes) => becomes !== value && segments.some((segment) => segment.value === becomes));
}

/** The graph of a network of patches, as a backend runs it. */
function toPatchGraph({ network, intensity }: PatchManifest): Graph {
  const { weights, input, prompt, output, reference } = network;
  const [first] = Object.values(intensity);
  return {
    name: "network",
    weights,
    input: { ...input, plane: "acquired", intensity: first!, prompt },
    output: { ...output, activation: "sigmoid" },
    reference,
  };
}
