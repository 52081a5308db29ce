import { createGrid, type Grid, voxelCount, voxelVolumeMl } from "../geometry/index.ts";
import { endOfWord } from "./end-of-word.ts";
import type { Segment } from "./segment.ts";
import { checkSegments } from "./segment-rules.ts";
import { checkVoxelCount } from "./volume.ts";

/** Labels of voxels: one byte each, or two if a number is above 255. */
export type LabelArray<Memory extends ArrayBufferLike = ArrayBufferLike> =
  | Uint8Array<Memory>
  | Uint16Array<Memory>;

/** A constructor of label arrays of one width. */
export interface LabelArrayType {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): LabelArray<ArrayBuffer>;
  new <Memory extends ArrayBufferLike>(
    memory: Memory,
    byteOffset?: number,
    length?: number,
  ): LabelArray<Memory>;
  from(labels: Iterable<number>): LabelArray<ArrayBuffer>;
}

/** Constructor of the narrowest arrays that can hold labels up to a number. */
export function labelArrayFor(highest: number): LabelArrayType {
  return highest > 255 ? Uint16Array : Uint8Array;
}

/** Constructor of arrays of the same width. */
export function labelArrayLike(labels: LabelArray): LabelArrayType {
  return labels instanceof Uint8Array ? Uint8Array : Uint16Array;
}

/**
 * Labels on a grid, one value per voxel in the order `i + columns * (j + rows * k)`: 0 is background, any other value the
 * `segmentNumber` of one of `segments`, up to 65535. Drawing and display use {@link LabelMap}s; files may hold more.
 */
export interface LabelMap16 {
  readonly grid: Grid;
  readonly voxels: LabelArray;
  readonly segments: readonly Segment[];
}

/** A {@link LabelMap16} with one byte per voxel: segment numbers up to 255. The voxels may be edited in place. */
export interface LabelMap extends LabelMap16 {
  readonly voxels: Uint8Array;
}

/**
 * Creates and checks a {@link LabelMap}; an empty one without `voxels`.
 * @throws AutosegError `invalid-geometry` for a bad grid or voxel count; `invalid-segment` for segments that break a rule of
 * {@link checkSegments}.
 */
export function createLabelMap(parts: {
  grid: Grid;
  segments: readonly Segment[];
  voxels?: Uint8Array;
}): LabelMap {
  const grid = createGrid(parts.grid);
  const voxels = parts.voxels ?? new Uint8Array(voxelCount(grid));
  checkVoxelCount(grid, voxels.length);
  checkSegments(parts.segments, 255);
  return { grid, voxels, segments: parts.segments };
}

/**
 * Creates and checks a {@link LabelMap16}.
 * @throws AutosegError as {@link createLabelMap}, also for segment numbers that the voxels cannot hold.
 */
export function createLabelMap16({ grid, voxels, segments }: LabelMap16): LabelMap16 {
  createGrid(grid);
  checkVoxelCount(grid, voxels.length);
  checkSegments(segments, voxels instanceof Uint8Array ? 255 : 65535);
  return { grid, voxels, segments };
}

/** Number of voxels of every label value: 0..255, or 0..65535 for two-byte labels. */
export function countLabels(voxels: LabelArray): Float64Array {
  const counts = new Uint32Array(2 ** (8 * voxels.BYTES_PER_ELEMENT));
  const { length } = voxels;
  const nextLabelled = createLabelSearch(voxels);
  let background = length;
  for (let from = nextLabelled(0, length); from < length; from = nextLabelled(from, length)) {
    const end = Math.min(from + countedAtOnce, length);
    countVoxels(voxels, from, end, counts);
    background -= end - from;
    from = end;
  }
  counts[0]! += background;
  return Float64Array.from(counts);
}

/** Voxels that are counted without looking for background to skip, which ragged labels have everywhere. */
const countedAtOnce = 4096;

// A plain loop over its own arguments: variables of an enclosing function would be loaded again for every voxel.
function countVoxels(voxels: LabelArray, from: number, end: number, counts: Uint32Array): void {
  for (let at = from; at < end; at++) counts[voxels[at]!]!++;
}

/** Volume of each segment in millilitres, in the order of `segments`. */
export function segmentVolumesMl(labelMap: LabelMap16): number[] {
  const counts = countLabels(labelMap.voxels);
  const voxelMl = voxelVolumeMl(labelMap.grid);
  return labelMap.segments.map(({ segmentNumber }) => counts[segmentNumber]! * voxelMl);
}

/**
 * Creates a search for labelled voxels that skips background by 32-bit words: four voxels at a time, or two of 16 bits.
 * @returns a function that returns the first index from `from` up to `end` whose voxel is not 0, or `end`.
 */
export function createLabelSearch(voxels: LabelArray): (from: number, end: number) => number {
  const { words, first, perWord, shift } = wordsOf(voxels);
  return (from, end) => {
    let at = from;
    for (; at < end && ((at - first) & (perWord - 1)) !== 0; at++) if (voxels[at] !== 0) return at;
    if (at >= end) return end;
    const word = endOfWord(words, 0, (at - first) >> shift, (end - first) >> shift);
    for (at = first + perWord * word; at < end && voxels[at] === 0; at++);
    return at;
  };
}

/**
 * Creates a search for the end of a run of equal labels, also by 32-bit words.
 * @returns a function that returns the first index after `from`, up to `end`, whose voxel differs from that at `from`, or `end`.
 */
export function createRunSearch(voxels: LabelArray): (from: number, end: number) => number {
  const { words, first, perWord, shift } = wordsOf(voxels);
  const inEveryVoxel = perWord === 4 ? 0x01010101 : 0x00010001;
  return (from, end) => {
    const label = voxels[from]!;
    let at = from + 1;
    for (; at < end && ((at - first) & (perWord - 1)) !== 0; at++) if (voxels[at] !== label) return at;
    if (at >= end) return end;
    const word = endOfWord(
      words,
      Math.imul(label, inEveryVoxel),
      (at - first) >> shift,
      (end - first) >> shift,
    );
    for (at = first + perWord * word; at < end && voxels[at] === label; at++);
    return at;
  };
}

/** Labels as 32-bit words. */
interface LabelWords {
  readonly words: Int32Array;
  /** Index of the voxel at which the first whole word begins. */
  readonly first: number;
  readonly perWord: number;
  /** Binary logarithm of `perWord`. */
  readonly shift: number;
}

function wordsOf(voxels: LabelArray): LabelWords {
  const bytes = voxels.BYTES_PER_ELEMENT;
  const perWord = 4 / bytes;
  const shift = perWord >> 1;
  const first = ((4 - (voxels.byteOffset % 4)) % 4) / bytes;
  const count = (voxels.length - first) >> shift;
  const words =
    count > 0 ? new Int32Array(voxels.buffer, voxels.byteOffset + first * bytes, count) : new Int32Array();
  return { words, first, perWord, shift };
}
