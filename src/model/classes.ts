import { AutosegError } from "../errors.ts";
import type { Segment } from "../volume/index.ts";
import { segmentsOf, toSegments } from "./manifest.ts";
import type { ModelManifest } from "./manifest-schema.ts";

/** A model reduced to some of its classes, as a run uses it. */
export interface ChosenClasses {
  /** The manifest without the networks that no kept class needs: they are neither loaded nor run. */
  readonly manifest: ModelManifest;
  /** The segments that the run produces. */
  readonly segments: readonly Segment[];
}

/**
 * Reduces a model to some of its classes. Labels are still decided among all classes of a network: where a class is left out,
 * background remains and no other class grows into its place. In a model in parts, parts without a kept class are not run,
 * and so do not overwrite what earlier parts found.
 * @param classes values of segments; all by default.
 * @throws AutosegError `invalid-argument` for an empty list, or a value that the model does not have.
 */
export function chooseClasses(
  manifest: ModelManifest,
  classes: readonly number[] | undefined,
): ChosenClasses {
  if (!classes) return { manifest, segments: toSegments(manifest) };
  const stray = classes.find((value) => !manifest.segments.some((segment) => segment.value === value));
  if (stray !== undefined) throw unknownClass(manifest, String(stray));
  if (classes.length === 0)
    throw new AutosegError(
      "invalid-argument",
      `No class of ${manifest.title} was chosen. Choose at least one, or leave the choice out to keep all.`,
      { argument: "classes" },
    );
  const narrowed = withoutIdleParts(manifest, neededFor(manifest, classes));
  const kept = new Set(classes);
  const segments = toSegments(narrowed).filter(({ segmentNumber }) => kept.has(segmentNumber));
  return { manifest: narrowed, segments };
}

/**
 * The values of classes given by label (case-insensitive) or by value.
 * @throws AutosegError `invalid-argument` for a name that the model does not have.
 */
export function findClasses(manifest: ModelManifest, names: readonly string[]): number[] {
  return names.map((name) => {
    const wanted = name.trim().toLowerCase();
    const found = manifest.segments.find(
      ({ label, value }) => label.toLowerCase() === wanted || String(value) === wanted,
    );
    if (!found) throw unknownClass(manifest, name);
    return found.value;
  });
}

/** A message lists at most this many classes. */
const mostListed = 20;

function unknownClass({ title, segments }: ModelManifest, name: string): AutosegError {
  const labels = segments.map(({ label }) => label);
  const word = name.toLowerCase().slice(0, 3);
  // If there are many, list those first that the name may have meant.
  const sorted = [
    ...labels.filter((label) => label.toLowerCase().includes(word)),
    ...labels.filter((label) => !label.toLowerCase().includes(word)),
  ];
  const listed = sorted.slice(0, mostListed).join(", ");
  const more = labels.length - mostListed;
  return new AutosegError(
    "invalid-argument",
    more > 0
      ? `The model ${title} has no class "${name}". It has ${listed} and ${more} more.`
      : `The model ${title} has no class "${name}". It has ${listed}.`,
    { argument: "classes" },
  );
}

/** The classes, and all that the postprocessing of any of them depends on. */
function neededFor({ postprocessing }: ModelManifest, classes: readonly number[]): ReadonlySet<number> {
  const needed = new Set(classes);
  // Backwards: what a later step depends on may depend on an earlier step.
  for (const step of postprocessing.toReversed()) {
    const becomes = step.operation === "remove-small-components" ? step.becomes : undefined;
    const touching = step.operation === "keep-touching" ? step.touching : [];
    const concerned = [...step.values, ...(becomes === undefined ? [] : [becomes])];
    if (!concerned.some((value) => needed.has(value))) continue;
    for (const value of [...concerned, ...touching]) needed.add(value);
  }
  return needed;
}

function withoutIdleParts(manifest: ModelManifest, needed: ReadonlySet<number>): ModelManifest {
  if (manifest.consensus?.kind !== "parts") return manifest;
  const networks = manifest.networks.filter((network) =>
    segmentsOf(manifest, network).some(({ value }) => needed.has(value)),
  );
  return { ...manifest, networks };
}
