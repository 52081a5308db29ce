/**
 * A search for labelled voxels, by words of 32 bits: most of a volume is background, and is passed over four voxels at
 * a time, or two of 16 bits.
 * @returns a function that gives the first index from `from` to before `end` whose voxel is not 0, or `end`.
 */
export function createLabelSearch(voxels: Uint8Array | Uint16Array): (from: number, end: number) => number {
  const bytes = voxels.BYTES_PER_ELEMENT;
  const perWord = 4 / bytes;
  const shift = perWord >> 1;
  /** Where the first whole word begins. */
  const first = ((4 - (voxels.byteOffset % 4)) % 4) / bytes;
  const count = (voxels.length - first) >> shift;
  const words =
    count > 0 ? new Int32Array(voxels.buffer, voxels.byteOffset + first * bytes, count) : new Int32Array();
  return (from, end) => {
    let at = from;
    for (; at < end && ((at - first) & (perWord - 1)) !== 0; at++) if (voxels[at] !== 0) return at;
    if (at >= end) return end;
    let word = (at - first) >> shift;
    const last = (end - first) >> shift;
    while (word < last && words[word] === 0) word++;
    for (at = first + perWord * word; at < end && voxels[at] === 0; at++);
    return at;
  };
}
