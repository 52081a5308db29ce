import { boxSize, findHoles, type GridAxis, maskOf } from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { collectChanges, labelBox } from "./edit-target.ts";
import type { OperationKind } from "./operation-kind.ts";

/**
 * Gives a segment the background that it encloses: what has no way over faces to the outside, in the volume or within
 * each slice. Other segments inside it stay, a tumour within a liver for instance.
 */
export interface FillHolesOperation {
  readonly kind: "fill-holes";
  readonly segmentNumber: number;
  /** Slice by slice across this grid axis; in three dimensions by default. */
  readonly sliceAxis?: GridAxis;
}

export const fillHoles: OperationKind<FillHolesOperation> = {
  readsImage: false,
  describe: ({ segmentNumber }, segment) => t("steps.fillHoles", { label: segment(segmentNumber) }),
  box: (target, { segmentNumber }) => labelBox(target, [segmentNumber]),
  run(target, { segmentNumber, sliceAxis }, limits, box) {
    const holes = findHoles(maskOf(target.labels, [segmentNumber], box), boxSize(box), sliceAxis);
    return collectChanges(target, limits, box, (offset, before) =>
      before === 0 && holes[offset] ? segmentNumber : before,
    );
  },
};
