import type { Contradiction } from "./contradictions.ts";
import { seriesOf } from "./input.ts";
import type { ModelManifest } from "./manifest-schema.ts";

/** How a model contradicts the one that runs before it; undefined if they fit. */
export function findMisfitOfBefore(manifest: ModelManifest): Contradiction | undefined {
  const { before, networks } = manifest;
  const labelled = networks.findIndex(({ input }) => input.labels);
  const wanted = networks[labelled]?.input.labels;
  if (!before)
    return wanted
      ? { path: pathOfLabels(manifest, labelled), message: "There is no model before that finds labels" }
      : undefined;
  const found = new Set(before.segments.map(({ value }) => value));
  if (before.consensus?.kind === "network")
    return {
      path: "before.consensus",
      message: "Of the networks before, only the mean and parts are a consensus",
    };
  if (before.networks.some(({ input }) => input.labels))
    return { path: "before.input.labels", message: "A model before has none before itself" };
  const names = [...before.networks, ...networks].map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    return { path: "before.networks", message: `Two networks have the same name, "${twice}"` };
  if (namesOf(before.networks) !== namesOf(networks))
    return { path: "before", message: "It must see the same series as the model, of the same modality" };
  if (!before.box && !wanted)
    return {
      path: "before",
      message: "Nothing goes by what it finds: it needs a box, or the model's input needs labels",
    };
  const outside = before.box?.values.find((value) => !found.has(value));
  if (outside !== undefined)
    return { path: "before.box.values", message: `The model before has no segment ${outside}` };
  const unknown = wanted?.find((value) => !found.has(value));
  if (unknown !== undefined)
    return { path: pathOfLabels(manifest, labelled), message: `The model before has no segment ${unknown}` };
  const other = networks.findIndex(({ input }) => String(input.labels) !== String(wanted));
  if (other >= 0)
    return { path: pathOfLabels(manifest, other), message: "All networks must see the same labels" };
  return undefined;
}

function pathOfLabels({ networks }: ModelManifest, index: number): string {
  return networks.length === 1 ? "input.labels" : `networks.${index}.input.labels`;
}

function namesOf(networks: ModelManifest["networks"]): string {
  return JSON.stringify(seriesOf(networks[0]!.input).map(({ name, modality }) => [name, modality]));
}
