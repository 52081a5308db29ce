import type { VoxelArray } from "../volume/index.ts";

/** Value types, by NRRD's short names. */
export const valueTypes = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float: Float32Array,
  double: Float64Array,
} as const;
export type ValueType = keyof typeof valueTypes;

/** Stored values; 64-bit integers as the nearest double. */
export type RawValues =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

const isLittleEndianHere = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** @param bytes exactly as many as the values need, at any offset in their buffer. */
export function toRawValues(bytes: Uint8Array, type: ValueType, isLittleEndian: boolean): RawValues {
  const { BYTES_PER_ELEMENT: width } = valueTypes[type];
  const own = bytes.slice();
  if (width > 1 && isLittleEndian !== isLittleEndianHere)
    for (let at = 0; at < own.length; at += width) own.subarray(at, at + width).reverse();
  const values = new valueTypes[type](own.buffer);
  return values instanceof BigInt64Array || values instanceof BigUint64Array
    ? Float64Array.from(values, Number)
    : values;
}

interface Scaled {
  readonly values: RawValues;
  readonly slope: number;
  readonly intercept: number;
}

/** Converts stored values to image values: 16-bit integers if all fit, else floating point. */
export function toVoxels({ values, slope, intercept }: Scaled): VoxelArray {
  const isPlain = slope === 1 && intercept === 0;
  if (isPlain && (values instanceof Int16Array || values instanceof Uint16Array)) return values;
  const [least, most] = rangeOf({ values, slope, intercept });
  const isWhole = isPlain ? !isFloating(values) || values.every(Number.isInteger) : false;
  const scaled =
    isWhole && least >= -32768 && most <= 32767
      ? new Int16Array(values.length)
      : new Float32Array(values.length);
  for (let index = 0; index < values.length; index++) scaled[index] = values[index]! * slope + intercept;
  return scaled;
}

/** The lowest and highest image value, ignoring NaN and infinity. */
export function rangeOf({ values, slope, intercept }: Scaled): [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const ends = [least * slope + intercept, most * slope + intercept];
  return [Math.min(...ends), Math.max(...ends)];
}

function isFloating(values: RawValues): boolean {
  return values instanceof Float32Array || values instanceof Float64Array;
}

/** Maximum number of different labels in a label map; images have more values. */
const mostLabels = 64;

/** Whether values may be labels: few different ones, all of them non-negative integers. */
export function looksLikeLabels({ values, slope, intercept }: Scaled): boolean {
  const found = new Set<number>();
  let last: number | undefined;
  for (const value of values) {
    if (value === last) continue;
    last = value;
    if (found.has(value)) continue;
    const label = value * slope + intercept;
    if (!Number.isInteger(label) || label < 0 || label > 65535 || found.size >= mostLabels) return false;
    found.add(value);
  }
  return true;
}
