import { AutosegError } from "../errors.ts";
import type { Grid } from "../geometry/index.ts";

/** The part of a grid that distances need. `spacingMm` may be in pixels where no millimetres are known: results are in its unit. */
export type MaskGrid = Pick<Grid, "size" | "spacingMm">;

/** A part of a grid: voxels that are not 0 belong to it, in the order `i + columns * (j + rows * k)`. */
export interface Mask {
  readonly grid: MaskGrid;
  readonly voxels: Uint8Array;
}

/** The voxels of a label map that have one of `values`, as a mask. */
export function toMask(labels: Uint8Array, grid: MaskGrid, values: readonly number[]): Mask {
  const belongs = new Uint8Array(256);
  for (const value of values) belongs[value] = 1;
  const voxels = new Uint8Array(labels.length);
  for (let index = 0; index < labels.length; index++) voxels[index] = belongs[labels[index]!]!;
  return { grid, voxels };
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
    `Only masks on the same grid can be compared, found ${tell(a)} and ${tell(b)}. Resample one onto the other's grid.`,
    {},
  );
}

/**
 * Both masks cut to the smallest box that holds them, with one voxel around it where the grid goes on, so that a voxel
 * at the box's border lies at the grid's border too. Undefined when both are empty.
 */
export function cropToBoth(a: Mask, b: Mask): readonly [Mask, Mask] | undefined {
  const { size, spacingMm } = a.grid;
  const [columns, rows, slices] = size;
  const lowest = [columns, rows, slices];
  const highest = [-1, -1, -1];
  for (let k = 0, at = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, at++) {
        if (!a.voxels[at] && !b.voxels[at]) continue;
        if (i < lowest[0]!) lowest[0] = i;
        if (j < lowest[1]!) lowest[1] = j;
        if (k < lowest[2]!) lowest[2] = k;
        if (i > highest[0]!) highest[0] = i;
        if (j > highest[1]!) highest[1] = j;
        if (k > highest[2]!) highest[2] = k;
      }
    }
  }
  if (highest[0] === -1) return undefined;
  const first = lowest.map((index) => Math.max(0, index - 1));
  const last = highest.map((index, axis) => Math.min(size[axis]! - 1, index + 1));
  const cropped: MaskGrid = {
    size: [last[0]! - first[0]! + 1, last[1]! - first[1]! + 1, last[2]! - first[2]! + 1],
    spacingMm,
  };
  const cut = ({ voxels }: Mask): Mask => {
    const part = new Uint8Array(cropped.size[0] * cropped.size[1] * cropped.size[2]);
    let to = 0;
    for (let k = first[2]!; k <= last[2]!; k++) {
      for (let j = first[1]!; j <= last[1]!; j++, to += cropped.size[0]) {
        const from = columns * (j + rows * k) + first[0]!;
        part.set(voxels.subarray(from, from + cropped.size[0]), to);
      }
    }
    return { grid: cropped, voxels: part };
  };
  return [cut(a), cut(b)];
}
