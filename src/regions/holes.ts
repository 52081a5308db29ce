import type { Grid } from "../geometry/index.ts";
import type { LabelArray } from "../volume/index.ts";
import { type Block, boxOfLabels, forEachRow, maskOf, wholeBlock } from "./block.ts";
import { type Box, boxSize, type GridAxis, mapAxes, type Triple } from "./box.ts";
import { flood } from "./flood.ts";

/**
 * What a mask encloses: voxels outside it that are not connected through faces to the border of the box, in the volume or
 * within each slice. The same as `scipy.ndimage.binary_fill_holes(mask) & ~mask`.
 * @param size of the box that `mask` fills; nothing of the mask lies beyond it.
 * @param sliceAxis fills slice by slice across this axis; in three dimensions by default.
 * @returns 1 in a hole, else 0.
 */
export function findHoles(mask: Uint8Array, size: Triple, sliceAxis?: GridAxis): Uint8Array {
  // The mask blocks the flood: it counts as marked from the start.
  const barred = mask.slice();
  const axes = ([0, 1, 2] as const).filter((axis) => axis !== sliceAxis);
  flood(barred, { size, seeds: borderOffsets(size, axes), axes });
  for (let offset = 0; offset < barred.length; offset++) barred[offset] = barred[offset] ? 0 : 1;
  return barred;
}

/**
 * Fills, slice by slice, the background that a label encloses; other labels inside it stay.
 * @param sliceAxis the grid axis across the slices.
 * @returns the number of voxels filled.
 */
export function fillHoles(voxels: LabelArray, grid: Grid, value: number, sliceAxis: GridAxis): number {
  const block = wholeBlock(grid, voxels);
  const box = boxOfLabels(block, [value]);
  let filled = 0;
  for (let index = box.from[sliceAxis]; index < box.to[sliceAxis]; index++) {
    const slice: Box = {
      from: mapAxes((axis) => (axis === sliceAxis ? index : box.from[axis])),
      to: mapAxes((axis) => (axis === sliceAxis ? index + 1 : box.to[axis])),
    };
    filled += fillSlice(block, slice, value, sliceAxis);
  }
  return filled;
}

function fillSlice(block: Block<LabelArray>, slice: Box, value: number, sliceAxis: GridAxis): number {
  const holes = findHoles(maskOf(block, [value], slice), boxSize(slice), sliceAxis);
  const voxels = block.values;
  let filled = 0;
  forEachRow(slice, block.box, (inSlice, inGrid, length) => {
    for (let n = 0; n < length; n++) {
      if (!holes[inSlice + n] || voxels[inGrid + n] !== 0) continue;
      voxels[inGrid + n] = value;
      filled++;
    }
  });
  return filled;
}

/** Offsets of the voxels at both ends of some axes. */
function* borderOffsets([columns, rows, slices]: Triple, axes: readonly GridAxis[]): Generator<number> {
  let offset = 0;
  for (let k = 0; k < slices; k++) {
    const endOfSlices = axes.includes(2) && (k === 0 || k === slices - 1);
    for (let j = 0; j < rows; j++, offset += columns) {
      const wholeRow = endOfSlices || (axes.includes(1) && (j === 0 || j === rows - 1));
      if (wholeRow) for (let i = 0; i < columns; i++) yield offset + i;
      else if (axes.includes(0)) yield* [offset, offset + columns - 1];
    }
  }
}
