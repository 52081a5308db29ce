/** Two label maps beside each other, looked at four voxels at a time where that can be. */
export class LabelPair {
  readonly #a: Uint8Array;
  readonly #b: Uint8Array;
  readonly #wordsOfA: Uint32Array | undefined;
  readonly #wordsOfB: Uint32Array | undefined;

  constructor(a: Uint8Array, b: Uint8Array, columns: number) {
    this.#a = a;
    this.#b = b;
    if ([a.byteOffset, b.byteOffset, columns].some((bytes) => bytes % 4 !== 0)) return;
    this.#wordsOfA = new Uint32Array(a.buffer, a.byteOffset, a.length >> 2);
    this.#wordsOfB = new Uint32Array(b.buffer, b.byteOffset, b.length >> 2);
  }

  /** Whether both are the same from the voxel `start` up to, but not including, `end`: whole rows, most of which are. */
  isSame(start: number, end: number): boolean {
    const [a, b] = [this.#wordsOfA ?? this.#a, this.#wordsOfB ?? this.#b];
    const bits = this.#wordsOfA ? 2 : 0;
    const stop = end >> bits;
    let at = start >> bits;
    // Eight at a time: this looks at the whole volume.
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
      if (difference !== 0) return false;
    }
    for (; at < stop; at++) if (a[at] !== b[at]) return false;
    return true;
  }

  /** Where the run of voxels ends that have the labels of the voxel `start` in both; at `end` at the latest. */
  endOfRun(start: number, end: number): number {
    const [a, b] = [this.#a, this.#b];
    const [ofA, ofB] = [a[start]!, b[start]!];
    let at = start + 1;
    const [wordsOfA, wordsOfB] = [this.#wordsOfA, this.#wordsOfB];
    if (wordsOfA && wordsOfB) {
      while (at < end && at % 4 !== 0 && a[at] === ofA && b[at] === ofB) at++;
      if (at % 4 === 0) {
        const [fourOfA, fourOfB] = [(ofA * 0x01010101) >>> 0, (ofB * 0x01010101) >>> 0];
        while (at + 4 <= end && wordsOfA[at >> 2] === fourOfA && wordsOfB[at >> 2] === fourOfB) at += 4;
      }
    }
    while (at < end && a[at] === ofA && b[at] === ofB) at++;
    return at;
  }
}
