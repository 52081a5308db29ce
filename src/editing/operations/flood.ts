import { type GridAxis, type Triple, voxelsInBox } from "../../regions/index.ts";

/**
 * Marks with 1 every voxel that can be reached from the seeds over faces, along the given axes, through voxels that are
 * accepted; seeds are only taken when accepted. Work and memory touched grow with what is reached. Offsets are those of
 * a block of that size.
 * @returns the smallest box around what was marked, within the block, or one without voxels.
 */
export function flood(
  marked: Uint8Array,
  size: Triple,
  seeds: Iterable<number>,
  axes: readonly GridAxis[],
  accepts: (offset: number) => boolean,
): { from: Triple; to: Triple } {
  const [columns, rows] = size;
  const strides = [1, columns, columns * rows] as const;
  const [lowest, highest] = [[...size] as [number, number, number], [-1, -1, -1] as [number, number, number]];
  let waiting = new Int32Array(1 << 12);
  let depth = 0;
  const push = (offset: number): void => {
    if (marked[offset] || !accepts(offset)) return;
    marked[offset] = 1;
    if (depth === waiting.length) {
      const grown = new Int32Array(depth * 2);
      grown.set(waiting);
      waiting = grown;
    }
    waiting[depth++] = offset;
  };
  for (const seed of seeds) push(seed);
  while (depth > 0) {
    const offset = waiting[--depth]!;
    const row = Math.floor(offset / columns);
    const k = Math.floor(row / rows);
    const at = [offset - row * columns, row - k * rows, k] as const;
    for (const axis of [0, 1, 2] as const) {
      if (at[axis] < lowest[axis]) lowest[axis] = at[axis];
      if (at[axis] > highest[axis]) highest[axis] = at[axis];
    }
    for (const axis of axes) {
      if (at[axis] > 0) push(offset - strides[axis]);
      if (at[axis] < size[axis] - 1) push(offset + strides[axis]);
    }
  }
  const box = { from: lowest, to: highest.map((last) => last + 1) as [number, number, number] };
  return voxelsInBox(box) > 0 ? box : { from: [0, 0, 0], to: [0, 0, 0] };
}
