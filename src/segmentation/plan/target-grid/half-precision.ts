/** Numbers of half precision (IEEE 754 binary16), by their bits. */

let decoded: Float32Array | undefined;

/** The value of every pattern of 16 bits. */
export function halfValues(): Float32Array {
  if (decoded) return decoded;
  decoded = new Float32Array(1 << 16);
  for (let bits = 0; bits < decoded.length; bits++) decoded[bits] = decode(bits);
  return decoded;
}

function decode(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >>> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

const single = new Float32Array(1);
const pattern = new Uint32Array(single.buffer);

/** The bits of the number of half precision nearest to a value, of two the even one; the value is rounded to single first. */
export function toHalf(value: number): number {
  single[0] = value;
  const sign = (pattern[0]! >>> 16) & 0x8000;
  const size = pattern[0]! & 0x7fffffff;
  if (size > 0x7f800000) return 0x7e00;
  if (size >= 0x477ff000) return sign | 0x7c00;
  if (size >= 0x38800000) return sign | ((size - 0x38000000 + 0xfff + ((size >>> 13) & 1)) >>> 13);
  // Next to 0.5 numbers of single precision are as far apart as the smallest ones of half precision.
  single[0] = Math.abs(single[0]!) + 0.5;
  return sign | (pattern[0]! - 0x3f000000);
}

/** Numbers of single precision, by their values and their bits. */
export interface Singles {
  readonly values: Float32Array;
  readonly patterns: Uint32Array;
}

export function createSingles(length: number): Singles {
  const values = new Float32Array(length);
  return { values, patterns: new Uint32Array(values.buffer) };
}

/** The bits of the numbers of half precision nearest to the first `count` of them, written from `to` on. */
export function toHalves({ values, patterns }: Singles, into: Uint16Array, to: number, count: number): void {
  for (let n = 0; n < count; n++) {
    const bits = patterns[n]!;
    const size = bits & 0x7fffffff;
    // Most numbers are neither too large nor too small for it.
    into[to + n] =
      size >= 0x38800000 && size < 0x477ff000
        ? ((bits >>> 16) & 0x8000) | ((size - 0x38000000 + 0xfff + ((size >>> 13) & 1)) >>> 13)
        : toHalf(values[n]!);
  }
}

/** A value in half precision. */
export function roundToHalf(value: number): number {
  return halfValues()[toHalf(value)]!;
}

/** Rounds values to half precision in place. @returns false where one of them is not a number or too large for it. */
export function roundToHalves(values: Float32Array): boolean {
  const patterns = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let areFinite = true;
  for (let n = 0; n < values.length; n++) {
    const bits = patterns[n]!;
    const size = bits & 0x7fffffff;
    // A single whose last 13 bits are 0 is a number of half precision, but for the smallest ones.
    if (size >= 0x38800000 && size < 0x477ff000)
      patterns[n] = (bits & 0x80000000) | ((size + 0xfff + ((size >>> 13) & 1)) & 0xffffe000);
    else {
      values[n] = roundToHalf(values[n]!);
      if (size >= 0x477ff000) areFinite = false;
    }
  }
  return areFinite;
}
