import type { Grid } from "../../geometry/index.ts";
import { foreignSegmentation } from "./belonging.ts";
import { forEachRun } from "./bits.ts";
import type { FramePixels } from "./frame-pixels.ts";
import type { FrameOnGrid } from "./frame-placement.ts";
import type { LabelSpace, VisitRun } from "./label-space.ts";
import { invalidSegmentation, type SegmentationFrame, type SegmentationObject } from "./parsed-object.ts";

/** A label that no pixel has: for values that no segment describes. */
const undescribed = -1;

/** The source and destination of an object's frames. */
export interface FrameLabels {
  readonly object: SegmentationObject;
  readonly placed: readonly FrameOnGrid[];
  readonly pixels: FramePixels;
  /** Where the frames lie. */
  readonly space: LabelSpace;
  /** The grid whose voxels represent the space. */
  readonly grid: Grid;
}

/** Called with each run of voxels and their label. */
export type VisitLabels = (start: number, end: number, label: number) => void;

/**
 * Calls `visit` for every run of a frame's labels on the voxels that represent the space: the segment's number where the
 * segment is or, in a
 * LABELMAP, the values.
 * @throws AutosegError `invalid-segmentation` for a value that no segment describes, `foreign-segmentation` for a pixel
 * outside the space: nothing is ever dropped.
 */
export function forEachLabelRun(
  { frame, placement }: FrameOnGrid,
  { object, pixels, space }: FrameLabels,
  labelsOf: LabelTables,
  visit: VisitLabels,
): void {
  let label = frame.segmentNumber ?? 0;
  const visitVoxels: VisitRun = (start, end) => visit(start, end, label);
  const visitPixels = placeRuns({ frame, placement }, object, space, visitVoxels);
  if (pixels.kind === "bits") {
    const frameSize = object.columns * object.rows;
    forEachRun(pixels.bytes, frame.frameIndex * pixels.frameStrideBits, frameSize, visitPixels);
    return;
  }
  const values = pixels.frames[frame.frameIndex]!;
  const toLabel = labelsOf(frame);
  for (let pixel = 0; pixel < values.length; ) {
    const value = values[pixel]!;
    const start = pixel++;
    while (pixel < values.length && values[pixel] === value) pixel++;
    label = toLabel[value] ?? undescribed;
    if (label === undescribed) {
      throw invalidSegmentation(
        object.fileName,
        `is invalid: its frame ${frame.frameIndex + 1} holds the value ${value}, which no segment describes. Export it again.`,
      );
    }
    if (label !== 0) visitPixels(start, pixel);
  }
}

/** Converts runs of a frame's pixels to runs of voxels; throws for a pixel outside the space. */
function placeRuns(
  { frame, placement: { first, columnStep, rowStep } }: FrameOnGrid,
  { fileName, columns, rows }: SegmentationObject,
  { size, toVoxels }: LabelSpace,
  visit: VisitRun,
): VisitRun {
  const isInPlane = columnStep.join() === "1,0,0" && rowStep.join() === "0,1,0";
  const isWhole = first[0] === 0 && first[1] === 0 && columns === size[0] && rows === size[1];
  if (isInPlane && isWhole && first[2] >= 0 && first[2] < size[2]) {
    const offset = first[2] * columns * rows;
    return toVoxels
      ? (start, end) => toVoxels(start + offset, end + offset, visit)
      : (start, end) => visit(start + offset, end + offset);
  }
  const at = (axis: 0 | 1 | 2, column: number, row: number): number => {
    const value = first[axis] + column * columnStep[axis] + row * rowStep[axis];
    if (value < 0 || value >= size[axis]) {
      const where = `in its frame ${frame.frameIndex + 1}`;
      throw foreignSegmentation(fileName, `it has voxels outside the open series, ${where}`);
    }
    return value;
  };
  const indexAt = (column: number, row: number): number =>
    at(0, column, row) + size[0] * (at(1, column, row) + size[1] * at(2, column, row));
  return (start, end) => {
    for (let pixel = start; pixel < end; ) {
      const row = Math.floor(pixel / columns);
      const column = pixel % columns;
      const length = isInPlane ? Math.min(end - pixel, columns - column) : 1;
      const index = indexAt(column, row);
      indexAt(column + length - 1, row);
      if (toVoxels) toVoxels(index, index + length, visit);
      else visit(index, index + length);
      pixel += length;
    }
  };
}

/** Returns, for a frame, the label of each pixel value, starting at 0. */
export type LabelTables = (frame: SegmentationFrame) => Int32Array;

/** The labels that pixel values of an object stand for. */
export function toLabelTables(object: SegmentationObject): LabelTables {
  const largest = object.bitsAllocated === 16 ? 65535 : 255;
  if (object.type === "LABELMAP") {
    const table = new Int32Array(largest + 1).fill(undescribed);
    table[0] = 0;
    if (object.pixelPaddingValue !== undefined) table[object.pixelPaddingValue] = 0;
    for (const { segmentNumber } of object.segments) table[segmentNumber] = segmentNumber;
    return () => table;
  }
  const first = Math.max(1, Math.ceil(smallestFraction(object)));
  const table = new Int32Array(largest + 1);
  return ({ segmentNumber }) => table.fill(segmentNumber!, first);
}

/** The smallest value that belongs to a segment: one half in a FRACTIONAL object, else any but 0. */
export function smallestFraction({ type, maximumFractionalValue }: SegmentationObject): number {
  return type === "FRACTIONAL" ? maximumFractionalValue / 2 : 1;
}
