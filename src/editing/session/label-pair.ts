/**
 * Two label maps beside each other, looked at four voxels at a time where they lie in memory as it takes. Values are not taken
 * apart as arrays here: until the browser has compiled this, each of those would be garbage.
 */
export class LabelPair {
  readonly #before: Uint8Array;
  readonly #after: Uint8Array;
  readonly #wordsBefore: Uint32Array | undefined;
  readonly #wordsAfter: Uint32Array | undefined;

  constructor(before: Uint8Array, after: Uint8Array) {
    this.#before = before;
    this.#after = after;
    if (before.byteOffset % 4 !== 0 || after.byteOffset % 4 !== 0) return;
    this.#wordsBefore = new Uint32Array(before.buffer, before.byteOffset, before.length >> 2);
    this.#wordsAfter = new Uint32Array(after.buffer, after.byteOffset, after.length >> 2);
  }

  /**
   * Calls `visit` with every run of voxels from `start` up to, but not including, `end` whose labels differ, with one label on
   * either side.
   * @param wasEmpty all of them are background before, where they are not looked at then.
   */
  forEachChange(
    start: number,
    end: number,
    wasEmpty: boolean,
    visit: (first: number, end: number, before: number, after: number) => void,
  ): void {
    for (
      let at = this.#nextChange(start, end, wasEmpty);
      at < end;
      at = this.#nextChange(at, end, wasEmpty)
    ) {
      const first = at;
      at = this.#endOfRun(first, end, wasEmpty);
      // Not read where it is known: memory that was never written would be mapped for the reading, and again for the writing.
      visit(first, at, wasEmpty ? 0 : this.#before[first]!, this.#after[first]!);
    }
  }

  /** The first voxel whose labels differ; `end` where none does. */
  #nextChange(start: number, end: number, wasEmpty: boolean): number {
    const wordsBefore = this.#wordsBefore;
    const wordsAfter = this.#wordsAfter;
    const firstWord = (start + 3) >> 2;
    const stop = end >> 2;
    let at = start;
    if (wordsBefore && wordsAfter && firstWord < stop) {
      at = this.#nextChangedByte(start, firstWord * 4, wasEmpty);
      if (at < firstWord * 4) return at;
      const word = wasEmpty
        ? endOfWord(wordsAfter, 0, firstWord, stop)
        : endOfSame(wordsBefore, wordsAfter, firstWord, stop);
      at = word * 4;
    }
    return this.#nextChangedByte(at, end, wasEmpty);
  }

  #nextChangedByte(start: number, end: number, wasEmpty: boolean): number {
    const before = this.#before;
    const after = this.#after;
    let at = start;
    if (wasEmpty) while (at < end && after[at] === 0) at++;
    else while (at < end && before[at] === after[at]) at++;
    return at;
  }

  /** Where the run of voxels ends that have the labels of the voxel `start` in both; at `end` at the latest. */
  #endOfRun(start: number, end: number, wasEmpty: boolean): number {
    const stop = endOfLabel(this.#after, this.#wordsAfter, start, end);
    return wasEmpty ? stop : endOfLabel(this.#before, this.#wordsBefore, start, stop);
  }
}

/** Where the voxels end that have the label of the voxel `start`; at `end` at the latest. */
function endOfLabel(voxels: Uint8Array, words: Uint32Array | undefined, start: number, end: number): number {
  const label = voxels[start]!;
  const firstWord = (start + 3) >> 2;
  const stop = end >> 2;
  let at = start;
  if (words && firstWord < stop) {
    while (at < firstWord * 4 && voxels[at] === label) at++;
    if (at < firstWord * 4) return at;
    at = 4 * endOfWord(words, label * 0x01010101, firstWord, stop);
  }
  while (at < end && voxels[at] === label) at++;
  return at;
}

/** The first place at which two arrays differ; `stop` where they do not. Looks at eight at a time: it is the whole volume. */
function endOfSame(a: Uint32Array, b: Uint32Array, start: number, stop: number): number {
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

/** The first place that does not hold a word; `stop` where all do. */
function endOfWord(words: Uint32Array, word: number, start: number, stop: number): number {
  let at = start;
  for (; at + 8 <= stop; at += 8) {
    const difference =
      (words[at]! ^ word) |
      (words[at + 1]! ^ word) |
      (words[at + 2]! ^ word) |
      (words[at + 3]! ^ word) |
      (words[at + 4]! ^ word) |
      (words[at + 5]! ^ word) |
      (words[at + 6]! ^ word) |
      (words[at + 7]! ^ word);
    if (difference !== 0) break;
  }
  while (at < stop && words[at] === word) at++;
  return at;
}
