import type { Grid, Point } from "../geometry/index.ts";
import { foreignSegmentation } from "./belonging.ts";
import { unpackFrame, visitSetBits } from "./bits.ts";
import type { FramePixels } from "./frame-pixels.ts";
import type { Placement } from "./frame-placement.ts";
import {
  invalidSegmentation,
  type SegmentationFrame,
  type SegmentationObject,
} from "./segmentation-object.ts";

export interface PlacedFrame {
  readonly frame: SegmentationFrame;
  readonly placement: Placement;
}

/** Label that no pixel has: for values that no segment describes. */
const undescribed = -1;

/**
 * Writes the labels of a frame to its voxels: its segment's number where the segment is, or, in a LABELMAP, its values.
 * @param voxels labels of the whole `grid`.
 * @returns false, at the first of them, when a voxel holds another label already.
 * @throws AutosegError `invalid-segmentation` for a value that no segment describes, `foreign-segmentation` for a voxel
 * outside the grid: none is ever left out.
 */
export function writeFrame(
  { frame, placement }: PlacedFrame,
  pixels: FramePixels,
  object: SegmentationObject,
  grid: Grid,
  voxels: Uint8Array,
): boolean {
  const { columns, rows } = object;
  const frameSize = columns * rows;
  const { sliceIndex } = placement;
  const number = frame.segmentNumber ?? 0;
  if (sliceIndex !== undefined && pixels.kind === "bits") {
    const slice = voxels.subarray(sliceIndex * frameSize, (sliceIndex + 1) * frameSize);
    return unpackFrame(pixels.bytes, frame.frameIndex * pixels.frameStrideBits, slice, number);
  }
  const toVoxel =
    sliceIndex === undefined
      ? voxelIndexer(placement, columns, grid, () =>
          foreignSegmentation(
            object.fileName,
            `it has voxels outside the open series, in its frame ${frame.frameIndex + 1}`,
          ),
        )
      : (pixel: number) => sliceIndex * frameSize + pixel;
  const write = (pixel: number, label: number): boolean => {
    const index = toVoxel(pixel);
    const found = voxels[index];
    if (found !== 0 && found !== label) return false;
    voxels[index] = label;
    return true;
  };
  if (pixels.kind === "bits") {
    return visitSetBits(pixels.bytes, frame.frameIndex * pixels.frameStrideBits, frameSize, (start, end) => {
      for (let pixel = start; pixel < end; pixel++) if (!write(pixel, number)) return false;
      return true;
    });
  }
  const values = pixels.frames[frame.frameIndex]!;
  const toLabel = labelTable(frame, object);
  for (let pixel = 0; pixel < frameSize; pixel++) {
    const value = values[pixel]!;
    if (value === 0 && toLabel[0] === 0) continue;
    const label = toLabel[value] ?? undescribed;
    if (label === undescribed) {
      throw invalidSegmentation(
        object.fileName,
        `is broken: its frame ${frame.frameIndex + 1} holds the value ${value}, which no segment describes. Ask for a new export.`,
      );
    }
    if (label !== 0 && !write(pixel, label)) return false;
  }
  return true;
}

/** The label of each value of a frame's pixels. */
function labelTable({ segmentNumber }: SegmentationFrame, object: SegmentationObject): Int16Array {
  if (object.type === "LABELMAP") {
    const table = new Int16Array(256).fill(undescribed);
    table[0] = 0;
    if (object.pixelPaddingValue !== undefined) table[object.pixelPaddingValue] = 0;
    for (const segment of object.segments) table[segment.segmentNumber] = segment.segmentNumber;
    return table;
  }
  const threshold = object.type === "FRACTIONAL" ? object.maximumFractionalValue / 2 : 1;
  return Int16Array.from({ length: 256 }, (_, value) =>
    value > 0 && value >= threshold ? segmentNumber! : 0,
  );
}

/** Index into the grid's voxels of a frame's pixel; throws what `outside` makes for one that lies beside the grid. */
function voxelIndexer(
  { first, columnStep, rowStep }: Placement,
  columns: number,
  { size }: Grid,
  outside: () => Error,
): (pixel: number) => number {
  const along = (axis: 0 | 1 | 2, column: number, row: number): number => {
    const at = first[axis] + column * columnStep[axis] + row * rowStep[axis];
    if (at < 0 || at >= size[axis]) throw outside();
    return at;
  };
  return (pixel) => {
    const [column, row] = [pixel % columns, Math.floor(pixel / columns)];
    const ijk: Point<"ijk"> = [along(0, column, row), along(1, column, row), along(2, column, row)];
    return ijk[0] + size[0] * (ijk[1] + size[1] * ijk[2]);
  };
}
