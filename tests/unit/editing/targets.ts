import fc from "fast-check";
import {
  computeChanges,
  type EditLimits,
  type EditOperation,
  type EditTarget,
  writeRuns,
} from "../../../src/editing/index.ts";
import { createGrid, type Grid } from "../../../src/geometry/index.ts";
import { wholeBlock } from "../../../src/regions/index.ts";

type Triple = readonly [number, number, number];

/** A grid whose axes all differ, so that a swap shows. */
export function gridOf(size: Triple, spacingMm: Triple = [0.5, 0.75, 2]): Grid {
  return createGrid({
    size,
    spacingMm,
    originLps: [-10, 20, 30],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  });
}

/** A target whose labels and image values are functions of the voxel. */
export function targetOf(
  grid: Grid,
  label: (i: number, j: number, k: number) => number,
  value: (i: number, j: number, k: number) => number = () => 0,
): EditTarget & { readonly labels: { readonly values: Uint8Array } } {
  const [columns, rows, slices] = grid.size;
  const labels = new Uint8Array(columns * rows * slices);
  const image = new Int16Array(labels.length);
  let n = 0;
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, n++) {
        labels[n] = label(i, j, k);
        image[n] = value(i, j, k);
      }
  return { grid, labels: wholeBlock(grid, labels), image: wholeBlock(grid, image) };
}

/** The labels after an operation; the target's own stay as they are. */
export function labelsAfter(target: EditTarget, operation: EditOperation, limits?: EditLimits): Uint8Array {
  const labels = target.labels.values.slice();
  writeRuns(labels, computeChanges(target, operation, limits));
  return labels;
}

/** One slice across k as text, a row a line: what a person can check by eye. */
export function drawSlice(labels: Uint8Array, grid: Grid, k = 0): string[] {
  const [columns, rows] = grid.size;
  return Array.from({ length: rows }, (_, j) =>
    Array.from(labels.subarray(columns * (j + rows * k), columns * (j + 1 + rows * k)), (label) =>
      label === 0 ? "." : String(label),
    ).join(""),
  );
}

/** The label at a place of slices that are drawn as text, one after the other. */
export function readSlices(...slices: readonly (readonly string[])[]) {
  return (i: number, j: number, k: number): number => Number(slices[k]?.[j]?.[i]?.replace(".", "0") ?? 0);
}

/** Small label maps with up to three labels on a grid with unequal spacings. */
export const anyTarget = fc
  .record({
    size: fc.tuple(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
    ),
    spacingMm: fc.constantFrom<[number, number, number]>([0.5, 0.75, 2], [1, 1, 1], [1.3, 0.7, 0.4]),
  })
  .chain(({ size, spacingMm }) => {
    const count = size[0] * size[1] * size[2];
    return fc
      .record({
        labels: fc.uint8Array({ minLength: count, maxLength: count, max: 3 }),
        image: fc.int16Array({ minLength: count, maxLength: count, min: -5, max: 5 }),
      })
      .map(({ labels, image }): EditTarget => {
        const grid = gridOf(size as Triple, spacingMm);
        return { grid, labels: wholeBlock(grid, labels), image: wholeBlock(grid, image) };
      });
  });
