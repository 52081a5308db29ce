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

/** Cuts with a closed line drawn on a slice and extruded through one or more slices. */
export interface ScissorsOperation {
  readonly kind: "scissors";
  /** The segment that is erased inside or outside the line, or filled; others stay unless filling overwrites them. */
  readonly segmentNumber: number;
  readonly how: "erase-inside" | "erase-outside" | "fill-inside" | "fill-outside";
  /** The grid axis across which the slices lie. */
  readonly sliceAxis: GridAxis;
  /** Fractional indices along the two other axes, the lower axis first; `fillPolygons` defines what counts as inside. */
  readonly polygon: readonly PlanePoint[];
  /** First and last slice to cut, both included. */
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

/** Looks up a voxel of the box in a slice mask that is extruded through the box. */
function extrude(mask: Uint8Array, box: Box, sliceAxis: GridAxis): (offset: number) => number {
  const [columns, rows] = boxSize(box);
  if (sliceAxis === 2) return (offset) => mask[offset % (columns * rows)]!;
  if (sliceAxis === 1) {
    return (offset) => mask[(offset % columns) + columns * Math.floor(offset / (columns * rows))]!;
  }
  return (offset) => mask[Math.floor(offset / columns)]!;
}
