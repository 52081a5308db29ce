import type { Grid } from "../geometry/index.ts";

/** A piece of voxels that are joined through their faces (6 neighbours). */
export interface Component {
  /** Voxels. */
  readonly size: number;
  /** Whether one of its voxels is a neighbour of a voxel that touching was asked for. */
  readonly touches: boolean;
}

/**
 * Sets to 0 every voxel with one of `values` that is not in the largest connected component of them all taken together
 * (6 neighbours). Voxels with other values stay. A tie goes to the component that comes first in memory.
 * @returns the number of voxels that were cleared.
 */
export function keepLargestComponent(voxels: Uint8Array, grid: Grid, values: readonly number[]): number {
  const flood = createFlood(voxels, grid, values, []);
  const visited = new Uint8Array(voxels.length);
  let largestSize = 0;
  let largestStart = -1;
  let total = 0;
  for (let start = 0; start < voxels.length; start++) {
    const component = flood(start, visited);
    if (!component) continue;
    total += component.size;
    if (component.size > largestSize) [largestSize, largestStart] = [component.size, start];
  }
  if (total === largestSize) return 0;
  const kept = new Uint8Array(voxels.length);
  flood(largestStart, kept);
  for (let index = 0; index < voxels.length; index++) if (visited[index] && !kept[index]) voxels[index] = 0;
  return total - largestSize;
}

/**
 * Sets to 0 every connected component of `values` taken together (6 neighbours) that is not worth keeping.
 * @param touching values that a component is told whether it touches.
 * @returns the number of voxels that were cleared.
 */
export function keepComponents(
  voxels: Uint8Array,
  grid: Grid,
  values: readonly number[],
  isKept: (component: Component) => boolean,
  touching: readonly number[] = [],
): number {
  const flood = createFlood(voxels, grid, values, touching);
  const visited = new Uint8Array(voxels.length);
  const cleared = new Uint8Array(voxels.length);
  let count = 0;
  for (let start = 0; start < voxels.length; start++) {
    const component = flood(start, visited);
    if (!component || isKept(component)) continue;
    flood(start, cleared);
    count += component.size;
  }
  // Only now: what a component touches must not depend on which came first.
  if (count > 0) for (let index = 0; index < voxels.length; index++) if (cleared[index]) voxels[index] = 0;
  return count;
}

/** Marks the component of a voxel; undefined where the voxel has no such value or is marked already. */
type Flood = (start: number, marked: Uint8Array) => Component | undefined;

function createFlood(
  voxels: Uint8Array,
  grid: Grid,
  values: readonly number[],
  touching: readonly number[],
): Flood {
  const [columns, rows, slices] = grid.size;
  const sliceSize = columns * rows;
  const belongs = new Uint8Array(256);
  const isTouched = new Uint8Array(256);
  for (const value of values) belongs[value] = 1;
  for (const value of touching) isTouched[value] = 1;
  let stack = new Int32Array(1 << 16);
  return (start, marked) => {
    if (!belongs[voxels[start]!] || marked[start]) return undefined;
    let depth = 0;
    let size = 0;
    let touches = false;
    const push = (index: number) => {
      const value = voxels[index]!;
      if (isTouched[value]) touches = true;
      if (marked[index] || !belongs[value]) return;
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
    return { size, touches };
  };
}
