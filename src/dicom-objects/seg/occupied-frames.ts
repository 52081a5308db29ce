import { endOfWord, type LabelMap16 } from "../../volume/index.ts";

/** Which labels occur on which slices. */
export interface Occupancy {
  /** The flag of a slice and label is at `sliceIndex * stride + label`. */
  readonly stride: number;
  /** 1 if the label occurs on the slice. */
  readonly flags: Uint8Array;
}

/** The labels on each slice; the table is as wide as the largest value that the voxels can hold. */
export function findOccupied({ grid, voxels }: LabelMap16): Occupancy {
  const [columns, rows, slices] = grid.size;
  const frameSize = columns * rows;
  const stride = voxels instanceof Uint8Array ? 256 : 65536;
  const flags = new Uint8Array(slices * stride);
  for (let sliceIndex = 0; sliceIndex < slices; sliceIndex++) {
    const frame = voxels.subarray(sliceIndex * frameSize, (sliceIndex + 1) * frameSize);
    markLabels(frame, flags, sliceIndex * stride);
  }
  return { stride, flags };
}

/** Compares 32-bit words: if one equals the word before it there is nothing new, and most are background. */
function markLabels(frame: Uint8Array | Uint16Array, flags: Uint8Array, row: number): void {
  const size = frame.BYTES_PER_ELEMENT;
  const mark = (from: number, to: number): void => {
    for (let index = from; index < to; index++) flags[row + frame[index]!] = 1;
  };
  /** Index of the first whole word. */
  const first = ((4 - (frame.byteOffset % 4)) % 4) / size;
  const perWord = 4 / size;
  if (frame.length < first + perWord) {
    mark(0, frame.length);
    return;
  }
  const count = Math.floor((frame.length - first) / perWord);
  const words = new Int32Array(frame.buffer, frame.byteOffset + first * size, count);
  mark(0, first + perWord);
  for (let word = endOfWord(words, words[0]!, 1, count); word < count; ) {
    mark(first + word * perWord, first + (word + 1) * perWord);
    word = endOfWord(words, words[word]!, word + 1, count);
  }
  mark(first + count * perWord, frame.length);
}
