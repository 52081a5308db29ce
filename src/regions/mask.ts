import { AutosegError } from "../errors.ts";
import type { Grid } from "../geometry/index.ts";
import { cutBlock, labelBoxes, maskOf, wholeBlock } from "./block.ts";
import { boxSize, emptyBox, growBox, uniteBoxes, voxelsInBox } from "./box.ts";

/** The part of a grid that distances need. `spacingMm` may be in pixels where no millimetres are known: results are in its unit. */
export type MaskGrid = Pick<Grid, "size" | "spacingMm">;

/** A part of a grid: voxels that are not 0 belong to it, in the order `i + columns * (j + rows * k)`. */
export interface Mask {
  readonly grid: MaskGrid;
  readonly voxels: Uint8Array;
}

/** The voxels of a label map that have one of `values`, as a mask. */
export function toMask(labels: Uint8Array, grid: MaskGrid, values: readonly number[]): Mask {
  const block = wholeBlock(grid, labels);
  return { grid, voxels: maskOf(block, values, block.box) };
}

export function countVoxels({ voxels }: Mask): number {
  let count = 0;
  for (let index = 0; index < voxels.length; index++) if (voxels[index]) count++;
  return count;
}

/** @throws AutosegError `invalid-geometry` unless both masks have the same size and spacing and as many voxels as these say. */
export function checkSameGrid(a: Mask, b: Mask): void {
  const tell = ({ grid, voxels }: Mask) =>
    `${grid.size.join(" x ")} voxels of ${grid.spacingMm.join(" x ")} (${voxels.length} values)`;
  const differs = [0, 1, 2].some(
    (axis) => a.grid.size[axis] !== b.grid.size[axis] || a.grid.spacingMm[axis] !== b.grid.spacingMm[axis],
  );
  const count = a.grid.size[0] * a.grid.size[1] * a.grid.size[2];
  if (!differs && a.voxels.length === count && b.voxels.length === count) return;
  throw new AutosegError(
    "invalid-geometry",
    `Only masks on the same grid can be compared; found ${tell(a)} and ${tell(b)}. Resample one onto the other's grid.`,
    {},
  );
}

/**
 * Both masks cut to the smallest box that holds them, with one voxel around it where the grid goes on, so that a voxel
 * at the box's border lies at the grid's border too. Undefined when both are empty.
 */
export function cropToBoth(a: Mask, b: Mask): readonly [Mask, Mask] | undefined {
  const [blockA, blockB] = [wholeBlock(a.grid, a.voxels), wholeBlock(b.grid, b.voxels)];
  const boxes = [blockA, blockB].flatMap((block) => [...labelBoxes(block).values()]);
  const box = growBox(boxes.reduce(uniteBoxes, emptyBox), [1, 1, 1], a.grid);
  if (voxelsInBox(box) === 0) return undefined;
  const grid: MaskGrid = { size: boxSize(box), spacingMm: a.grid.spacingMm };
  return [
    { grid, voxels: cutBlock(blockA, box).values },
    { grid, voxels: cutBlock(blockB, box).values },
  ];
}
