import { type Dataset, items, number, numbers, text } from "../dataset.ts";
import { findInGroups, functionalGroups } from "../functional-groups.ts";
import type { StoredValues } from "./stored-values.ts";

/** From stored values to what they mean (modality LUT, PS3.3 C.11.1): `slope * stored + intercept`, or a table. */
export interface Rescale {
  readonly slope: number;
  readonly intercept: number;
  /** Whether the header states it; else it is the identity. */
  readonly isStated: boolean;
  readonly table?: { readonly firstStored: number; readonly values: readonly number[] };
  /** RescaleType: HU, US, ... */
  readonly type: string | undefined;
  /** A padding value that was written as a negative number into unsigned pixels, and the number that was meant. */
  readonly padding?: { readonly stored: number; readonly meant: number };
}

/** The rescale of one frame (`frameIndex` zero-based). */
export function toRescale(dataset: Dataset, frameIndex: number): Rescale {
  const groups = functionalGroups(dataset, frameIndex);
  const macro = "PixelValueTransformationSequence";
  const slope = findInGroups(groups, macro, "RescaleSlope")?.[0] ?? number(dataset, "RescaleSlope");
  const intercept =
    findInGroups(groups, macro, "RescaleIntercept")?.[0] ?? number(dataset, "RescaleIntercept");
  const typed = groups
    .map((group) => items(group, macro)[0])
    .find((item) => item && text(item, "RescaleType"));
  const table = toTable(dataset);
  const padding = toNegativePadding(dataset);
  return {
    slope: slope ?? 1,
    intercept: intercept ?? 0,
    isStated: slope !== undefined || intercept !== undefined || table !== undefined,
    type: text(typed ?? dataset, "RescaleType"),
    ...(table && { table }),
    ...(padding && { padding }),
  };
}

function toTable(dataset: Dataset): Rescale["table"] {
  const [item] = items(dataset, "ModalityLUTSequence");
  if (!item) return undefined;
  const [entries, first] = numbers(item, "LUTDescriptor");
  const values = numbers(item, "LUTData");
  if (entries === undefined || first === undefined || values.length !== (entries || 65536)) return undefined;
  const isSigned = number(dataset, "PixelRepresentation") === 1;
  return { firstStored: isSigned && first > 0x7fff ? first - 0x10000 : first, values };
}

/**
 * CT scanners that fill the corners with -2000 write 63536 where pixels are unsigned. Read as it stands, that would be
 * brighter than any tissue.
 */
function toNegativePadding(dataset: Dataset): Rescale["padding"] {
  const stored = number(dataset, "PixelPaddingValue");
  if (stored === undefined || text(dataset, "Modality") !== "CT") return undefined;
  if (number(dataset, "PixelRepresentation") === 1 || number(dataset, "BitsAllocated") !== 16)
    return undefined;
  return stored > 0x7fff && stored <= 0xffff ? { stored, meant: stored - 0x10000 } : undefined;
}

/**
 * Rescaled values: whole numbers that all fit as Int16, anything else as Float32.
 * @param place Where to write those that are Int16, if it is as long as `stored`; what is there otherwise is of no use.
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
      (value) => slope * (value === padding.stored ? padding.meant : value) + intercept,
    );
  const isWhole = Number.isInteger(slope) && Number.isInteger(intercept);
  return isWhole && !(stored instanceof Float32Array || stored instanceof Float64Array)
    ? rescaleWhole(stored, slope, intercept, whole)
    : rescaleFractional(stored, slope, intercept);
}

/** Whole numbers stay whole: as Int16 if they all fit. Plain loops are what engines run fastest. */
function rescaleWhole(
  stored: StoredValues,
  slope: number,
  intercept: number,
  values: Int16Array,
): Int16Array | Float32Array {
  if (slope === 1 && isTwoBytes(stored) && shift(stored, intercept, values)) return values;
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

/** Adds `amount` and sees at once whether all values fit. */
function shift(stored: Uint16Array | Int16Array, amount: number, values: Int16Array): boolean {
  if (Math.abs(amount) > 0xffff) return false;
  let lost = 0;
  for (let index = 0; index < values.length; index++) {
    const value = stored[index]! + amount;
    lost |= value ^ ((value << 16) >> 16);
    values[index] = value;
  }
  return lost === 0;
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
