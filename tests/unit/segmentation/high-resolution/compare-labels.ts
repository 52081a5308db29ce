type SliceSize = readonly [columns: number, rows: number];

/** How two label maps of the same slices differ. */
export interface LabelDifference {
  /** Share of all voxels. */
  readonly part: number;
  /** How far the farthest of them lies from a border of the first map's labels, in pixels within the slice (chessboard). */
  readonly farthestFromBorder: number;
}

/** @param size of a slice. */
export function compareLabels(first: Uint8Array, second: Uint8Array, size: SliceSize): LabelDifference {
  let [differing, farthest] = [0, 0];
  for (let at = 0; at < first.length; at++) {
    if (first[at] === second[at]) continue;
    differing++;
    let reach = 1;
    while (reach < Math.max(...size) && !hasOther(first, at, size, reach)) reach++;
    farthest = Math.max(farthest, reach);
  }
  return { part: differing / first.length, farthestFromBorder: farthest };
}

/** Whether a voxel of the same slice, no farther than `reach`, has another label. */
function hasOther(labels: Uint8Array, at: number, [columns, rows]: SliceSize, reach: number): boolean {
  const [column, row] = [at % columns, Math.floor(at / columns) % rows];
  const slice = at - column - columns * row;
  for (let y = Math.max(0, row - reach); y <= Math.min(rows - 1, row + reach); y++)
    for (let x = Math.max(0, column - reach); x <= Math.min(columns - 1, column + reach); x++)
      if (labels[slice + columns * y + x] !== labels[at]) return true;
  return false;
}
