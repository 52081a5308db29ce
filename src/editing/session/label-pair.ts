import { endOfWord } from "../../volume/index.ts";

type VisitChange = (first: number, end: number, before: number, after: number) => void;

/**
 * Compares two label maps, four voxels at a time where their alignment in memory allows it. Values are not destructured here:
 * until the browser has compiled this, each destructuring would allocate.
 */
export class LabelPair {
  readonly #before: Uint8Array;
  readonly #after: Uint8Array;
  readonly #wordsBefore: Int32Array | undefined;
  readonly #wordsAfter: Int32Array | undefined;

  constructor(before: Uint8Array, after: Uint8Array) {
    this.#before = before;
    this.#after = after;
    if (before.byteOffset % 4 !== 0 || after.byteOffset % 4 !== 0) return;
    this.#wordsBefore = new Int32Array(before.buffer, before.byteOffset, before.length >> 2);
    this.#wordsAfter = new Int32Array(after.buffer, after.byteOffset, after.length >> 2);
  }

  /**
   * Calls `visit` with every run of voxels from `start` up to, but not including, `end` whose labels differ, with one label
   * on each side.
   * @param wasEmpty all of them were background before, so that side is not read.
   */
  forEachChange(start: number, end: number, wasEmpty: boolean, visit: VisitChange): void {
    if (wasEmpty) this.#forEachLabelled(start, end, visit);
    else this.#forEachDifference(start, end, visit);
  }

  /**
   * Finds runs of labels over background, without reading the background: memory that was never written would be mapped for
   * reading, and again for writing. One loop without calls: a whole result comes here before the browser has compiled
   * anything.
   */
  #forEachLabelled(start: number, end: number, visit: VisitChange): void {
    const after = this.#after;
    const words = this.#wordsAfter;
    const stop = words ? end >> 2 : 0;
    for (let at = start; at < end; ) {
      const first = at++;
      const label = after[first]!;
      while (at < end && (at & 3) !== 0 && after[at] === label) at++;
      if (words && (at & 3) === 0) {
        const word = Math.imul(label, 0x01010101);
        let n = at >> 2;
        while (
          n + 4 <= stop &&
          ((words[n]! ^ word) | (words[n + 1]! ^ word) | (words[n + 2]! ^ word) | (words[n + 3]! ^ word)) ===
            0
        )
          n += 4;
        while (n < stop && words[n] === word) n++;
        at = n << 2;
      }
      while (at < end && after[at] === label) at++;
      if (label !== 0) visit(first, at, 0, label);
    }
  }

  #forEachDifference(start: number, end: number, visit: VisitChange): void {
    for (let at = this.#nextChange(start, end); at < end; at = this.#nextChange(at, end)) {
      const first = at;
      const stop = endOfLabel(this.#after, this.#wordsAfter, first, end);
      at = endOfLabel(this.#before, this.#wordsBefore, first, stop);
      visit(first, at, this.#before[first]!, this.#after[first]!);
    }
  }

  /** The first voxel whose labels differ; `end` if none does. */
  #nextChange(start: number, end: number): number {
    const wordsBefore = this.#wordsBefore;
    const wordsAfter = this.#wordsAfter;
    const firstWord = (start + 3) >> 2;
    const stop = end >> 2;
    let at = start;
    if (wordsBefore && wordsAfter && firstWord < stop) {
      at = this.#nextChangedByte(start, firstWord * 4);
      if (at < firstWord * 4) return at;
      at = endOfSame(wordsBefore, wordsAfter, firstWord, stop) * 4;
    }
    return this.#nextChangedByte(at, end);
  }

  #nextChangedByte(start: number, end: number): number {
    const before = this.#before;
    const after = this.#after;
    let at = start;
    while (at < end && before[at] === after[at]) at++;
    return at;
  }
}

/** The end of the run of voxels with the label of voxel `start`; at most `end`. */
function endOfLabel(voxels: Uint8Array, words: Int32Array | undefined, start: number, end: number): number {
  const label = voxels[start]!;
  const firstWord = (start + 3) >> 2;
  const stop = end >> 2;
  let at = start;
  if (words && firstWord < stop) {
    while (at < firstWord * 4 && voxels[at] === label) at++;
    if (at < firstWord * 4) return at;
    at = 4 * endOfWord(words, Math.imul(label, 0x01010101), firstWord, stop);
  }
  while (at < end && voxels[at] === label) at++;
  return at;
}

/**
 * The first position at which two arrays differ; `stop` if they do not. Compares eight at a time, since this covers the whole
 * volume.
 */
function endOfSame(a: Int32Array, b: Int32Array, start: number, stop: number): number {
  let at = start;
  for (; at + 8 <= stop; at += 8) {
    const difference =
      (a[at]! ^ b[at]!) |
      (a[at + 1]! ^ b[at + 1]!) |
      (a[at + 2]! ^ b[at + 2]!) |
      (a[at + 3]! ^ b[at + 3]!) |
      (a[at + 4]! ^ b[at + 4]!) |
      (a[at + 5]! ^ b[at + 5]!) |
      (a[at + 6]! ^ b[at + 6]!) |
      (a[at + 7]! ^ b[at + 7]!);
    if (difference !== 0) break;
  }
  while (at < stop && a[at] === b[at]) at++;
  return at;
}
