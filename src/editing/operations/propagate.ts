import {
  axesOfSlice,
  type Box,
  boxSize,
  type GridAxis,
  intersectBoxes,
  mapAxes,
  sliceBox,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { collectChanges, labelBox, type OperationKind } from "./edit-target.ts";
import { signedDistances } from "./interpolate.ts";

/** What was drawn or erased on one slice. */
export interface SliceChange {
  readonly index: number;
  /** Where the mask begins along the two axes of the slice, the lower axis first. */
  readonly from: readonly [number, number];
  readonly size: readonly [number, number];
  /** 1 where the slice was changed. */
  readonly mask: Uint8Array;
}

/**
 * Repeats a change on the slices between two on which it was made. Its shape is interpolated as outlines are (`interpolate`)
 * and follows its centre, so that a leak that moves from slice to slice is covered.
 */
export interface PropagateOperation {
  readonly kind: "propagate";
  readonly segmentNumber: number;
  readonly how: "erase" | "add";
  readonly sliceAxis: GridAxis;
  readonly changes: readonly [SliceChange, SliceChange];
}

export const propagate: OperationKind<PropagateOperation> = {
  readsImage: false,
  describe: ({ segmentNumber, how }, segment) =>
    t(`steps.propagate.${how}`, { label: segment(segmentNumber) }),
  box(target, { segmentNumber, how, sliceAxis, changes }) {
    const [first, last] = inOrder(changes);
    const between = sliceBox(target.grid, sliceAxis, first.index + 1, last.index - 1);
    const box = intersectBoxes(between, aroundBoth(changes, sliceAxis, between));
    return how === "erase" ? intersectBoxes(box, labelBox(target, [segmentNumber])) : box;
  },
  run(target, { segmentNumber, how, sliceAxis, changes }, limits, box) {
    const [a, b] = axesOfSlice(sliceAxis);
    const spacing = [target.grid.spacingMm[a], target.grid.spacingMm[b]] as const;
    const [first, last] = inOrder(changes).map((change) => distancesOf(change, spacing)) as [
      Distances,
      Distances,
    ];
    const size = boxSize(box);
    const strides = [1, size[0], size[0] * size[1]] as const;
    const move = [last.centre[0] - first.centre[0], last.centre[1] - first.centre[1]] as const;
    return collectChanges(target, limits, box, (offset, before) => {
      if (how === "erase" && before !== segmentNumber) return before;
      const at = (axis: GridAxis): number =>
        box.from[axis] + (Math.floor(offset / strides[axis]) % size[axis]);
      const part = (at(sliceAxis) - first.index) / (last.index - first.index);
      const [x, y] = [at(a), at(b)];
      const distance =
        (1 - part) * first.at(x - part * move[0], y - part * move[1]) +
        part * last.at(x + (1 - part) * move[0], y + (1 - part) * move[1]);
      if (distance <= 0) return before;
      return how === "erase" ? 0 : segmentNumber;
    });
  },
};

function inOrder([one, other]: PropagateOperation["changes"]): readonly [SliceChange, SliceChange] {
  return one.index < other.index ? [one, other] : [other, one];
}

/** The bounding box of both changes: what lies between cannot extend beyond it. */
function aroundBoth(changes: PropagateOperation["changes"], sliceAxis: GridAxis, slices: Box): Box {
  const [a] = axesOfSlice(sliceAxis);
  const bound = (axis: GridAxis, side: "from" | "to"): number => {
    if (axis === sliceAxis) return slices[side][axis];
    const ends = changes.map(({ from, size }) => {
      const n = axis === a ? 0 : 1;
      return side === "from" ? from[n] : from[n] + size[n];
    });
    return side === "from" ? Math.min(...ends) : Math.max(...ends);
  };
  return { from: mapAxes((axis) => bound(axis, "from")), to: mapAxes((axis) => bound(axis, "to")) };
}

/** The signed distance to the outline of a change, anywhere on the slice. */
interface Distances {
  readonly index: number;
  readonly centre: readonly [number, number];
  at(x: number, y: number): number;
}

function distancesOf(
  { index, from, size, mask }: SliceChange,
  spacing: readonly [number, number],
): Distances {
  // A margin around the shape closes its outline; beyond it, the distance is at least that at the margin.
  const [width, height] = [size[0] + 2, size[1] + 2];
  const plane = new Uint8Array(width * height);
  const [sums, rows] = [[0, 0], size[1]];
  let count = 0;
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < size[0]; x++) {
      if (!mask[x + size[0] * y]) continue;
      plane[x + 1 + width * (y + 1)] = 1;
      sums[0]! += x;
      sums[1]! += y;
      count++;
    }
  const distances = signedDistances(plane, [width, height, 1], [...spacing, 1]);
  const clamp = (value: number, end: number): number => Math.min(Math.max(value, 0), end - 1);
  return {
    index,
    centre: [from[0] + sums[0]! / count, from[1] + sums[1]! / count],
    at(x, y) {
      const [inX, inY] = [Math.round(x) - from[0] + 1, Math.round(y) - from[1] + 1];
      const [nearX, nearY] = [clamp(inX, width), clamp(inY, height)];
      const beyond = Math.hypot((inX - nearX) * spacing[0], (inY - nearY) * spacing[1]);
      return distances[nearX + width * nearY]! - beyond;
    },
  };
}
