import { ijkToLps, norm, type Point, subtract } from "../../geometry/index.ts";
import {
  type Box,
  boxSize,
  flood,
  intersectBoxes,
  mapAxes,
  offsetIn,
  wholeBox,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { collectChanges, type EditTarget, imageOf, type OperationKind } from "./edit-target.ts";

/**
 * Gives a segment the lesion in a spherical region: the voxels of the region that reach a threshold and are connected through
 * faces to the voxel with the maximum. The threshold is a value, or a fraction of the maximum (41 % of SUVmax: EANM procedure
 * guidelines for tumour imaging 2.0, Boellaard et al. 2015).
 */
export interface IsocontourOperation {
  readonly kind: "isocontour";
  readonly segmentNumber: number;
  /** Centre of the region, as a fractional index. */
  readonly at: Point<"ijk">;
  readonly radiusMm: number;
  /** `value` is in the image's unit; voxels equal to it are included. */
  readonly threshold: { readonly fractionOfMaximum: number } | { readonly value: number };
}

export const isocontour: OperationKind<IsocontourOperation> = {
  readsImage: true,
  describe: ({ segmentNumber }, segment) => t("steps.isocontour", { label: segment(segmentNumber) }),
  // The maximum is that of the whole region, even if only part of it may be changed.
  box: (target, operation) => regionBox(target, operation),
  run(target, operation, limits, box) {
    const image = imageOf(target);
    const size = boxSize(box);
    const values = new Float64Array(size[0] * size[1] * size[2]).fill(Number.NEGATIVE_INFINITY);
    const centre = ijkToLps(target.grid, operation.at);
    let [highest, at] = [Number.NEGATIVE_INFINITY, -1];
    for (let k = box.from[2]; k < box.to[2]; k++)
      for (let j = box.from[1]; j < box.to[1]; j++)
        for (let i = box.from[0]; i < box.to[0]; i++) {
          if (norm(subtract(ijkToLps(target.grid, [i, j, k]), centre)) > operation.radiusMm) continue;
          const offset = offsetIn(box, i, j, k);
          values[offset] = image.values[offsetIn(image.box, i, j, k)]!;
          if (values[offset]! > highest) [highest, at] = [values[offset]!, offset];
        }
    const { threshold } = operation;
    const lowest = "value" in threshold ? threshold.value : threshold.fractionOfMaximum * highest;
    const marked = new Uint8Array(values.length);
    if (at >= 0) flood(marked, { size, seeds: [at], accepts: (offset) => values[offset]! >= lowest });
    return collectChanges(target, limits, box, (offset, before) =>
      marked[offset] ? operation.segmentNumber : before,
    );
  },
};

function regionBox({ grid }: EditTarget, { at, radiusMm }: IsocontourOperation): Box {
  const reach = mapAxes((axis) => radiusMm / grid.spacingMm[axis]);
  const sphere = {
    from: mapAxes((axis) => Math.ceil(at[axis] - reach[axis])),
    to: mapAxes((axis) => Math.floor(at[axis] + reach[axis]) + 1),
  };
  return intersectBoxes(wholeBox(grid), sphere);
}
