import {
  axesOfSlice,
  boxSize,
  findComponents,
  type GridAxis,
  intersectBoxes,
  maskOf,
  sliceBox,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import type { PlanePoint } from "../strokes/polygon.ts";
import { changeSegmentTo, labelBox, type OperationKind } from "./edit-target.ts";

/**
 * Cuts a segment along a wall: a straight line on a slice, extruded through one or more slices. Of the pieces that touch the
 * wall, the largest stays and the others are removed; pieces that do not touch it stay. So does a piece that remains
 * connected around the wall.
 */
export interface CutOperation {
  readonly kind: "cut";
  readonly segmentNumber: number;
  /** The grid axis across which the slices lie. */
  readonly sliceAxis: GridAxis;
  /** Both ends, as fractional indices along the two other axes, the lower axis first. */
  readonly line: readonly [PlanePoint, PlanePoint];
  /** First and last slice to cut, both included. */
  readonly slices: readonly [first: number, last: number];
}

/** Half the thickness of the wall, in voxels: enough that no voxels on opposite sides share a face, in any direction. */
const halfThickness = 0.75;

export const cut: OperationKind<CutOperation> = {
  readsImage: false,
  describe: ({ segmentNumber }, segment) => t("steps.cut", { label: segment(segmentNumber) }),
  box: (target, { segmentNumber, sliceAxis, slices }) =>
    intersectBoxes(sliceBox(target.grid, sliceAxis, slices[0], slices[1]), labelBox(target, [segmentNumber])),
  run(target, { segmentNumber, sliceAxis, line }, limits, box) {
    const size = boxSize(box);
    const mask = maskOf(target.labels, [segmentNumber], box);
    const [a, b] = axesOfSlice(sliceAxis);
    const strides = [1, size[0], size[0] * size[1]] as const;
    const isWall = wallOf(line, [box.from[a], box.from[b]], [size[a], size[b]]);
    const open = mask.slice();
    const wall: number[] = [];
    for (let offset = 0; offset < mask.length; offset++) {
      if (!mask[offset]) continue;
      const inPlane = [a, b].map((axis) => Math.floor(offset / strides[axis]!) % size[axis]!);
      if (!isWall[inPlane[0]! + size[a] * inPlane[1]!]) continue;
      open[offset] = 0;
      wall.push(offset);
    }
    const parts = findComponents(open, size, 6);
    const touching = new Set<number>();
    for (const offset of wall)
      for (const axis of [a, b])
        for (const step of [-1, 1]) {
          const along = (Math.floor(offset / strides[axis]) % size[axis]) + step;
          if (along < 0 || along >= size[axis]) continue;
          const part = parts.numbers[offset + step * strides[axis]]!;
          if (part > 0) touching.add(part);
        }
    const kept = [...touching].reduce(
      (best, part) => (parts.sizes[part]! > parts.sizes[best]! ? part : best),
      0,
    );
    parts.forEachRun(({ part, first, end }) => {
      if (part !== kept && touching.has(part)) mask.fill(0, first, end);
    });
    return changeSegmentTo(target, limits, segmentNumber, { box, values: mask });
  },
};

/** The pixels of a slice of the box that the line passes through. */
function wallOf(
  [p, q]: CutOperation["line"],
  from: readonly [number, number],
  [width, height]: readonly [number, number],
): Uint8Array {
  const wall = new Uint8Array(width * height);
  const along = [q[0] - p[0], q[1] - p[1]] as const;
  const length = Math.hypot(...along);
  if (length === 0) return wall;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const to = [from[0] + x - p[0], from[1] + y - p[1]] as const;
      const on = (to[0] * along[0] + to[1] * along[1]) / length;
      const beside = Math.abs(to[0] * along[1] - to[1] * along[0]) / length;
      if (beside <= halfThickness && on >= -0.5 && on <= length + 0.5) wall[x + width * y] = 1;
    }
  return wall;
}
