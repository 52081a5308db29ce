import { type Box, type GridAxis, GrowingBox, type Triple } from "./box.ts";

/** What a flood fill spreads through. Offsets are those of a block of `size`. */
export interface FloodOptions {
  readonly size: Triple;
  /** Where it starts; seeds that are not accepted are ignored. */
  readonly seeds: Iterable<number>;
  /** Axes along which it spreads; all by default. */
  readonly axes?: readonly GridAxis[];
  /** Which voxels it may enter; all by default. */
  readonly accepts?: (offset: number) => boolean;
}

/**
 * Sets to 1 every voxel that can be reached from the seeds through faces of voxels that are accepted and not yet marked, run
 * by run along the rows. Time and memory touched grow with what is reached.
 * @returns the smallest box around what was marked, within the block.
 */
export function flood(marked: Uint8Array, { size, seeds, axes = [0, 1, 2], accepts }: FloodOptions): Box {
  const [columns, rows, slices] = size;
  const sliceSize = columns * rows;
  const isOpenAt = accepts
    ? (at: number): boolean => !marked[at] && accepts(at)
    : (at: number): boolean => !marked[at];
  const [alongI, alongJ, alongK] = ([0, 1, 2] as const).map((axis) => axes.includes(axis));
  const reached = new GrowingBox();
  let waiting = new Int32Array(1 << 8);
  let depth = 0;
  /** Pushes the voxels at which an open run begins between two offsets of a row. */
  const pushRuns = (first: number, end: number): void => {
    let isOpen = false;
    for (let at = first; at < end; at++) {
      const wasOpen = isOpen;
      isOpen = isOpenAt(at);
      if (!isOpen || (wasOpen && alongI)) continue;
      if (depth === waiting.length) {
        const grown = new Int32Array(depth * 2);
        grown.set(waiting);
        waiting = grown;
      }
      waiting[depth++] = at;
    }
  };
  for (const seed of seeds) {
    pushRuns(seed, seed + 1);
    while (depth > 0) {
      const start = waiting[--depth]!;
      if (marked[start]) continue;
      const row = Math.floor(start / columns);
      const k = Math.floor(row / rows);
      const j = row - k * rows;
      let [first, end] = [start, start + 1];
      if (alongI) {
        const rowStart = row * columns;
        while (first > rowStart && isOpenAt(first - 1)) first--;
        while (end < rowStart + columns && isOpenAt(end)) end++;
      }
      marked.fill(1, first, end);
      reached.add(first - row * columns, end - row * columns, j, k);
      if (alongJ && j > 0) pushRuns(first - columns, end - columns);
      if (alongJ && j < rows - 1) pushRuns(first + columns, end + columns);
      if (alongK && k > 0) pushRuns(first - sliceSize, end - sliceSize);
      if (alongK && k < slices - 1) pushRuns(first + sliceSize, end + sliceSize);
    }
  }
  return reached.box;
}
