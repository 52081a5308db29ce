import { type Dataset, items } from "../dataset.ts";
import type { Keyword } from "../dictionary.ts";
import { type Source, type Trait, type TraitRole, traitTable } from "./trait-table.ts";

/** One of DimensionIndexValues; those that count positions vary from slice to slice. */
type DimensionName = `dimension ${number}`;

export type TraitName = keyof typeof traitTable | DimensionName;

/** Attributes of an image that may distinguish volumes. */
export type Traits = Readonly<Partial<Record<TraitName, string>>>;

/** More dimensions than any object has. */
const mostDimensions = 16;

/** All traits, strongest first. */
export const traitNames: readonly TraitName[] = [
  ...(Object.keys(traitTable) as (keyof typeof traitTable)[]),
  ...Array.from({ length: mostDimensions }, (_, index): DimensionName => `dimension ${index + 1}`),
];

function traitOf(name: TraitName): Trait {
  return Object.hasOwn(traitTable, name)
    ? traitTable[name as keyof typeof traitTable]
    : { noun: name.replace("dimension", "dimension index"), role: "contrast" };
}

export function roleOf(name: TraitName): TraitRole {
  return traitOf(name).role;
}

/** "echo time 5 ms", or "without echo time". */
export function describeTrait(name: TraitName, value: string | undefined): string {
  const { noun, unit = "" } = traitOf(name);
  if (value === undefined) return `without ${noun || (name === "imageType" ? "image type" : name)}`;
  const spoken = name === "bValue" ? toBValue(value) : toTimeOfDay(name, value).replaceAll("\\", " ");
  return `${noun} ${spoken} ${unit}`.trim();
}

/** A time of day (TM) in readable form. */
function toTimeOfDay(name: TraitName, value: string): string {
  const isTime = roleOf(name) === "time" && name.endsWith("Time");
  const [, hours, minutes, rest] = (isTime && /^(\d\d)(\d\d)(\d\d.*)$/.exec(value)) || [];
  return hours === undefined ? value : `${hours}:${minutes}:${rest}`;
}

/** GE writes four numbers, of which the first is the b-value, plus 10^9 on some software. */
function toBValue(value: string): string {
  const [first, ...others] = value.split("\\");
  return others.length > 0 ? String(Number(first) % 100_000) : value;
}

const traits = Object.entries(traitTable as Record<string, Trait>) as [TraitName, Trait][];
const inDatasets = traits.flatMap(([name, { from }]) => (from ? [{ name, from }] : []));
/**
 * Of Philips' private item, only traits that are visible in the images: it also holds stacks, numbers and times of
 * acquisition, which differ between packages of slices of the same volume. Attributes nested in functional groups elsewhere
 * are at its top level.
 */
const inPrivateItem = traits
  .filter(([name, { role }]) => role === "contrast" && name !== "stack" && name !== "acquisitionNumber")
  .map(([name, { from = [], inGroups = [] }]) => ({
    name,
    from: [...from, ...inGroups.map((path) => path[path.length - 1]!)],
  }));
const ofGroups = traits.flatMap(([name, { inGroups }]) => (inGroups ? [{ name, inGroups }] : []));

/** Traits in the data set itself. */
export function datasetTraits(dataset: Dataset): Traits {
  return { ...privateItemTraits(dataset), ...traitsFrom(inDatasets, dataset) };
}

function privateItemTraits(dataset: Dataset): Traits {
  const [item] = items(dataset, "PhilipsFrameSequence");
  return item ? traitsFrom(inPrivateItem, item) : {};
}

function traitsFrom(
  sources: readonly { readonly name: TraitName; readonly from: readonly Source[] }[],
  dataset: Dataset,
): Traits {
  const found: Partial<Record<TraitName, string>> = {};
  for (const { name, from } of sources)
    for (const source of from) {
      const value = valuesOf(dataset, source);
      if (!value) continue;
      found[name] = value;
      break;
    }
  return found;
}

/** Traits in functional groups, a frame's own or the shared ones (PS3.3 C.7.6.16). */
export function groupTraits(group: Dataset): Traits {
  const found: Partial<Record<TraitName, string>> = { ...privateItemTraits(group) };
  for (const { name, inGroups } of ofGroups)
    for (const path of inGroups) {
      const value = valueInGroup(group, path);
      if (!value) continue;
      found[name] = value;
      break;
    }
  const [content] = items(group, "FrameContentSequence");
  const indices = content?.DimensionIndexValues ?? [];
  for (let index = 0; index < Math.min(indices.length, mostDimensions); index++)
    found[`dimension ${index + 1}`] = `${indices[index]}`;
  return found;
}

function valueInGroup(group: Dataset, path: readonly Keyword[]): string | undefined {
  let item = group;
  for (let depth = 0; depth < path.length - 1; depth++) {
    const [inner] = items(item, path[depth]!);
    if (!inner) return undefined;
    item = inner;
  }
  return valuesOf(item, path[path.length - 1]!);
}

/** All values, separated as in DICOM; undefined if there are none. */
function valuesOf(dataset: Dataset, source: Source): string | undefined {
  if (typeof source !== "string") {
    const values = source.map((keyword) => valuesOf(dataset, keyword));
    return values.every((value) => value === undefined)
      ? undefined
      : values.map((value) => value ?? "").join("\\");
  }
  const value = dataset[source];
  if (value === undefined || value.length === 0 || value instanceof Uint8Array) return undefined;
  return value.length === 1 ? `${value[0]}` : value.join("\\");
}
