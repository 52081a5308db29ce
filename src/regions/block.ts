import type { Grid } from "../geometry/index.ts";
import { createLabelSearch, createRunSearch, type LabelArray } from "../volume/index.ts";
import {
  type Box,
  boxSize,
  emptyBox,
  GrowingBox,
  intersectBoxes,
  isInBox,
  moveBox,
  type Triple,
  uniteBoxes,
  voxelsInBox,
  wholeBox,
} from "./box.ts";

/**
 * The values in a box of a grid, in the order `i + columns * (j + rows * k)` with the columns and rows of the box. A whole
 * volume is the block of the whole grid; a part can be cut out and sent to another thread.
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

export function wholeBlock<V extends Values>(grid: Pick<Grid, "size">, values: V): Block<V> {
  return { box: wholeBox(grid), values };
}

/** Offset within the box of the voxel with these grid indices. */
export function offsetIn({ from, to }: Box, i: number, j: number, k: number): number {
  return i - from[0] + (to[0] - from[0]) * (j - from[1] + (to[1] - from[1]) * (k - from[2]));
}

/** Grid indices of the voxel at an offset within the box. */
export function ijkAt(box: Box, offset: number): Triple {
  const [columns, rows] = boxSize(box);
  const row = Math.floor(offset / columns);
  return [box.from[0] + (offset % columns), box.from[1] + (row % rows), box.from[2] + Math.floor(row / rows)];
}

/** Returns a test of whether a voxel (linear index in the grid) is set in a mask of a box of that grid. */
export function testOfMask(
  { box, values }: Block<Uint8Array>,
  { size: [columns, rows] }: Pick<Grid, "size">,
): (index: number) => boolean {
  return (index) => {
    const row = Math.floor(index / columns);
    const [i, j, k] = [index - row * columns, row % rows, Math.floor(row / rows)];
    return isInBox(box, [i, j, k]) && values[offsetIn(box, i, j, k)] === 1;
  };
}

/** Calls `visit` for every row of `part`, with the offset of its first voxel in `part` and in `whole`, and its length. */
export function forEachRow(
  part: Box,
  whole: Box,
  visit: (inPart: number, inWhole: number, length: number) => void,
): void {
  const length = part.to[0] - part.from[0];
  if (length <= 0) return;
  let inPart = 0;
  for (let k = part.from[2]; k < part.to[2]; k++) {
    for (let j = part.from[1]; j < part.to[1]; j++, inPart += length)
      visit(inPart, offsetIn(whole, part.from[0], j, k), length);
  }
}

/** A copy of the part of the block that lies in a box. */
export function cutBlock<V extends Values>(block: Block<V>, box: Box): Block<V> {
  const steps = cutBlockInSteps(block, box, Number.POSITIVE_INFINITY);
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}

/** As {@link cutBlock}, in steps: yields after a few slices, whenever about as many voxels have been copied. */
export function* cutBlockInSteps<V extends Values>(
  block: Block<V>,
  box: Box,
  voxelsAtOnce = 1 << 22,
): Generator<undefined, Block<V>, void> {
  const part = intersectBoxes(block.box, box);
  const values = new (block.values.constructor as new (length: number) => V)(voxelsInBox(part));
  let [copied, until] = [0, voxelsAtOnce];
  for (let k = part.from[2]; k < part.to[2]; k++) {
    const slice = { from: [part.from[0], part.from[1], k], to: [part.to[0], part.to[1], k + 1] } as const;
    forEachRow(slice, block.box, (to, from, length) =>
      values.set(block.values.subarray(from, from + length), copied + to),
    );
    copied += voxelsInBox(slice);
    if (copied < until) continue;
    until = copied + voxelsAtOnce;
    yield;
  }
  return { box: part, values };
}

/** 1 for every voxel of `box` that has one of `labels`, else 0; 0 where `box` reaches beyond the block. */
export function maskOf(block: Block<LabelArray>, labels: readonly number[], box: Box): Uint8Array {
  const mask = new Uint8Array(voxelsInBox(box));
  const [only] = labels;
  // For many small segments, a table of all 16-bit labels each would cost more than reading their voxels.
  const belongs = labels.length === 1 && only !== 0 ? undefined : labelTable(labels, block.values);
  const part = intersectBoxes(block.box, box);
  const { values } = block;
  const nextLabelled = createLabelSearch(values);
  const endOfRun = createRunSearch(values);
  const length = part.to[0] - part.from[0];
  for (let k = part.from[2]; k < part.to[2]; k++) {
    for (let j = part.from[1]; j < part.to[1]; j++) {
      const from = offsetIn(block.box, part.from[0], j, k);
      const to = offsetIn(box, part.from[0], j, k);
      if (belongs) {
        for (let n = 0; n < length; n++) mask[to + n] = belongs[values[from + n]!]!;
        continue;
      }
      const end = from + length;
      for (let at = nextLabelled(from, end); at < end; at = nextLabelled(at, end)) {
        const first = at;
        at = endOfRun(first, end);
        if (values[first] === only) mask.fill(1, to + first - from, to + at - from);
      }
    }
  }
  return mask;
}

/** A lookup table: 1 at every one of `labels`, else 0. It covers every value that an array like `values` can hold. */
export function labelTable(labels: readonly number[], values: LabelArray = new Uint8Array()): Uint8Array {
  const table = new Uint8Array(2 ** (8 * values.BYTES_PER_ELEMENT));
  for (const label of labels) table[label] = 1;
  return table;
}

/** The bounding box of every label that has voxels, except 0, in one pass. */
export function labelBoxes({ box, values }: Block<LabelArray>): ReadonlyMap<number, Box> {
  const nextLabelled = createLabelSearch(values);
  const endOfRun = createRunSearch(values);
  const growing: GrowingBox[] = [];
  const [columns, rows, slices] = boxSize(box);
  let start = 0;
  for (let k = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++, start += columns) {
      const end = start + columns;
      for (let at = nextLabelled(start, end); at < end; at = nextLabelled(at, end)) {
        const label = values[at]!;
        const first = at;
        at = endOfRun(first, end);
        growing[label] ??= new GrowingBox();
        growing[label].add(first - start, at - start, j, k);
      }
    }
  }
  const boxes = new Map<number, Box>();
  growing.forEach((own, label) => {
    boxes.set(label, moveBox(own.box, box.from));
  });
  return boxes;
}

/** The smallest box that holds all labelled voxels; empty if there are none. */
export function labelledBox({ box, values }: Block<LabelArray>): Box {
  const nextLabelled = createLabelSearch(values);
  const growing = new GrowingBox();
  const [columns, rows, slices] = boxSize(box);
  /** Columns up to the last labelled one so far: only what lies beyond is searched from the end of a row. */
  let right = 0;
  let start = 0;
  for (let k = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++, start += columns) {
      let end = start + columns;
      const first = nextLabelled(start, end);
      if (first === end) continue;
      if (nextLabelled(start + right, end) < end) {
        while (values[end - 1] === 0) end--;
        right = end - start;
      }
      growing.add(first - start, right, j, k);
    }
  }
  return growing.box === emptyBox ? emptyBox : moveBox(growing.box, box.from);
}

/** The smallest box that holds every voxel with these labels; the whole block for background (0), which may lie anywhere. */
export function boxOfLabels(block: Block<LabelArray>, labels: readonly number[]): Box {
  if (labels.includes(0)) return block.box;
  const boxes = labelBoxes(block);
  return labels.map((label) => boxes.get(label) ?? emptyBox).reduce(uniteBoxes, emptyBox);
}
