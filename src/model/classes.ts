import { AutosegError } from "../errors.ts";
import type { Segment } from "../volume/index.ts";
import { segmentsOf, toSegments } from "./manifest.ts";
import type { ModelManifest } from "./manifest-schema.ts";

/** A model as a run uses it that keeps only some of its classes. */
export interface ChosenClasses {
  /** The manifest without the parts that no kept class needs: they are neither loaded nor run. */
  readonly manifest: ModelManifest;
  /** What such a run draws. */
  readonly segments: readonly Segment[];
}

/**
 * Narrows a model to some of its classes. Labels are still decided among all classes of a network, so that a class that is left
 * out leaves background, and no other class grows into its place. Of a model in parts, those without a kept class are left out,
 * and so no longer go over what earlier parts found.
 * @param classes values of segments; all where it is left out.
 * @throws AutosegError `invalid-argument` for a value that the model does not have, and for none.
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
 * The values of classes by their labels, whatever the case, or by the values themselves.
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

/** Most classes that a message lists. */
const mostListed = 20;

function unknownClass({ title, segments }: ModelManifest, name: string): AutosegError {
  const labels = segments.map(({ label }) => label);
  const word = name.toLowerCase().slice(0, 3);
  // Of many, those that the name may have meant come first.
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

/** The classes, and those that the clean-up of any of them goes by. */
function neededFor({ postprocessing }: ModelManifest, classes: readonly number[]): ReadonlySet<number> {
  const needed = new Set(classes);
  // Backwards: what a later step goes by, an earlier one has cleaned up.
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
