/** How two label maps of the same slices differ. */
export interface LabelDifference {
  /** Share of all voxels. */
  readonly part: number;
  /** How far the farthest of them lies from a border of the first map's labels, in pixels within the slice (chessboard). */
  readonly farthestFromBorder: number;
}

export function compareLabels(first: Uint8Array, second: Uint8Array, side: number): LabelDifference {
  let [differing, farthest] = [0, 0];
  for (let at = 0; at < first.length; at++) {
    if (first[at] === second[at]) continue;
    differing++;
    let reach = 1;
    while (reach < side && !hasOther(first, at, side, reach)) reach++;
    farthest = Math.max(farthest, reach);
  }
  return { part: differing / first.length, farthestFromBorder: farthest };
}

/** Whether a voxel of the same slice, no farther than `reach`, has another label. */
function hasOther(labels: Uint8Array, at: number, side: number, reach: number): boolean {
  const [column, row] = [at % side, Math.floor(at / side) % side];
  const slice = at - column - side * row;
  for (let y = Math.max(0, row - reach); y <= Math.min(side - 1, row + reach); y++)
    for (let x = Math.max(0, column - reach); x <= Math.min(side - 1, column + reach); x++)
      if (labels[slice + side * y + x] !== labels[at]) return true;
  return false;
}
