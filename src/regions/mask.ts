import { AutosegError } from "../errors.ts";
import type { Grid } from "../geometry/index.ts";
import { cutBlock, labelBoxes, maskOf, wholeBlock } from "./block.ts";
import { boxSize, emptyBox, growBox, uniteBoxes, voxelsInBox } from "./box.ts";

/** What distances need of a grid. If millimetres are unknown, `spacingMm` may be in pixels; results are in its unit. */
export type MaskGrid = Pick<Grid, "size" | "spacingMm">;

/** A region of a grid: the voxels that are not 0, in the order `i + columns * (j + rows * k)`. */
export interface Mask {
  readonly grid: MaskGrid;
  readonly voxels: Uint8Array;
}

/** The voxels of a label map that have one of `values`. */
export function toMask(labels: Uint8Array, grid: MaskGrid, values: readonly number[]): Mask {
  const block = wholeBlock(grid, labels);
  return { grid, voxels: maskOf(block, values, block.box) };
}

export function countVoxels({ voxels }: Mask): number {
  let count = 0;
  for (let index = 0; index < voxels.length; index++) if (voxels[index]) count++;
  return count;
}

/**
 * @throws AutosegError `invalid-geometry` unless both masks have the same size and spacing, and as many voxels as their size
 * says.
 */
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
 * Both masks cut to the smallest box that holds them, with a margin of one voxel where the grid continues: so a voxel at the
 * box's border lies at the grid's border too. Undefined if both are empty.
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
