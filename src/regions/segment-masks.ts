import { AutosegError } from "../errors.ts";
import type { Grid } from "../geometry/index.ts";
import type { LabelMap16, Segment } from "../volume/index.ts";
import { type Block, labelBoxes, maskOf, wholeBlock } from "./block.ts";
import { type Box, mapAxes, voxelsInBox } from "./box.ts";

/** A box of a grid around a segment, which may reach beyond the grid: 1 at the segment's voxels, else 0. */
export interface SegmentMask extends Block<Uint8Array> {
  readonly segment: Segment;
  readonly grid: Grid;
}

/**
 * Limit on the voxels of all boxes together: a multiple of the grid's voxels, or this number if that is larger. The organs of
 * a whole body need five times the grid; labels scattered over the grid would need as many grids as there are labels.
 */
const [mostGrids, fewVoxels] = [16, 2 ** 24];

/**
 * Yields each segment of the label maps with a mask in its bounding box; the mask of a segment without voxels is undefined.
 * @param margin voxels added on all sides of the box.
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

/** The box with `margin` more voxels on all sides, even beyond the grid. */
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
