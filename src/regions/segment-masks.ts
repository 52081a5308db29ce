import { AutosegError } from "../errors.ts";
import type { Grid } from "../geometry/index.ts";
import type { Segment, WideLabelMap } from "../volume/index.ts";

/** The smallest box that holds all voxels of a segment: first and last index along i, j and k, both inside. */
export interface SegmentBox {
  readonly first: readonly [number, number, number];
  readonly last: readonly [number, number, number];
}

/** A part of a grid around a segment: 1 for its voxels, 0 for all others, those outside the grid included. */
export interface SegmentMask {
  readonly segment: Segment;
  readonly grid: Grid;
  readonly size: readonly [number, number, number];
  /** The ijk of the mask's first voxel; -1 where the margin reaches beyond the grid. */
  readonly offset: readonly [number, number, number];
  /** In the order `i + size[0] * (j + size[1] * k)`. */
  readonly voxels: Uint8Array;
}

/** The boxes of the segments that have voxels, by segment number, in one pass over the voxels. */
export function segmentBoxes({ grid, voxels }: WideLabelMap): ReadonlyMap<number, SegmentBox> {
  const [columns, rows, slices] = grid.size;
  const boxes = new Map<number, { first: [number, number, number]; last: [number, number, number] }>();
  let index = 0;
  for (let k = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; ) {
        const label = voxels[index]!;
        const start = i;
        while (i < columns && voxels[index] === label) {
          i++;
          index++;
        }
        if (label === 0) continue;
        const box = boxes.get(label);
        if (!box) {
          boxes.set(label, { first: [start, j, k], last: [i - 1, j, k] });
          continue;
        }
        box.first[0] = Math.min(box.first[0], start);
        box.first[1] = Math.min(box.first[1], j);
        box.last[0] = Math.max(box.last[0], i - 1);
        box.last[1] = Math.max(box.last[1], j);
        box.last[2] = k;
      }
    }
  }
  return boxes;
}

/** The voxels of one segment in its box, with a margin of `margin` voxels on all sides. */
export function cutSegment(
  { grid, voxels }: WideLabelMap,
  segment: Segment,
  { first, last }: SegmentBox,
  margin: 0 | 1,
): SegmentMask {
  const [columns, rows] = grid.size;
  const size = [0, 1, 2].map((axis) => last[axis]! - first[axis]! + 1 + 2 * margin) as [
    number,
    number,
    number,
  ];
  const cut = new Uint8Array(size[0] * size[1] * size[2]);
  for (let k = first[2]; k <= last[2]; k++) {
    for (let j = first[1]; j <= last[1]; j++) {
      const from = columns * (j + rows * k);
      const to = margin + size[0] * (j - first[1] + margin + size[1] * (k - first[2] + margin));
      for (let i = first[0]; i <= last[0]; i++)
        if (voxels[from + i] === segment.segmentNumber) cut[to + i - first[0]] = 1;
    }
  }
  return {
    segment,
    grid,
    size,
    offset: [first[0] - margin, first[1] - margin, first[2] - margin],
    voxels: cut,
  };
}

/**
 * Voxels of all boxes together, as a multiple of the grid and at least: organs of a whole body have boxes of five times it.
 * Labels that are scattered over the grid would take as many grids as there are of them.
 */
const [mostGrids, fewVoxels] = [16, 2 ** 24];

/**
 * Each segment of label maps with its voxels, one after the other; those without voxels have no mask.
 * @throws AutosegError `segmentation-not-writable` for many segments that are each scattered over the whole grid.
 */
export function* segmentMasks(
  labelMaps: readonly WideLabelMap[],
  margin: 0 | 1,
): Generator<{ readonly segment: Segment; readonly mask: SegmentMask | undefined }> {
  for (const labelMap of labelMaps) {
    const boxes = segmentBoxes(labelMap);
    checkBoxes(boxes.values(), labelMap);
    for (const segment of labelMap.segments) {
      const box = boxes.get(segment.segmentNumber);
      yield { segment, mask: box && cutSegment(labelMap, segment, box, margin) };
    }
  }
}

function checkBoxes(boxes: Iterable<SegmentBox>, { voxels, segments }: WideLabelMap): void {
  let count = 0;
  for (const { first, last } of boxes)
    count += (last[0] - first[0] + 1) * (last[1] - first[1] + 1) * (last[2] - first[2] + 1);
  if (count <= Math.max(fewVoxels, mostGrids * voxels.length)) return;
  throw new AutosegError(
    "segmentation-not-writable",
    `The ${segments.length} segments are scattered over the whole image, each in voxels far apart, which no organs are. Write them as NIfTI or NRRD, or fewer of them.`,
    {},
  );
}
