import { boxSize, type GridAxis, maskOf, type Triple } from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { collectChanges, labelBox } from "./edit-target.ts";
import { flood } from "./flood.ts";
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
    const mask = maskOf(target.labels, [segmentNumber], box);
    const outside = new Uint8Array(mask.length);
    const axes = ([0, 1, 2] as const).filter((axis) => axis !== sliceAxis);
    // Beyond the box there is nothing of the segment, so every place at its border has a way out.
    flood(outside, boxSize(box), borderOffsets(boxSize(box), axes), axes, (offset) => mask[offset] === 0);
    return collectChanges(target, limits, box, (offset, before) =>
      before === 0 && !outside[offset] ? segmentNumber : before,
    );
  },
};

/** Offsets of the voxels at either end of some axes. */
function* borderOffsets([columns, rows, slices]: Triple, axes: readonly GridAxis[]): Generator<number> {
  let offset = 0;
  for (let k = 0; k < slices; k++) {
    const endOfSlices = axes.includes(2) && (k === 0 || k === slices - 1);
    for (let j = 0; j < rows; j++, offset += columns) {
      const wholeRow = endOfSlices || (axes.includes(1) && (j === 0 || j === rows - 1));
      if (wholeRow) for (let i = 0; i < columns; i++) yield offset + i;
      else if (axes.includes(0)) yield* [offset, offset + columns - 1];
    }
  }
}
