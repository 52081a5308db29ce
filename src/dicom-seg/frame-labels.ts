import type { Grid, Point } from "../geometry/index.ts";
import { foreignSegmentation } from "./belonging.ts";
import { unpackFrame, visitSetBits } from "./bits.ts";
import type { FramePixels } from "./frame-pixels.ts";
import type { Placement } from "./frame-placement.ts";
import type { SegmentationFrame, SegmentationObject } from "./segmentation-object.ts";

export interface PlacedFrame {
  readonly frame: SegmentationFrame;
  readonly placement: Placement;
}

/**
 * Writes a BINARY frame's segment number to its voxels.
 * @param voxels labels of the whole `grid`.
 * @returns false, at the first of them, when a voxel holds another label already.
 * @throws AutosegError `foreign-segmentation` for a voxel outside the grid: none is ever left out.
 */
export function writeFrame(
  { frame, placement }: PlacedFrame,
  { bytes, frameStrideBits }: FramePixels,
  object: SegmentationObject,
  grid: Grid,
  voxels: Uint8Array,
): boolean {
  const { columns, rows } = object;
  const firstBit = frame.frameIndex * frameStrideBits;
  const label = frame.segmentNumber!;
  const { sliceIndex } = placement;
  if (sliceIndex !== undefined) {
    const frameSize = columns * rows;
    const slice = voxels.subarray(sliceIndex * frameSize, (sliceIndex + 1) * frameSize);
    return unpackFrame(bytes, firstBit, slice, label);
  }
  const toVoxel = voxelIndexer(placement, grid, () =>
    foreignSegmentation(
      object.fileName,
      `its frame ${frame.frameIndex + 1} has voxels outside the open series`,
    ),
  );
  return visitSetBits(bytes, firstBit, columns * rows, (start, end) => {
    for (let pixel = start; pixel < end; pixel++) {
      const index = toVoxel(pixel % columns, Math.floor(pixel / columns));
      const found = voxels[index];
      if (found !== 0 && found !== label) return false;
      voxels[index] = label;
    }
    return true;
  });
}

/** Index into the grid's voxels of a frame's pixel; throws what `outside` makes for one that lies beside the grid. */
function voxelIndexer(
  { first, columnStep, rowStep }: Placement,
  { size }: Grid,
  outside: () => Error,
): (column: number, row: number) => number {
  const along = (axis: 0 | 1 | 2, column: number, row: number): number => {
    const at = first[axis] + column * columnStep[axis] + row * rowStep[axis];
    if (at < 0 || at >= size[axis]) throw outside();
    return at;
  };
  return (column, row) => {
    const ijk: Point<"ijk"> = [along(0, column, row), along(1, column, row), along(2, column, row)];
    return ijk[0] + size[0] * (ijk[1] + size[1] * ijk[2]);
  };
}
