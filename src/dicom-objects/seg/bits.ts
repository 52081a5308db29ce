/** Frames of one bit per voxel, packed without gaps: the first voxel is the lowest bit (PS3.5 8.2, PS3.3 C.8.20.2). */
import { createRunSearch, endOfWord } from "../../volume/index.ts";

/** Number of bytes of `frameCount` frames of `frameSize` bits: a frame may start inside a byte. */
export function packedSizeBytes(frameCount: number, frameSize: number): number {
  return Math.ceil((frameCount * frameSize) / 8);
}

/** Whether four bytes can be read as one number with its bits in order. */
const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Marks labels that do not occur on a slice. */
export const noFrame = -1;

/**
 * Sets the bits of one slice's voxels, each in the frame of its label, in one pass over the slice.
 * @param packed consecutive frames; those of this slice must be zero.
 * @param slice labels; 0 is background.
 * @param frameOfLabel for each label the index of its frame in `packed`, or `noFrame`.
 */
export function packSlice(
  packed: Uint8Array,
  slice: Uint8Array | Uint16Array,
  frameOfLabel: Int32Array,
): void {
  const frameSize = slice.length;
  const endOfRun = createRunSearch(slice);
  let index = 0;
  while (index < frameSize) {
    const label = slice[index]!;
    const start = index;
    index = endOfRun(start, frameSize);
    if (label === 0) continue;
    const frame = frameOfLabel[label]!;
    if (frame === noFrame) continue;
    // As byte and bit, since the bit's index alone may exceed 2^32.
    const bit = frame * frameSize + start;
    setBits(packed, Math.floor(bit / 8), bit % 8, index - start);
  }
}

/** Sets `count` bits, starting at bit `bit` of byte `byte`. */
function setBits(packed: Uint8Array, byte: number, bit: number, count: number): void {
  if (bit + count <= 8) {
    packed[byte]! |= ((1 << count) - 1) << bit;
    return;
  }
  packed[byte]! |= 0xff << bit;
  let left = count - (8 - bit);
  let at = byte + 1;
  if (left >= 64) {
    const whole = left >>> 3;
    packed.fill(0xff, at, at + whole);
    at += whole;
    left &= 7;
  }
  for (; left >= 8; left -= 8) packed[at++] = 0xff;
  if (left > 0) packed[at]! |= (1 << left) - 1;
}

/**
 * Calls `visit` for every run of set bits of a frame: its first pixel, and the one after its last. Empty parts are skipped
 * word by word, so that the work grows with what is set.
 * @param firstBit where the frame starts in `packed`.
 * @param frameSize number of its pixels.
 */
export function forEachRun(
  packed: Uint8Array,
  firstBit: number,
  frameSize: number,
  visit: (start: number, end: number) => void,
): void {
  const firstByte = Math.floor(firstBit / 8);
  const bitOffset = firstBit % 8;
  const lastByte = Math.min(Math.floor((firstBit + frameSize - 1) / 8), packed.length - 1);
  let words: Int32Array | undefined;
  const wordStart = firstByte + ((4 - ((packed.byteOffset + firstByte) & 3)) & 3);
  if (littleEndian && lastByte - wordStart >= 4)
    words = new Int32Array(packed.buffer, packed.byteOffset + wordStart, (lastByte + 1 - wordStart) >> 2);
  /** First pixel of the current run, or -1. */
  let start = -1;
  let byte = firstByte;
  while (byte <= lastByte) {
    if (start < 0 && words && byte >= wordStart && ((byte - wordStart) & 3) === 0) {
      const word = (byte - wordStart) >> 2;
      byte = wordStart + (words[word] === 0 ? endOfWord(words, 0, word, words.length) : word) * 4;
      if (byte > lastByte) break;
    }
    let value = packed[byte]!;
    const at = (byte - firstByte) * 8 - bitOffset;
    byte++;
    if (at < 0) value &= 0xff << bitOffset;
    if (at + 8 > frameSize) value &= (1 << (frameSize - at)) - 1;
    if (value === 0xff) {
      if (start < 0) start = at;
      continue;
    }
    for (let bit = 0; bit < 8 && (start >= 0 || value >>> bit !== 0); bit++) {
      const isSet = ((value >>> bit) & 1) === 1;
      if (isSet && start < 0) start = at + bit;
      else if (!isSet && start >= 0) {
        visit(start, at + bit);
        start = -1;
      }
    }
  }
  if (start >= 0) visit(start, frameSize);
}
