import type { Grid } from "../geometry/index.ts";

/**
 * Sets to 0 every voxel with one of `values` that is not in the largest connected component of them all taken together
 * (6 neighbours). Voxels with other values stay. A tie goes to the component that comes first in memory.
 * @returns the number of voxels that were cleared.
 */
export function keepLargestComponent(voxels: Uint8Array, grid: Grid, values: readonly number[]): number {
  const belongs = new Uint8Array(256);
  for (const value of values) belongs[value] = 1;
  const flood = createFlood(voxels, grid, belongs);
  const visited = new Uint8Array(voxels.length);
  let largestSize = 0;
  let largestStart = -1;
  let total = 0;
  for (let start = 0; start < voxels.length; start++) {
    if (!belongs[voxels[start]!] || visited[start]) continue;
    const size = flood(start, visited);
    total += size;
    if (size > largestSize) [largestSize, largestStart] = [size, start];
  }
  if (total === largestSize) return 0;
  const kept = new Uint8Array(voxels.length);
  flood(largestStart, kept);
  for (let index = 0; index < voxels.length; index++) {
    if (belongs[voxels[index]!] && !kept[index]) voxels[index] = 0;
  }
  return total - largestSize;
}

/** Marks all voxels that belong and are joined to `start`; returns how many. */
function createFlood(voxels: Uint8Array, grid: Grid, belongs: Uint8Array) {
  const [columns, rows, slices] = grid.size;
  const sliceSize = columns * rows;
  let stack = new Int32Array(1 << 16);
  return (start: number, marked: Uint8Array): number => {
    let depth = 0;
    let size = 0;
    const push = (index: number) => {
      if (marked[index] || !belongs[voxels[index]!]) return;
      marked[index] = 1;
      size++;
      if (depth === stack.length) {
        const grown = new Int32Array(stack.length * 2);
        grown.set(stack);
        stack = grown;
      }
      stack[depth++] = index;
    };
    push(start);
    while (depth > 0) {
      const index = stack[--depth]!;
      const i = index % columns;
      const j = Math.floor(index / columns) % rows;
      const k = Math.floor(index / sliceSize);
      if (i > 0) push(index - 1);
      if (i < columns - 1) push(index + 1);
      if (j > 0) push(index - columns);
      if (j < rows - 1) push(index + columns);
      if (k > 0) push(index - sliceSize);
      if (k < slices - 1) push(index + sliceSize);
    }
    return size;
  };
}
