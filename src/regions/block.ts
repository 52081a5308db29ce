import type { Grid } from "../geometry/index.ts";
import { type Box, boxSize, intersectBoxes, type Triple, voxelsInBox, wholeBox } from "./box.ts";

/**
 * The values of a box of a grid, in the order `i + columns * (j + rows * k)` with the columns and rows of the box.
 * A whole volume is the block of the whole grid; a part of it can be cut out and sent to another thread.
 */
export interface Block<Values> {
  readonly box: Box;
  readonly values: Values;
}

interface Values {
  readonly length: number;
  subarray(begin: number, end: number): this;
  set(values: this, offset: number): void;
}

export function wholeBlock<V extends Values>(grid: Grid, values: V): Block<V> {
  return { box: wholeBox(grid), values };
}

/** Offset within the block of the voxel with these indices of the grid. */
export function offsetIn({ from, to }: Box, i: number, j: number, k: number): number {
  return i - from[0] + (to[0] - from[0]) * (j - from[1] + (to[1] - from[1]) * (k - from[2]));
}

/** The indices of the grid of the voxel at an offset within a box. */
export function ijkAt(box: Box, offset: number): Triple {
  const [columns, rows] = boxSize(box);
  const row = Math.floor(offset / columns);
  return [box.from[0] + (offset % columns), box.from[1] + (row % rows), box.from[2] + Math.floor(row / rows)];
}

/** Calls `visit` for every row of `part`: the offset of its first voxel within `part` and within `whole`, and its length. */
export function forEachRow(
  part: Box,
  whole: Box,
  visit: (inPart: number, inWhole: number, length: number) => void,
): void {
  const length = part.to[0] - part.from[0];
  let inPart = 0;
  for (let k = part.from[2]; k < part.to[2]; k++) {
    for (let j = part.from[1]; j < part.to[1]; j++, inPart += length)
      visit(inPart, offsetIn(whole, part.from[0], j, k), length);
  }
}

/** A copy of the part of the block that lies in a box. */
export function cutBlock<V extends Values>(block: Block<V>, box: Box): Block<V> {
  const part = intersectBoxes(block.box, box);
  const values = new (block.values.constructor as new (length: number) => V)(voxelsInBox(part));
  forEachRow(part, block.box, (to, from, length) =>
    values.set(block.values.subarray(from, from + length), to),
  );
  return { box: part, values };
}

/** 1 for every voxel of `box` that has one of `labels`, else 0. `box` lies within the block. */
export function maskOf(block: Block<Uint8Array>, labels: readonly number[], box: Box): Uint8Array {
  const belongs = labelTable(labels);
  const mask = new Uint8Array(voxelsInBox(box));
  const { values } = block;
  forEachRow(box, block.box, (to, from, length) => {
    for (let n = 0; n < length; n++) mask[to + n] = belongs[values[from + n]!]!;
  });
  return mask;
}

/** 1 at every one of `labels`, else 0. */
export function labelTable(labels: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const label of labels) table[label] = 1;
  return table;
}

/** The smallest box that holds every voxel of these labels; an empty one where there is none. */
export function boxOfLabels({ box, values }: Block<Uint8Array>, labels: readonly number[]): Box {
  const belongs = labelTable(labels);
  const [columns, rows] = boxSize(box);
  let [i0, j0, k0, i1, j1, k1] = [columns, rows, 0, 0, 0, -1];
  const rowCount = columns === 0 ? 0 : values.length / columns;
  for (let row = 0; row < rowCount; row++) {
    const start = row * columns;
    let first = 0;
    while (first < columns && !belongs[values[start + first]!]) first++;
    if (first === columns) continue;
    let last = columns - 1;
    while (!belongs[values[start + last]!]) last--;
    const j = row % rows;
    const k = (row - j) / rows;
    if (k1 < 0) k0 = k;
    k1 = k;
    if (first < i0) i0 = first;
    if (last > i1) i1 = last;
    if (j < j0) j0 = j;
    if (j > j1) j1 = j;
  }
  if (k1 < 0) return { from: box.from, to: box.from };
  const [a, b, c] = box.from;
  return { from: [a + i0, b + j0, c + k0], to: [a + i1 + 1, b + j1 + 1, c + k1 + 1] };
}
