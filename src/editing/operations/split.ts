import { AutosegError } from "../../errors.ts";
import type { Point } from "../../geometry/index.ts";
import {
  boxSize,
  depthsMm,
  findComponents,
  findPeaks,
  growBox,
  isInBox,
  maskOf,
  offsetIn,
  voxelsInBox,
  watershed,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { collectChanges, labelBox, type OperationKind } from "./edit-target.ts";

/**
 * Splits one connected component of a segment at its narrow places: a watershed of the distance to its outside, started at
 * the most prominent maxima (as many as there are parts) or at seeds. The largest part keeps the segment's label; with seeds,
 * the part of the first seed does.
 */
export interface SplitOperation {
  readonly kind: "split";
  readonly segmentNumber: number;
  /** A voxel of the component to split. */
  readonly at: Point<"ijk">;
  /** The labels of the other parts; with one label, the component is split in two. */
  readonly into: readonly number[];
  /** A voxel in each part: for the segment itself, then for each label of `into`. */
  readonly seeds?: readonly Point<"ijk">[];
}

export const split: OperationKind<SplitOperation> = {
  readsImage: false,
  describe: ({ segmentNumber, into }, segment) =>
    t("steps.split", { label: segment(segmentNumber), count: into.length + 1 }),
  // A margin of one voxel, so that there is an outside.
  box: (target, { segmentNumber }) => growBox(labelBox(target, [segmentNumber]), [1, 1, 1], target.grid),
  run(target, { segmentNumber, at, into, seeds }, limits, box) {
    const size = boxSize(box);
    const parts = findComponents(maskOf(target.labels, [segmentNumber], box), size, 26);
    const offsetOf = ([i, j, k]: Point<"ijk">): number => {
      const offset = offsetIn(box, i, j, k);
      if (isInBox(box, [i, j, k]) && parts.partAt(offset) > 0) return offset;
      throw new AutosegError(
        "invalid-argument",
        `The segment has no voxel at (${i}, ${j}, ${k}). Choose a point inside the part to be split.`,
        { argument: "at" },
      );
    };
    const number = parts.partAt(offsetOf(at));
    const mask = new Uint8Array(voxelsInBox(box));
    parts.forEachRun(({ part, first, end }) => {
      if (part === number) mask.fill(1, first, end);
    });
    const depth = depthsMm(mask, size, target.grid.spacingMm);
    const wanted = into.length + 1;
    const markers =
      seeds?.map(offsetOf) ??
      findPeaks(mask, depth, size)
        .slice(0, wanted)
        .map(({ offset }) => offset);
    if (markers.length !== wanted)
      throw new AutosegError(
        "invalid-argument",
        `There ${markers.length === 1 ? "is 1 point" : `are ${markers.length} points`} to split from, but ${wanted} parts were asked for. Mark a point in each part.`,
        { argument: "seeds" },
      );
    const basins = watershed(mask, depth, size, markers);
    const order = seeds ? [...markers.keys()] : bySize(basins, wanted);
    const labels = new Uint8Array(wanted);
    for (const [n, basin] of order.entries()) labels[basin] = n === 0 ? segmentNumber : into[n - 1]!;
    return collectChanges(target, limits, box, (offset, before) =>
      basins[offset]! >= 0 ? labels[basins[offset]!]! : before,
    );
  },
};

function bySize(basins: Int32Array, count: number): number[] {
  const sizes = new Float64Array(count);
  for (const basin of basins) if (basin >= 0) sizes[basin]!++;
  return [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]!);
}
