import type { Mask } from "./mask.ts";

/** Connected pieces of a mask (26 neighbours): for each voxel the number of its piece, from 1 in the order of memory, 0 outside. */
export function labelComponents({ grid, voxels }: Mask): { numbers: Int32Array; count: number } {
  const [columns, rows, slices] = grid.size;
  const numbers = new Int32Array(voxels.length);
  const waiting: number[] = [];
  let count = 0;
  for (let start = 0; start < voxels.length; start++) {
    if (!voxels[start] || numbers[start]) continue;
    numbers[start] = ++count;
    waiting.push(start);
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      const i = index % columns;
      const j = Math.floor(index / columns) % rows;
      const k = Math.floor(index / (columns * rows));
      for (let z = Math.max(k - 1, 0); z <= Math.min(k + 1, slices - 1); z++) {
        for (let y = Math.max(j - 1, 0); y <= Math.min(j + 1, rows - 1); y++) {
          for (let x = Math.max(i - 1, 0); x <= Math.min(i + 1, columns - 1); x++) {
            const neighbour = x + columns * (y + rows * z);
            if (!voxels[neighbour] || numbers[neighbour]) continue;
            numbers[neighbour] = count;
            waiting.push(neighbour);
          }
        }
      }
    }
  }
  return { numbers, count };
}
