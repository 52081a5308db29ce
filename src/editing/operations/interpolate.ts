import {
  axesOfSlice,
  boxSize,
  type GridAxis,
  growBox,
  mapAxes,
  maskOf,
  squaredDistances,
  type Triple,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { collectChanges, labelBox, type OperationKind } from "./edit-target.ts";

/**
 * Fills in a segment between the slices on which it is drawn: each outline becomes a signed distance map, and the outline in
 * between is the zero level of the maps, interpolated linearly from slice to slice (shape-based interpolation: Raya and
 * Udupa, IEEE Transactions on Medical Imaging 9, 1990). Slices that already have the segment stay.
 */
export interface InterpolateOperation {
  readonly kind: "interpolate";
  readonly segmentNumber: number;
  /** The grid axis across which it was drawn. */
  readonly sliceAxis: GridAxis;
}

export const interpolate: OperationKind<InterpolateOperation> = {
  readsImage: false,
  describe: ({ segmentNumber }, segment) => t("steps.interpolate", { label: segment(segmentNumber) }),
  // A margin of one voxel around the outlines, so that their outside is in the box.
  box: (target, { segmentNumber, sliceAxis }) =>
    growBox(
      labelBox(target, [segmentNumber]),
      mapAxes((axis) => (axis === sliceAxis ? 0 : 1)),
      target.grid,
    ),
  run(target, { segmentNumber, sliceAxis }, limits, box) {
    const size = boxSize(box);
    const mask = maskOf(target.labels, [segmentNumber], box);
    const drawn = slicesWithVoxels(mask, size, sliceAxis);
    const [a, b] = axesOfSlice(sliceAxis);
    const strides = [1, size[0], size[0] * size[1]] as const;
    const spacing: Triple = [target.grid.spacingMm[a], target.grid.spacingMm[b], 1];
    const distancesOn = (slice: number): Float32Array => {
      const plane = new Uint8Array(size[a] * size[b]);
      let n = 0;
      for (let atB = 0; atB < size[b]; atB++)
        for (let atA = 0; atA < size[a]; atA++)
          plane[n++] = mask[slice * strides[sliceAxis] + atB * strides[b] + atA * strides[a]]!;
      return signedDistances(plane, [size[a], size[b], 1], spacing);
    };
    let last: { slice: number; distances: Float32Array } | undefined;
    for (const [n, slice] of drawn.entries()) {
      const previous = drawn[n - 1];
      const boundsGap =
        (previous !== undefined && slice - previous > 1) || (drawn[n + 1] ?? slice) - slice > 1;
      const distances = boundsGap ? distancesOn(slice) : undefined;
      if (last && distances && slice - last.slice > 1) {
        for (let between = last.slice + 1; between < slice; between++) {
          const part = (between - last.slice) / (slice - last.slice);
          let at = 0;
          for (let atB = 0; atB < size[b]; atB++)
            for (let atA = 0; atA < size[a]; atA++, at++)
              if ((1 - part) * last.distances[at]! + part * distances[at]! > 0)
                mask[between * strides[sliceAxis] + atB * strides[b] + atA * strides[a]] = 1;
        }
      }
      last = distances && { slice, distances };
    }
    return collectChanges(target, limits, box, (offset, before) => (mask[offset] ? segmentNumber : before));
  },
};

/** Signed distance in mm to the outline on a slice: positive inside, negative outside. */
export function signedDistances(plane: Uint8Array, size: Triple, spacingMm: Triple): Float32Array {
  const grid = { size, spacingMm };
  const toInside = squaredDistances({ grid, voxels: plane });
  const toOutside = squaredDistances({ grid, voxels: plane.map((isIn) => 1 - isIn) });
  // A slice that is filled completely has no outside; any large positive number will do.
  const inside = (squared: number): number => (Number.isFinite(squared) ? Math.sqrt(squared) : 1e6);
  return toInside.map((squared, n) => (plane[n] ? inside(toOutside[n]!) : -Math.sqrt(squared)));
}

function slicesWithVoxels(mask: Uint8Array, size: Triple, axis: GridAxis): number[] {
  const strides = [1, size[0], size[0] * size[1]] as const;
  const found = new Uint8Array(size[axis]);
  for (let offset = 0; offset < mask.length; offset++)
    if (mask[offset]) found[Math.floor(offset / strides[axis]) % size[axis]] = 1;
  return [...found.keys()].filter((slice) => found[slice]);
}
