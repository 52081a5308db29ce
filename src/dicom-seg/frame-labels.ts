import type { Grid, Point } from "../geometry/index.ts";
import { foreignSegmentation } from "./belonging.ts";
import { unpackFrame } from "./bits.ts";
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
  voxels: Uint8Array | Uint16Array,
  labelsOf: LabelTables,
): boolean {
  const { columns, rows } = object;
  const frameSize = columns * rows;
  const { sliceIndex } = placement;
  const number = frame.segmentNumber ?? 0;
  const firstBit = pixels.kind === "bits" ? frame.frameIndex * pixels.frameStrideBits : 0;
  if (sliceIndex !== undefined) {
    const slice = voxels.subarray(sliceIndex * frameSize, (sliceIndex + 1) * frameSize);
    return pixels.kind === "bits"
      ? unpackFrame(pixels.bytes, firstBit, slice, number)
      : writeValues(pixels.frames[frame.frameIndex]!, frame, object, slice, labelsOf);
  }
  const toVoxel = voxelIndexer(placement, columns, grid, () =>
    foreignSegmentation(
      object.fileName,
      `it has voxels outside the open series, in its frame ${frame.frameIndex + 1}`,
    ),
  );
  // A frame that lies otherwise: its labels first, each to its voxel then.
  const labels = voxels instanceof Uint8Array ? new Uint8Array(frameSize) : new Uint16Array(frameSize);
  if (pixels.kind === "bits") unpackFrame(pixels.bytes, firstBit, labels, number);
  else writeValues(pixels.frames[frame.frameIndex]!, frame, object, labels, labelsOf);
  for (let pixel = 0; pixel < frameSize; pixel++) {
    const label = labels[pixel]!;
    if (label === 0) continue;
    const index = toVoxel(pixel);
    if (voxels[index] !== 0 && voxels[index] !== label) return false;
    voxels[index] = label;
  }
  return true;
}

/** Writes the labels of a frame's values to as many voxels; false at the first that holds another label already. */
function writeValues(
  values: ArrayLike<number>,
  frame: SegmentationFrame,
  object: SegmentationObject,
  target: Uint8Array | Uint16Array,
  labelsOf: LabelTables,
): boolean {
  const toLabel = labelsOf(frame);
  if (
    values instanceof Uint8Array &&
    target instanceof Uint8Array &&
    isZero(target) &&
    areLabels(values, toLabel)
  ) {
    target.set(values);
    return true;
  }
  for (let pixel = 0; pixel < target.length; pixel++) {
    const value = values[pixel]!;
    const label = toLabel[value] ?? undescribed;
    if (label === 0) continue;
    if (label === undescribed) {
      throw invalidSegmentation(
        object.fileName,
        `is broken: its frame ${frame.frameIndex + 1} holds the value ${value}, which no segment describes. Ask for a new export.`,
      );
    }
    const found = target[pixel];
    if (found !== 0 && found !== label) return false;
    target[pixel] = label;
  }
  return true;
}

/** Whether every value is its own label, as in a LABELMAP whose background is 0. */
function areLabels(values: Uint8Array, toLabel: Int32Array): boolean {
  const words = toWords(values);
  let previous = 0;
  if (toLabel[0] !== 0) return false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (word === previous) continue;
    previous = word;
    for (let shift = 0; shift < 32; shift += 8) {
      const value = (word >>> shift) & 0xff;
      if (toLabel[value] !== value) return false;
    }
  }
  for (let index = words.length * 4; index < values.length; index++)
    if (toLabel[values[index]!] !== values[index]) return false;
  return true;
}

function isZero(values: Uint8Array): boolean {
  const words = toWords(values);
  for (let index = 0; index < words.length; index++) if (words[index] !== 0) return false;
  for (let index = words.length * 4; index < values.length; index++) if (values[index] !== 0) return false;
  return true;
}

/** The bytes four at a time, without a last few; a copy where they do not start at a word. */
function toWords(bytes: Uint8Array): Uint32Array {
  const count = bytes.length >> 2;
  return bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, count)
    : new Uint32Array(bytes.slice(0, count * 4).buffer);
}

/** For a frame the label of each value of its pixels, from 0 on. */
export type LabelTables = (frame: SegmentationFrame) => Int32Array;

/** The labels that the values of an object's pixels stand for. */
export function toLabelTables(object: SegmentationObject): LabelTables {
  const largest = object.bitsAllocated === 16 ? 65535 : 255;
  if (object.type === "LABELMAP") {
    const table = new Int32Array(largest + 1).fill(undescribed);
    table[0] = 0;
    if (object.pixelPaddingValue !== undefined) table[object.pixelPaddingValue] = 0;
    for (const { segmentNumber } of object.segments) table[segmentNumber] = segmentNumber;
    return () => table;
  }
  const threshold = object.type === "FRACTIONAL" ? object.maximumFractionalValue / 2 : 1;
  return ({ segmentNumber }) =>
    Int32Array.from({ length: largest + 1 }, (_, value) =>
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
