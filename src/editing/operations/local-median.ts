import type { Grid } from "../../geometry/index.ts";
import { type Block, type Box, boxSize, type GridAxis, offsetIn } from "../../regions/index.ts";
import type { VoxelArray } from "../../volume/index.ts";

/**
 * Median image value of the 3 x 3 voxels around each voxel within its slice: removes noise and keeps edges. At the border of
 * the image, fewer voxels are used.
 * @param box the result has one value for each of its voxels.
 */
export function localMedians(
  image: Block<VoxelArray>,
  box: Box,
  sliceAxis: GridAxis,
): (offset: number) => number {
  const [columns, rows] = boxSize(box);
  const [a, b] = ([0, 1, 2] as const).filter((axis) => axis !== sliceAxis) as [GridAxis, GridAxis];
  const { from, to } = image.box;
  const sorted = new Float64Array(9);
  return (offset) => {
    const row = Math.floor(offset / columns);
    const k = Math.floor(row / rows);
    const at: [number, number, number] = [
      box.from[0] + offset - row * columns,
      box.from[1] + row - k * rows,
      box.from[2] + k,
    ];
    const [centreA, centreB] = [at[a], at[b]];
    let count = 0;
    for (let alongB = Math.max(from[b], centreB - 1); alongB < Math.min(to[b], centreB + 2); alongB++)
      for (let alongA = Math.max(from[a], centreA - 1); alongA < Math.min(to[a], centreA + 2); alongA++) {
        at[a] = alongA;
        at[b] = alongB;
        const value = image.values[offsetIn(image.box, at[0], at[1], at[2])]!;
        let place = count++;
        for (; place > 0 && sorted[place - 1]! > value; place--) sorted[place] = sorted[place - 1]!;
        sorted[place] = value;
      }
    return sorted[count >> 1]!;
  };
}

/** The axis along which voxels are longest; slices lie across it. */
export function sliceAxisOf({ spacingMm }: Grid): GridAxis {
  const longest = Math.max(...spacingMm);
  return spacingMm.lastIndexOf(longest) as GridAxis;
}
