import { AutosegError } from "../../errors.ts";
import { type Grid, lpsToIjk, type Point } from "../../geometry/index.ts";
import {
  axesOfSlice,
  type Box,
  emptyBox,
  type GridAxis,
  intersectBoxes,
  offsetIn,
  uniteBoxes,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { fillPolygons, type PlanePoint, polygonBox } from "../strokes/polygon.ts";
import { collectChanges, type OperationKind } from "./edit-target.ts";

/**
 * Draws closed planar contours into a segment: the voxels whose centres lie inside, by the even-odd rule among all
 * contours of a slice (a contour within another is a hole, as in RTSTRUCT's CLOSED_PLANAR and CLOSEDPLANAR_XOR).
 */
export interface ContoursOperation {
  readonly kind: "contours";
  readonly segmentNumber: number;
  readonly how: "add" | "erase";
  /** Points in patient millimetres; each contour lies in one slice of the grid, across any of its axes. */
  readonly contours: readonly (readonly Point<"lps">[])[];
}

interface SliceContours {
  readonly axis: GridAxis;
  readonly index: number;
  readonly box: Box;
  readonly polygons: PlanePoint[][];
}

export const contours: OperationKind<ContoursOperation> = {
  readsImage: false,
  describe: ({ segmentNumber, how }, segment) => t(`steps.contour.${how}`, { label: segment(segmentNumber) }),
  box: (target, operation) =>
    toSlices(target.grid, operation.contours)
      .map(({ box }) => box)
      .reduce(uniteBoxes, emptyBox),
  run(target, { segmentNumber, how, contours: drawn }, limits, box) {
    const inside = new Uint8Array(
      (box.to[0] - box.from[0]) * (box.to[1] - box.from[1]) * (box.to[2] - box.from[2]),
    );
    for (const slice of toSlices(target.grid, drawn)) drawSlice(inside, box, slice);
    return collectChanges(target, limits, box, (offset, before) => {
      if (!inside[offset]) return before;
      if (how === "add") return segmentNumber;
      return before === segmentNumber ? 0 : before;
    });
  },
};

function drawSlice(inside: Uint8Array, box: Box, { axis, index, box: own, polygons }: SliceContours): void {
  const [a, b] = axesOfSlice(axis);
  const part = intersectBoxes(own, box);
  const plane = { from: [part.from[a], part.from[b]], to: [part.to[a], part.to[b]] } as const;
  const mask = fillPolygons(polygons, plane);
  const ijk: [number, number, number] = [0, 0, 0];
  ijk[axis] = index;
  let n = 0;
  for (ijk[b] = plane.from[1]; ijk[b]! < plane.to[1]; ijk[b]!++)
    for (ijk[a] = plane.from[0]; ijk[a]! < plane.to[0]; ijk[a]!++)
      if (mask[n++]) inside[offsetIn(box, ...ijk)] = 1;
}

/** Groups the contours by slice. */
function toSlices(grid: Grid, drawn: readonly (readonly Point<"lps">[])[]): SliceContours[] {
  const polygonsOf = new Map<string, { axis: GridAxis; index: number; polygons: PlanePoint[][] }>();
  for (const contour of drawn) {
    const points = contour.map((point) => lpsToIjk(grid, point));
    if (points.length < 3)
      throw new AutosegError(
        "invalid-argument",
        `A contour needs at least three points; found ${points.length}.`,
        { argument: "points" },
      );
    const axis = flatAxis(points);
    const [a, b] = axesOfSlice(axis);
    const index = Math.round(points[0]![axis]);
    if (index < 0 || index >= grid.size[axis]) continue;
    const key = `${axis} ${index}`;
    const slice = polygonsOf.get(key) ?? { axis, index, polygons: [] };
    slice.polygons.push(points.map((point) => [point[a], point[b]]));
    polygonsOf.set(key, slice);
  }
  return [...polygonsOf.values()].map(({ axis, index, polygons }) => {
    const [a, b] = axesOfSlice(axis);
    const plane = polygonBox(polygons, [grid.size[a], grid.size[b]]);
    const [from, to]: [number, number, number][] = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    [from![axis], to![axis]] = [index, index + 1];
    [from![a], from![b]] = plane.from;
    [to![a], to![b]] = plane.to;
    return { axis, index, polygons, box: { from: from!, to: to! } };
  });
}

/** The grid axis along which the contour stays within half a voxel of a slice's centre. */
function flatAxis(points: readonly Point<"ijk">[]): GridAxis {
  const extent = ([2, 1, 0] as const).map((axis) => {
    const along = points.map((point) => point[axis]);
    return { axis, length: Math.max(...along) - Math.min(...along), first: along[0]! };
  });
  const flattest = extent.reduce((best, candidate) => (candidate.length < best.length ? candidate : best));
  const along = points.map((point) => Math.abs(point[flattest.axis] - Math.round(flattest.first)));
  if (Math.max(...along) <= 0.5 + 1e-6) return flattest.axis;
  throw new AutosegError(
    "invalid-argument",
    `A contour must lie in one slice of the images; this one spans ${flattest.length.toFixed(2)} slices. Draw it on the slices of this series.`,
    { argument: "points" },
  );
}
