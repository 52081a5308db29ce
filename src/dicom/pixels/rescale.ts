import { type Dataset, items, number, numbers, text, wrongNumber } from "../dataset.ts";
import { shiftTo } from "./shift.ts";
import type { StoredValues } from "./stored-values.ts";

/** Maps stored values to their meaning (Modality LUT, PS3.3 C.11.1): `slope * stored + intercept`, or a table. */
export interface Rescale {
  readonly slope: number;
  readonly intercept: number;
  /** What the header states; anything not stated is the identity. */
  readonly stated: "nothing" | "slope" | "intercept" | "slope and intercept" | "table";
  readonly table?: RescaleTable;
  /** RescaleType, or the ModalityLUTType of a table: HU, US, ... */
  readonly type: string | undefined;
  /** Range of negative padding stored in unsigned pixels: 65536 is subtracted. */
  readonly padding?: { readonly from: number; readonly to: number };
}

interface RescaleTable {
  readonly firstStored: number;
  readonly values: readonly number[];
  readonly type: string | undefined;
}

const macro = "PixelValueTransformationSequence";

/**
 * The rescale of one frame (`frameIndex` zero-based).
 * @throws Error whose message continues after the name of the file, such as "has a RescaleSlope of 2,50", for an invalid or
 * ambiguous rescale.
 */
export function toRescale(dataset: Dataset, frameIndex: number): Rescale {
  const groups = functionalGroups(dataset, frameIndex).flatMap((group) => items(group, macro).slice(0, 1));
  const slope = findNumber([...groups, dataset], "RescaleSlope");
  const intercept = findNumber([...groups, dataset], "RescaleIntercept");
  if (slope !== undefined && Math.fround(slope) === 0) throw new Error(`has a RescaleSlope of ${slope}`);
  if (!Number.isFinite(Math.fround((slope ?? 1) * 2 ** 16 + (intercept ?? 0))))
    throw new Error(`has a RescaleSlope of ${slope ?? 1} and a RescaleIntercept of ${intercept ?? 0}`);
  const typed = groups.find((group) => text(group, "RescaleType"));
  const table = tableOf(dataset);
  if (table && ((slope ?? 1) !== 1 || (intercept ?? 0) !== 0))
    throw new Error(
      `has a ModalityLUTSequence beside a RescaleSlope of ${slope ?? 1} and a RescaleIntercept of ${intercept ?? 0}`,
    );
  const padding = toNegativePadding(dataset);
  const stated = [slope !== undefined && "slope", intercept !== undefined && "intercept"].filter(Boolean);
  return {
    slope: slope ?? 1,
    intercept: intercept ?? 0,
    stated: table ? "table" : ((stated.join(" and ") || "nothing") as Rescale["stated"]),
    type: table ? table.type : text(typed ?? dataset, "RescaleType"),
    ...(table && { table }),
    ...(padding && { padding }),
  };
}

/** The only value of an attribute, from the first data set that has it. */
function findNumber(
  places: readonly Dataset[],
  keyword: "RescaleSlope" | "RescaleIntercept",
): number | undefined {
  const place = places.find((dataset) => (dataset[keyword]?.length ?? 0) > 0);
  if (!place) return undefined;
  const values = numbers(place, keyword);
  if (values.length !== 1)
    throw new Error(
      `has a ${keyword} of "${wrongNumber(place, keyword) ?? values.join("\\")}", which is not a number`,
    );
  return values[0];
}

/** Tables are read once for all frames of a file. */
const tables = new WeakMap<Dataset, RescaleTable | undefined>();

function tableOf(dataset: Dataset): RescaleTable | undefined {
  if (!tables.has(dataset)) tables.set(dataset, toTable(dataset));
  return tables.get(dataset);
}

/** PS3.3 C.11.1.1.1: entries, first stored value, bits per entry; 8-bit entries may be packed two to a word, the lower first. */
function toTable(dataset: Dataset): RescaleTable | undefined {
  const [item, ...others] = items(dataset, "ModalityLUTSequence");
  if (!item) return undefined;
  if (others.length > 0) throw new Error(`has ${1 + others.length} modality LUTs`);
  const descriptor = numbers(item, "LUTDescriptor");
  const words = numbers(item, "LUTData");
  const [stated, first, bits] = descriptor;
  const entries = stated || 65536;
  const isPacked = bits === 8 && words.length !== entries && words.length === Math.ceil(entries / 2);
  const values = isPacked ? words.flatMap((word) => [word & 0xff, word >> 8]).slice(0, entries) : words;
  const isWhole = descriptor.length === 3 && bits! >= 8 && bits! <= 16 && values.length === entries;
  if (first === undefined || !isWhole || values.some((value) => value >= 2 ** bits!))
    throw new Error(
      `has a modality LUT with the LUTDescriptor ${descriptor.join("\\")} and LUTData of ${words.length} words that do not agree`,
    );
  const isSigned = number(dataset, "PixelRepresentation") === 1;
  return {
    firstStored: isSigned && first > 0x7fff ? first - 0x10000 : first,
    values,
    type: text(item, "ModalityLUTType"),
  };
}

/**
 * CT scanners that fill the corners with -2000 store 63536 in unsigned pixels, as one value or a range. Taken literally, this
 * would be brighter than any tissue.
 */
function toNegativePadding(dataset: Dataset): Rescale["padding"] {
  if (text(dataset, "Modality") !== "CT") return undefined;
  if (number(dataset, "PixelRepresentation") === 1 || number(dataset, "BitsAllocated") !== 16)
    return undefined;
  const value = number(dataset, "PixelPaddingValue");
  if (value === undefined) return undefined;
  // With an explicit VR of SS they are negative already.
  const ends = [value, number(dataset, "PixelPaddingRangeLimit") ?? value].map((end) => end & 0xffff);
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  return from > 0x7fff ? { from, to } : undefined;
}

/** The range of {@link Rescale.padding}: stored values that are padding although they have bits above BitsStored. */
export function unmaskedFrom(dataset: Dataset): { readonly from: number; readonly to: number } | undefined {
  const padding = toNegativePadding(dataset);
  return padding && padding.from >= 2 ** (number(dataset, "BitsStored") ?? 16) ? padding : undefined;
}

/**
 * Rescaled values: Int16 if all are integers that fit, else Float32.
 * @param place memory for Int16 values, used if it is as long as `stored`; its contents are undefined if Float32 is returned.
 */
export function applyRescale(
  stored: StoredValues,
  rescale: Rescale,
  place?: Int16Array,
): Int16Array | Float32Array {
  const whole = place?.length === stored.length ? place : new Int16Array(stored.length);
  const { slope, intercept, padding, table } = rescale;
  if (table)
    return toNarrowest(
      stored,
      whole,
      (value) => table.values[clamp(value - table.firstStored, table.values.length)]!,
    );
  if (padding)
    return toNarrowest(
      stored,
      whole,
      (value) => slope * (value >= padding.from && value <= padding.to ? value - 0x10000 : value) + intercept,
    );
  const isWhole = Number.isInteger(slope) && Number.isInteger(intercept);
  return isWhole && !(stored instanceof Float32Array || stored instanceof Float64Array)
    ? rescaleWhole(stored, slope, intercept, whole)
    : rescaleFractional(stored, slope, intercept);
}

/** Int16 if all values fit. Plain loops, which engines optimise best. */
function rescaleWhole(
  stored: StoredValues,
  slope: number,
  intercept: number,
  values: Int16Array,
): Int16Array | Float32Array {
  if (slope === 1 && isTwoBytes(stored) && shiftTo(values, stored, intercept)) return values;
  let [smallest, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < stored.length; index++) {
    const value = stored[index]!;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  const ends = [slope * smallest + intercept, slope * largest + intercept];
  if (!(Math.min(...ends) >= -0x8000 && Math.max(...ends) <= 0x7fff))
    return rescaleFractional(stored, slope, intercept);
  for (let index = 0; index < stored.length; index++) values[index] = slope * stored[index]! + intercept;
  return values;
}

function isTwoBytes(stored: StoredValues): stored is Uint16Array | Int16Array {
  return stored instanceof Uint16Array || stored instanceof Int16Array;
}

function rescaleFractional(stored: StoredValues, slope: number, intercept: number): Float32Array {
  const values = new Float32Array(stored.length);
  for (let index = 0; index < stored.length; index++) values[index] = slope * stored[index]! + intercept;
  return values;
}

function toNarrowest(
  stored: StoredValues,
  whole: Int16Array,
  toValue: (value: number) => number,
): Int16Array | Float32Array {
  let fits = true;
  for (let index = 0; index < stored.length && fits; index++) {
    const value = toValue(stored[index]!);
    whole[index] = value;
    fits = whole[index] === value;
  }
  return fits ? whole : Float32Array.from(stored, toValue);
}

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}

/** The functional groups of a frame (`frameIndex` zero-based): its own, then the shared ones (PS3.3 C.7.6.16). */
function functionalGroups(dataset: Dataset, frameIndex: number): readonly Dataset[] {
  const own = items(dataset, "PerFrameFunctionalGroupsSequence")[frameIndex];
  const [shared] = items(dataset, "SharedFunctionalGroupsSequence");
  return [own, shared].filter((group) => group !== undefined);
}
