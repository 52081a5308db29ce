import { AutosegError } from "../errors.ts";
import type { Grid } from "../geometry/index.ts";
import type { LabelMap16, Segment } from "../volume/index.ts";
import { type Block, labelBoxes, maskOf, wholeBlock } from "./block.ts";
import { type Box, mapAxes, voxelsInBox } from "./box.ts";

/** A box of a grid around a segment, which may reach beyond the grid: 1 for its voxels, 0 for all others. */
export interface SegmentMask extends Block<Uint8Array> {
  readonly segment: Segment;
  readonly grid: Grid;
}

/**
 * Voxels of all boxes together, as a multiple of the grid and at least: organs of a whole body have boxes of five times it.
 * Labels that are scattered over the grid would take as many grids as there are of them.
 */
const [mostGrids, fewVoxels] = [16, 2 ** 24];

/**
 * Each segment of label maps with its voxels in the smallest box around them, one after the other; those without voxels have
 * no mask.
 * @param margin voxels more on all sides of the box.
 * @throws AutosegError `segmentation-not-writable` for many segments that are each scattered over the whole grid.
 */
export function* segmentMasks(
  labelMaps: readonly LabelMap16[],
  margin: 0 | 1,
): Generator<{ readonly segment: Segment; readonly mask: SegmentMask | undefined }> {
  for (const labelMap of labelMaps) {
    const { grid, voxels, segments } = labelMap;
    const block = wholeBlock<Uint8Array | Uint16Array>(grid, voxels);
    const boxes = labelBoxes(block);
    checkBoxes(boxes.values(), labelMap);
    for (const segment of segments) {
      const own = boxes.get(segment.segmentNumber);
      const box = own && withMargin(own, margin);
      const mask = box && { segment, grid, box, values: maskOf(block, [segment.segmentNumber], box) };
      yield { segment, mask };
    }
  }
}

/** The box with `margin` voxels more on all sides, beyond the grid too. */
export function withMargin({ from, to }: Box, margin: number): Box {
  return { from: mapAxes((axis) => from[axis] - margin), to: mapAxes((axis) => to[axis] + margin) };
}

function checkBoxes(boxes: Iterable<Box>, { voxels, segments }: LabelMap16): void {
  let count = 0;
  for (const box of boxes) count += voxelsInBox(box);
  if (count <= Math.max(fewVoxels, mostGrids * voxels.length)) return;
  throw new AutosegError(
    "segmentation-not-writable",
    `The ${segments.length} segments are each scattered over the whole image, which would take too much memory. Write them as NIfTI or NRRD, or write fewer of them.`,
    {},
  );
}
