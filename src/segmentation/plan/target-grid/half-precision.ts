/** Numbers of half precision (IEEE 754 binary16), by their bits. */

let decoded: Float32Array | undefined;

/** The value of every 16-bit pattern. */
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

/** The bits of the half-precision number nearest to a value, ties to even; the value is rounded to single precision first. */
export function toHalf(value: number): number {
  single[0] = value;
  const sign = (pattern[0]! >>> 16) & 0x8000;
  const size = pattern[0]! & 0x7fffffff;
  if (size > 0x7f800000) return 0x7e00;
  if (size >= 0x477ff000) return sign | 0x7c00;
  if (size >= 0x38800000) return sign | ((size - 0x38000000 + 0xfff + ((size >>> 13) & 1)) >>> 13);
  // Around 0.5, single-precision numbers have the spacing of half-precision subnormals.
  single[0] = Math.abs(single[0]!) + 0.5;
  return sign | (pattern[0]! - 0x3f000000);
}

/** A value rounded to half precision. */
export function roundToHalf(value: number): number {
  return halfValues()[toHalf(value)]!;
}

/** Rounds values that are not negative to half precision, as {@link roundToHalf} does, in place. */
export function roundAllToHalf(values: Float32Array): void {
  const patterns = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let at = 0; at < values.length; at++) {
    const size = patterns[at]!;
    if (size >= 0x477ff000) values[at] = size > 0x7f800000 ? Number.NaN : Number.POSITIVE_INFINITY;
    // Half precision has 13 bits fewer.
    else if (size >= 0x38800000) patterns[at] = (size + 0xfff + ((size >>> 13) & 1)) & ~0x1fff;
    // Around 0.5, single-precision numbers have the spacing of half-precision subnormals.
    else values[at] = Math.fround(values[at]! + 0.5) - 0.5;
  }
}
