/** Stored values of a frame: of the narrowest type that holds the format's bits and sign. */
export type StoredValues = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

/** How the bits of a sample lie in its bytes. */
export interface BitLayout {
  readonly bytesPerSample: 1 | 2 | 4;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly isSigned: boolean;
  readonly littleEndian: boolean;
}

const arrays = {
  1: { unsigned: Uint8Array, signed: Int8Array },
  2: { unsigned: Uint16Array, signed: Int16Array },
  4: { unsigned: Uint32Array, signed: Int32Array },
} as const;

/**
 * Stored values from bytes: bits outside BitsStored, where old files keep overlays, are masked, the sign is extended
 * from the high bit (PS3.5 8.1.1). Copies; `bytes` may lie at an odd address.
 */
export function toStoredValues(bytes: Uint8Array, count: number, layout: BitLayout): StoredValues {
  const { bytesPerSample, bitsStored, highBit, isSigned, littleEndian } = layout;
  const copy = bytes.slice(0, count * bytesPerSample);
  if (!littleEndian) swapBytes(copy, bytesPerSample);
  const ArrayType = arrays[bytesPerSample][isSigned ? "signed" : "unsigned"];
  const values: StoredValues = new ArrayType(copy.buffer, 0, count);
  const bits = bytesPerSample * 8;
  if (bitsStored === bits) return values;
  // The stored bits go to the top of a 32-bit word and come down again, with their sign or without.
  const [toTop, fromTop] = [32 - 1 - highBit, 32 - bitsStored];
  if (isSigned) {
    for (let index = 0; index < count; index++) values[index] = (values[index]! << toTop) >> fromTop;
  } else {
    for (let index = 0; index < count; index++) values[index] = (values[index]! << toTop) >>> fromTop;
  }
  return values;
}

/** One value (0 or 1) a pixel from packed bits, the first pixel in the lowest bit; a frame may start inside a byte (PS3.5 8.1.1). */
export function unpackBits(bytes: Uint8Array, firstBit: number, count: number): Uint8Array {
  const values = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const bit = firstBit + index;
    values[index] = (bytes[bit >> 3]! >> (bit & 7)) & 1;
  }
  return values;
}

/** Pixel by pixel from plane after plane. */
export function interleave<Values extends StoredValues>(values: Values, samplesPerPixel: number): Values {
  const result = values.slice() as Values;
  const pixels = values.length / samplesPerPixel;
  for (let sample = 0; sample < samplesPerPixel; sample++)
    for (let pixel = 0; pixel < pixels; pixel++)
      result[pixel * samplesPerPixel + sample] = values[sample * pixels + pixel]!;
  return result;
}

function swapBytes(bytes: Uint8Array, width: 1 | 2 | 4): void {
  for (let start = 0; start + width <= bytes.length; start += width)
    bytes.subarray(start, start + width).reverse();
}
