import { isThing } from "../volume/index.ts";
import { classesOf } from "./class-head.ts";
import type { ModelManifest } from "./manifest-schema.ts";
import type { Consensus, Network } from "./network.ts";
import { toItemSize } from "./tensor.ts";

/** A key of a manifest, and what is wrong with it. */
export interface Contradiction {
  readonly path: string;
  readonly message: string;
}

/** Finds contradictions between parts of a manifest, which the schema of a single part cannot see. */
export function findContradiction(
  manifest: ModelManifest,
  decides: Network["output"],
): Contradiction | undefined {
  const { consensus } = manifest;
  return (
    checkSegments(manifest, decides) ??
    checkPostprocessing(manifest) ??
    checkRefinement(manifest, decides) ??
    checkMeeting(manifest) ??
    checkTargetGrid(manifest) ??
    checkParts(manifest) ??
    checkSearch(manifest) ??
    (consensus?.kind === "network" ? checkConsensus(manifest, consensus) : undefined)
  );
}

/** Slices can be skipped only if each is decided by runs of its own. */
function checkSearch({ search, networks }: ModelManifest): Contradiction | undefined {
  const [first] = networks;
  const areWhole = networks.every(
    ({ input: { layout, plane, resampling } }) =>
      layout.length === 4 && plane === first!.input.plane && resampling.inPlane !== "target-grid",
  );
  if (!search || areWhole) return undefined;
  return { path: "search", message: "Only networks that see slices of one plane can search" };
}

function checkSegments({ segments, consensus }: ModelManifest, { activation, ...output }: Network["output"]) {
  const channels = activation === "labels" ? 65536 : classesOf(output);
  for (const [index, segment] of segments.entries()) {
    const { value, channel = value, threshold, temperature } = segment;
    if (segment.instances && !isThing(segment))
      return {
        path: `segments.${index}.instances`,
        message: 'Only a thing has instances; the segment is stuff. Set "panoptic" to "thing"',
      };
    // Each part has channels of its own.
    if (channel >= channels && consensus?.kind !== "parts") {
      return {
        path: `segments.${index}`,
        message: `Its channel ${channel} is not one of the output's ${channels} (0 to ${channels - 1}). Without "channel", its value is the channel`,
      };
    }
    if (threshold !== undefined && activation !== "sigmoid")
      return { path: `segments.${index}.threshold`, message: 'Only the activation "sigmoid" has thresholds' };
    if (temperature !== undefined && activation === "labels")
      return {
        path: `segments.${index}.temperature`,
        message: "An output of labels has no probabilities that a temperature could change",
      };
  }
  return undefined;
}

function checkPostprocessing({ segments, postprocessing }: ModelManifest): Contradiction | undefined {
  const known = new Set(segments.map(({ value }) => value));
  for (const [index, operation] of postprocessing.entries()) {
    const stray = valuesOf(operation).find((value) => !known.has(value));
    if (stray !== undefined)
      return { path: `postprocessing.${index}`, message: `No segment has the value ${stray}` };
  }
  return undefined;
}

/** Refinement uses the probabilities of mutually exclusive classes; these do not reflect an earlier clean-up. */
function checkRefinement(
  { postprocessing, consensus }: ModelManifest,
  { activation }: Network["output"],
): Contradiction | undefined {
  for (const [index, { operation }] of postprocessing.entries()) {
    if (operation !== "dense-crf") continue;
    const path = `postprocessing.${index}`;
    if (activation !== "softmax")
      return {
        path,
        message: `"dense-crf" needs the activation "softmax", but the output's is "${activation}"`,
      };
    if (consensus?.kind === "parts")
      return {
        path,
        message: '"dense-crf" needs one distribution over all segments, which "parts" do not have',
      };
    const before = postprocessing.slice(0, index).find((step) => step.operation !== "dense-crf");
    if (before)
      return {
        path,
        message: `"dense-crf" must come before "${before.operation}": it goes by the model's probabilities`,
      };
  }
  return undefined;
}

function valuesOf(operation: ModelManifest["postprocessing"][number]): readonly number[] {
  switch (operation.operation) {
    case "keep-touching":
      return [...operation.values, ...operation.touching];
    case "remove-small-components":
      return operation.becomes === undefined ? operation.values : [...operation.values, operation.becomes];
    default:
      return operation.values;
  }
}

/** Several networks share one grid. If their slices differ in plane or axes, it must be resampled in all directions. */
function checkMeeting({ networks, consensus }: ModelManifest): Contradiction | undefined {
  if (!consensus) return undefined;
  const inputs = [
    ...networks.map(({ input }) => input),
    ...(consensus.kind === "network" ? [consensus.input] : []),
  ];
  const orientations = new Set(inputs.map(({ plane, axes }) => JSON.stringify([plane, axes])));
  const { resampling } = networks[0]!.input;
  const throughPlaneMm =
    resampling.inPlane === "target-spacing" ? resampling.throughPlaneSpacingMm : undefined;
  if (orientations.size > 1 && throughPlaneMm === undefined) {
    return {
      path: "networks",
      message:
        "Networks of different planes or axes need a common grid. Set input.resampling to " +
        '"target-spacing" with throughPlaneSpacingMm',
    };
  }
  const planes = new Set(inputs.map(({ plane }) => plane));
  if (planes.size > 1 && resampling.inPlane === "target-spacing" && throughPlaneMm !== resampling.spacingMm) {
    return {
      path: "networks.0.input.resampling.throughPlaneSpacingMm",
      message: "Networks of different planes need voxels of one spacing in all directions, spacingMm",
    };
  }
  const sizes = new Set(inputs.map((input) => `${toItemSize(input).rows} x ${toItemSize(input).columns}`));
  if (sizes.size > 1 && resampling.inPlane === "fit-field-of-view")
    return {
      path: "networks",
      message: "All must have the same rows and columns to fit the same field of view",
    };
  return undefined;
}

const averagedElsewhere = 'Logits are averaged only with the resampling "target-grid"';

/** The target grid is laid out once for all networks, and sums their outputs as they are. */
function checkTargetGrid({ networks, consensus }: ModelManifest): Contradiction | undefined {
  const isTarget = networks[0]!.input.resampling.inPlane === "target-grid";
  for (const [index, { input, output }] of networks.entries()) {
    if (isTarget && (output.activation === "labels" || !isAveragedAsItIs(output)))
      return {
        path: `networks.${index}.output.averaged`,
        message:
          'With the resampling "target-grid", outputs are averaged as they are: "logits" of a graph that ends before its ' +
          'activation; of one that ends with it, set "values" to "probabilities"',
      };
    if (!isTarget && output.averaged === "logits")
      return {
        path: `networks.${index}.output.averaged`,
        message: averagedElsewhere,
      };
    if (isTarget && JSON.stringify(sharedParts(input)) !== JSON.stringify(sharedParts(networks[0]!.input)))
      return {
        path: `networks.${index}.input`,
        message:
          'With the resampling "target-grid", all networks must have the same plane, axes, crop and shape',
      };
  }
  if (isTarget && consensus?.kind === "network")
    return { path: "consensus", message: 'With the resampling "target-grid", only the mean is a consensus' };
  return undefined;
}

/** In a model in parts, every segment is one channel of one network. */
function checkParts({
  networks,
  segments,
  consensus,
  postprocessing,
}: ModelManifest): Contradiction | undefined {
  const areParts = consensus?.kind === "parts";
  const { resampling } = networks[0]!.input;
  if (areParts && resampling.inPlane !== "target-grid")
    return { path: "consensus", message: 'Parts need the resampling "target-grid"' };
  if (areParts && postprocessing.some(({ operation }) => operation === "dense-crf"))
    return { path: "postprocessing", message: '"dense-crf" goes by probabilities that parts do not share' };
  for (const [index, { network, channel, value }] of segments.entries()) {
    const path = `segments.${index}.network`;
    if (!areParts) {
      if (network === undefined) continue;
      return { path, message: 'Only segments of a consensus of "parts" name their network' };
    }
    const found = networks.find(({ name }) => name === network);
    if (!found) return { path, message: "Of parts, each segment must name the network that finds it" };
    const channels = classesOf(found.output);
    if ((channel ?? value) >= channels)
      return {
        path: `segments.${index}`,
        message: `Its channel ${channel ?? value} is not one of the ${channels} of ${network} (0 to ${channels - 1})`,
      };
  }
  return undefined;
}

function isAveragedAsItIs({ averaged, values }: Network["output"]): boolean {
  return values === "probabilities" ? averaged !== "logits" : averaged === "logits";
}

function sharedParts({ plane, axes, crop, shape }: Network["input"]) {
  return [plane, axes, crop, shape];
}

function checkConsensus(
  { networks }: ModelManifest,
  { input, output }: Extract<Consensus, { kind: "network" }>,
): Contradiction | undefined {
  if (output.averaged === "logits") return { path: "consensus.output.averaged", message: averagedElsewhere };
  if (networks[0]!.input.series)
    return {
      path: "consensus",
      message: "Of networks that see several series, only the mean is a consensus",
    };
  const names = new Set(["image", ...networks.map(({ name }) => name)]);
  const stray = input.channels.find((name) => !names.has(name));
  if (stray !== undefined)
    return {
      path: "consensus.input.channels",
      message: `"${stray}" is neither "image" nor the name of a network`,
    };
  const expected = input.channels.reduce(
    (sum, name) => sum + (name === "image" ? 1 : toItemSize(networks[0]!.output).channels),
    0,
  );
  const found = toItemSize(input).channels;
  if (found === expected) return undefined;
  return {
    path: "consensus.input.shape",
    message: `It has ${found} channels, but ${input.channels.join(", ")} are ${expected}`,
  };
}
