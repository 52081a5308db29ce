import { intersectBoxes, labelTable, wholeBox } from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { collectChanges, labelBox, type ValueRange } from "./edit-target.ts";
import type { OperationKind } from "./operation-kind.ts";

/** Gives a segment every voxel whose image value lies in a range: in the limits' box, or within some segments. */
export interface ThresholdOperation {
  readonly kind: "threshold";
  readonly segmentNumber: number;
  readonly range: ValueRange;
  /** Only voxels that have one of these labels. */
  readonly within?: readonly number[];
}

export const threshold: OperationKind<ThresholdOperation> = {
  readsImage: true,
  describe: ({ segmentNumber, range }, segment) =>
    t("steps.threshold", { ...range, label: segment(segmentNumber) }),
  box(target, { within }, limits) {
    const box = limits.box ?? wholeBox(target.grid);
    return within ? intersectBoxes(box, labelBox(target, within)) : box;
  },
  run(target, { segmentNumber, range, within }, limits, box) {
    const belongs = within ? labelTable(within) : new Uint8Array(256).fill(1);
    const both = intersectRanges(range, limits.range);
    return collectChanges(target, { ...limits, range: both }, box, (_, before) =>
      belongs[before] ? segmentNumber : before,
    );
  },
};

/** The values that lie in both ranges; in the first alone where there is no second. */
export function intersectRanges(a: ValueRange, b: ValueRange | undefined): ValueRange {
  if (!b) return a;
  return { lower: Math.max(a.lower, b.lower), upper: Math.min(a.upper, b.upper) };
}
