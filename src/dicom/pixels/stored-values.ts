/** Stored values of a frame, in the narrowest type for the format's bits and sign. */
export type StoredValues =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** How the bits of a sample are laid out in its bytes. */
export interface BitLayout {
  readonly bytesPerSample: 1 | 2 | 4 | 8;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly isSigned: boolean;
  /** IEEE 754 numbers of 4 or 8 bytes; bits and sign are then ignored. */
  readonly isFloat?: boolean;
  readonly littleEndian: boolean;
  /** Range of values of which all bits are used: padding, which may have bits above BitsStored. */
  readonly unmasked?: { readonly from: number; readonly to: number } | undefined;
  /** Whether nothing else uses the bytes, so that they may be changed. */
  readonly isOwn?: boolean;
}

const arrays = {
  1: { unsigned: Uint8Array, signed: Int8Array },
  2: { unsigned: Uint16Array, signed: Int16Array },
  4: { unsigned: Uint32Array, signed: Int32Array },
} as const;

/** Reused for values that must be converted: allocating memory for each frame costs more than the conversion. */
let scratch = new Uint8Array(0);

/** Maximum size of the reused memory. */
const mostScratchBytes = 2 ** 23;

/** A copy that is valid until the next one is made. */
function copyForNow(bytes: Uint8Array): Uint8Array {
  if (bytes.length > mostScratchBytes) return bytes.slice();
  if (bytes.length > scratch.length) scratch = new Uint8Array(bytes.length);
  scratch.set(bytes);
  return scratch;
}

/**
 * Stored values from bytes: bits outside BitsStored, where old files keep overlays, are masked, and the sign is extended from
 * the high bit (PS3.5 8.1.1). `bytes` may have an odd offset. The values share memory with `bytes`, or are valid until the
 * next call.
 */
export function toStoredValues(bytes: Uint8Array, count: number, layout: BitLayout): StoredValues {
  const { bytesPerSample, bitsStored, highBit, isSigned, littleEndian, unmasked } = layout;
  const staysAsItIs = littleEndian && (layout.isFloat || bitsStored === bytesPerSample * 8);
  const canTakeOver = (layout.isOwn || staysAsItIs) && bytes.byteOffset % bytesPerSample === 0;
  const taken = bytes.subarray(0, count * bytesPerSample);
  if (taken.length < count * bytesPerSample)
    throw new Error(`${count * bytesPerSample} bytes of pixels were expected, but there are ${taken.length}`);
  const own = canTakeOver ? taken : copyForNow(taken);
  if (!littleEndian) swapBytes(own.subarray(0, taken.length), bytesPerSample);
  const [buffer, byteOffset] = [own.buffer as ArrayBuffer, own.byteOffset];
  if (layout.isFloat)
    return bytesPerSample === 8
      ? new Float64Array(buffer, byteOffset, count)
      : new Float32Array(buffer, byteOffset, count);
  if (bytesPerSample === 8) throw new Error("integers of 64 bits per pixel are not supported");
  const ArrayType = arrays[bytesPerSample][isSigned ? "signed" : "unsigned"];
  const values: StoredValues = new ArrayType(buffer, byteOffset, count);
  const bits = bytesPerSample * 8;
  if (bitsStored === bits) return values;
  // Move the stored bits to the top of a 32-bit word and back, with or without sign.
  const [toTop, fromTop] = [32 - 1 - highBit, 32 - bitsStored];
  if (isSigned) {
    for (let index = 0; index < count; index++) values[index] = (values[index]! << toTop) >> fromTop;
  } else if (unmasked) {
    for (let index = 0; index < count; index++) {
      const value = values[index]!;
      if (value < unmasked.from || value > unmasked.to) values[index] = (value << toTop) >>> fromTop;
    }
  } else {
    for (let index = 0; index < count; index++) values[index] = (values[index]! << toTop) >>> fromTop;
  }
  return values;
}

/** Unpacks bits to one value (0 or 1) per pixel, the first pixel in the lowest bit; a frame may start inside a byte (PS3.5 8.1.1). */
export function unpackBits(bytes: Uint8Array, firstBit: number, count: number): Uint8Array {
  const values = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const bit = firstBit + index;
    values[index] = (bytes[bit >> 3]! >> (bit & 7)) & 1;
  }
  return values;
}

/** Converts plane by plane to pixel by pixel. */
export function interleave<Values extends StoredValues>(values: Values, samplesPerPixel: number): Values {
  const result = values.slice() as Values;
  const pixels = values.length / samplesPerPixel;
  for (let sample = 0; sample < samplesPerPixel; sample++)
    for (let pixel = 0; pixel < pixels; pixel++)
      result[pixel * samplesPerPixel + sample] = values[sample * pixels + pixel]!;
  return result;
}

/** Unpacks twelve-bit samples, two in three bytes, the first in the lower bits (PS3.5 8.1.1, older editions), to two bytes each. */
export function unpackTwelveBits(bytes: Uint8Array, firstSample: number, count: number): Uint8Array {
  const unpacked = new Uint8Array(count * 2);
  for (let index = 0; index < count; index++) {
    const bit = (firstSample + index) * 12;
    const [low, high] = [bytes[bit >> 3]!, bytes[(bit >> 3) + 1]!];
    const sample = bit & 7 ? (low >> 4) | (high << 4) : low | ((high & 15) << 8);
    unpacked[2 * index] = sample & 255;
    unpacked[2 * index + 1] = sample >> 8;
  }
  return unpacked;
}

/** Reverses the bytes of each number, `width` bytes long, in place. */
export function swapBytes(bytes: Uint8Array, width: 1 | 2 | 4 | 8): Uint8Array {
  if (width === 2) {
    for (let at = 0; at + 2 <= bytes.length; at += 2) {
      const low = bytes[at]!;
      bytes[at] = bytes[at + 1]!;
      bytes[at + 1] = low;
    }
  } else if (width > 2) {
    for (let at = 0; at + width <= bytes.length; at += width) bytes.subarray(at, at + width).reverse();
  }
  return bytes;
}
