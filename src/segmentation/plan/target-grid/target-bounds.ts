import type { TargetGrid } from "../../../model/index.ts";
import type { GridFrame, GridLayout, ModelAxis } from "../model-grid.ts";
import { toMapping } from "./grid-axes.ts";
import { createFrame } from "./target-image.ts";
import { plainView, wholePart } from "./view-part.ts";

/** The axes of a target grid of the whole series, which a crop can only shorten: nothing is read of any voxel. */
export function boundTargetGrid(resampling: TargetGrid, { view, needed }: GridFrame): GridLayout {
  const frame = createFrame(view, wholePart(view), resampling);
  const kept = wholePart(plainView(frame.size));
  const mapping = (axis: ModelAxis) =>
    toMapping(frame.axes[axis], {
      align: resampling.align,
      kept: kept[axis],
      patchSize: needed[axis],
      back: frame.back(axis),
    });
  return { axes: [mapping(0), mapping(1), mapping(2)], spacingMm: frame.spacingMm };
}
