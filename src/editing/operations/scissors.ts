import {
  axesOfSlice,
  type Box,
  boxSize,
  type GridAxis,
  intersectBoxes,
  sliceBox,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { fillPolygons, type PlanePoint } from "../strokes/polygon.ts";
import { collectChanges, labelBox, type OperationKind } from "./edit-target.ts";

/** Cuts with a closed line that is drawn on a slice and goes straight through one or more slices. */
export interface ScissorsOperation {
  readonly kind: "scissors";
  /** Erases from this segment, or fills with it; the others stay unless it is filled over them. */
  readonly segmentNumber: number;
  readonly how: "erase-inside" | "erase-outside" | "fill-inside" | "fill-outside";
  /** The grid axis across which the slices lie. */
  readonly sliceAxis: GridAxis;
  /** Fractional indices along the two other axes, the lower axis first; see `fillPolygons` for what counts as inside. */
  readonly polygon: readonly PlanePoint[];
  /** The first and last slice that are cut, both included. */
  readonly slices: readonly [first: number, last: number];
}

export const scissors: OperationKind<ScissorsOperation> = {
  readsImage: false,
  describe: ({ segmentNumber, how }, segment) =>
    t(`steps.scissors.${how}`, { label: segment(segmentNumber) }),
  box(target, { segmentNumber, how, sliceAxis, slices }, limits) {
    let box = sliceBox(target.grid, sliceAxis, slices[0], slices[1]);
    if (limits.box) box = intersectBoxes(box, limits.box);
    return how.startsWith("erase") ? intersectBoxes(box, labelBox(target, [segmentNumber])) : box;
  },
  run(target, { segmentNumber, how, sliceAxis, polygon }, limits, box) {
    const inside = extrude(fillPolygons([polygon], planeBox(box, sliceAxis)), box, sliceAxis);
    const wanted = how.endsWith("inside") ? 1 : 0;
    return collectChanges(target, limits, box, (offset, before) => {
      if (inside(offset) !== wanted) return before;
      if (how.startsWith("fill")) return segmentNumber;
      return before === segmentNumber ? 0 : before;
    });
  },
};

/** The part of a slice that a box covers. */
function planeBox({ from, to }: Box, sliceAxis: GridAxis) {
  const [a, b] = axesOfSlice(sliceAxis);
  return { from: [from[a], from[b]], to: [to[a], to[b]] } as const;
}

/** A mask of a slice, looked up by the offset of any voxel of the box straight through it. */
function extrude(mask: Uint8Array, box: Box, sliceAxis: GridAxis): (offset: number) => number {
  const [columns, rows] = boxSize(box);
  if (sliceAxis === 2) return (offset) => mask[offset % (columns * rows)]!;
  if (sliceAxis === 1) {
    return (offset) => mask[(offset % columns) + columns * Math.floor(offset / (columns * rows))]!;
  }
  return (offset) => mask[Math.floor(offset / columns)]!;
}
