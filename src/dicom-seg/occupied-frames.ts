import type { WideLabelMap } from "../volume/index.ts";

/** Which labels occur in which slices. */
export interface Occupancy {
  /** The label of each slice and label is at `sliceIndex * stride + label`. */
  readonly stride: number;
  /** 1 where the label occurs in the slice. */
  readonly flags: Uint8Array;
}

/** The labels that occur in each slice; the table is as wide as the largest value that the voxels can hold. */
export function findOccupied({ grid, voxels }: WideLabelMap): Occupancy {
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

/** Words of 32 bits at a time: where one is as the one before it there is nothing new, and most are background. */
function markLabels(frame: Uint8Array | Uint16Array, flags: Uint8Array, row: number): void {
  const size = frame.BYTES_PER_ELEMENT;
  const perWord = 4 / size;
  const unaligned = Math.min(frame.length, ((4 - (frame.byteOffset % 4)) % 4) / size);
  const wordCount = Math.floor((frame.length - unaligned) / perWord);
  const words = new Int32Array(frame.buffer, frame.byteOffset + unaligned * size, wordCount);
  const mark = (from: number, to: number): void => {
    for (let index = from; index < to; index++) flags[row + frame[index]!] = 1;
  };
  mark(0, unaligned);
  for (let word = 0, previous = 0; word < words.length; word++) {
    const value = words[word]!;
    if (value === previous && word > 0) continue;
    previous = value;
    mark(unaligned + word * perWord, unaligned + (word + 1) * perWord);
  }
  mark(unaligned + words.length * perWord, frame.length);
}
