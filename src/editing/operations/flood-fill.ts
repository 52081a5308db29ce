import { AutosegError } from "../../errors.ts";
import type { Point } from "../../geometry/index.ts";
import {
  type Box,
  boxSize,
  findHoles,
  flood,
  type GridAxis,
  intersectBoxes,
  isInBox,
  labelTable,
  moveBox,
  offsetIn,
  sliceBox,
  voxelsInBox,
  wholeBox,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { collectChanges, imageOf, labelBox, type OperationKind, type ValueRange } from "./edit-target.ts";
import { localMedians, sliceAxisOf } from "./local-median.ts";

/**
 * Gives a segment the voxel at a point and all voxels connected to it through faces that have the same label and an image
 * value within the tolerance of its value.
 */
export interface FloodFillOperation {
  readonly kind: "flood-fill";
  /** The label they get; 0 erases. */
  readonly segmentNumber: number;
  readonly at: Point<"ijk">;
  /** Maximum difference in the image's unit, in either direction; with Infinity, only the label counts. */
  readonly tolerance: number;
  /** Restricts the fill to the slice across this grid axis; by default it fills in three dimensions. */
  readonly sliceAxis?: GridAxis;
  /**
   * Compares medians of 3 x 3 voxels, and fills the holes that noise leaves on each slice, so that single noisy voxels are
   * neither left out nor included.
   */
  readonly smooth?: boolean;
}

export const floodFill: OperationKind<FloodFillOperation> = {
  readsImage: true,
  describe: ({ segmentNumber }, segment) =>
    segmentNumber === 0 ? t("steps.floodErase") : t("steps.flood", { label: segment(segmentNumber) }),
  box(target, { at, sliceAxis }, limits) {
    const box = limits.box ?? wholeBox(target.grid);
    return sliceAxis === undefined
      ? box
      : intersectBoxes(box, sliceBox(target.grid, sliceAxis, at[sliceAxis]));
  },
  run(target, { segmentNumber, at, tolerance, sliceAxis, smooth = false }, limits, box) {
    const [i, j, k] = at;
    if (!isInBox(box, [i, j, k]))
      throw new AutosegError(
        "invalid-argument",
        `The voxel (${at.join(", ")}) is outside the editable region. Choose a point inside it.`,
        { argument: "at" },
      );
    const image = imageOf(target);
    const labels = target.labels.values;
    const across = sliceAxis ?? sliceAxisOf(target.grid);
    const inImage = offsetMap(box, image.box);
    const imageValue = smooth
      ? localMedians(image, box, across)
      : (offset: number): number => image.values[inImage(offset)]!;
    const value = imageValue(offsetIn(box, i, j, k));
    const label = labels[offsetIn(target.labels.box, i, j, k)]!;
    const alike = { lower: value - tolerance, upper: value + tolerance };
    // The limits apply to each voxel's own value, not to the median.
    const { lower, upper } = smooth ? alike : intersectRanges(alike, limits.range);
    const size = boxSize(box);
    const inLabels = offsetMap(box, target.labels.box);
    const marked = new Uint8Array(size[0] * size[1] * size[2]);
    const axes = ([0, 1, 2] as const).filter((axis) => axis !== sliceAxis);
    const reached = flood(marked, {
      size,
      seeds: [offsetIn(box, i, j, k)],
      axes,
      accepts: (offset) => {
        if (labels[inLabels(offset)] !== label) return false;
        const found = imageValue(offset);
        return found >= lower && found <= upper;
      },
    });
    const part = moveBox(reached, box.from);
    const inBox = offsetMap(part, box);
    const partSize = boxSize(part);
    const holes = smooth
      ? findHoles(
          Uint8Array.from({ length: voxelsInBox(part) }, (_, offset) => marked[inBox(offset)]!),
          partSize,
          across,
        )
      : undefined;
    return collectChanges(target, limits, part, (offset, before) =>
      marked[inBox(offset)] || (holes?.[offset] && before === label) ? segmentNumber : before,
    );
  },
};

/** Converts an offset in a box to the offset of the same voxel in a box that contains it. */
function offsetMap(part: Box, whole: Box): (offset: number) => number {
  const [columns, rows] = boxSize(part);
  const [wholeColumns, wholeRows] = boxSize(whole);
  const first = offsetIn(whole, ...part.from);
  if (columns === wholeColumns && rows === wholeRows) return (offset) => offset + first;
  return (offset) => {
    const row = Math.floor(offset / columns);
    const k = Math.floor(row / rows);
    return first + offset - row * columns + wholeColumns * (row - k * rows + wholeRows * k);
  };
}

/** Gives a segment every voxel whose image value is in a range: in the limits' box, or within some segments. */
export interface ThresholdOperation {
  readonly kind: "threshold";
  readonly segmentNumber: number;
  readonly range: ValueRange;
  /** Only voxels with one of these labels. */
  readonly within?: readonly number[];
  /** Compares medians of 3 x 3 voxels. */
  readonly smooth?: boolean;
}

export const threshold: OperationKind<ThresholdOperation> = {
  readsImage: true,
  describe: ({ segmentNumber, range }, segment) =>
    t("steps.threshold", { ...range, label: segment(segmentNumber) }),
  box(target, { within }, limits) {
    const box = limits.box ?? wholeBox(target.grid);
    return within ? intersectBoxes(box, labelBox(target, within)) : box;
  },
  run(target, { segmentNumber, range, within, smooth = false }, limits, box) {
    const belongs = within ? labelTable(within) : new Uint8Array(256).fill(1);
    if (smooth) {
      const medianOf = localMedians(imageOf(target), box, sliceAxisOf(target.grid));
      return collectChanges(target, limits, box, (offset, before) => {
        if (!belongs[before]) return before;
        const median = medianOf(offset);
        return median >= range.lower && median <= range.upper ? segmentNumber : before;
      });
    }
    const both = intersectRanges(range, limits.range);
    return collectChanges(target, { ...limits, range: both }, box, (_, before) =>
      belongs[before] ? segmentNumber : before,
    );
  },
};

/** The intersection of two ranges; the first if there is no second. */
export function intersectRanges(a: ValueRange, b: ValueRange | undefined): ValueRange {
  if (!b) return a;
  return { lower: Math.max(a.lower, b.lower), upper: Math.min(a.upper, b.upper) };
}
