/**
 * A search for labelled voxels, by words of 32 bits: most of a volume is background, and is passed over four voxels at
 * a time.
 * @returns a function that gives the first index from `from` to before `end` whose voxel is not 0, or `end`.
 */
export function createLabelSearch(voxels: Uint8Array): (from: number, end: number) => number {
  /** Where the first whole word begins. */
  const first = (4 - (voxels.byteOffset % 4)) % 4;
  const count = (voxels.length - first) >> 2;
  const words =
    count > 0 ? new Int32Array(voxels.buffer, voxels.byteOffset + first, count) : new Int32Array();
  return (from, end) => {
    let at = from;
    for (; at < end && ((at - first) & 3) !== 0; at++) if (voxels[at] !== 0) return at;
    if (at >= end) return end;
    let word = (at - first) >> 2;
    const last = (end - first) >> 2;
    while (word < last && words[word] === 0) word++;
    for (at = first + 4 * word; at < end && voxels[at] === 0; at++);
    return at;
  };
}
