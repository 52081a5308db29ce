import {
  createGrid,
  cross,
  dot,
  type Grid,
  ijkToLps,
  lpsToIjk,
  mapGrid,
  norm,
  partOfGrid,
  scale,
  voxelCount,
} from "../../geometry/index.ts";
import {
  type Box,
  boxSize,
  type GridAxis,
  intersectBoxes,
  mapAxes,
  voxelsInBox,
  wholeBox,
} from "../../regions/index.ts";
import { createLabelMap16, createNearestVoxels, type LabelMap16 } from "../../volume/index.ts";
import { invalidSegmentation, type SegmentationObject } from "./parsed-object.ts";
import type { FrameSteps } from "./read-progress.ts";

/** Tolerance of gaps between frames relative to a multiple of the smallest, as a fraction of it. */
const gapTolerance = 0.05;

/** Frames that span more slices than this are not of one scan. */
const mostSlices = 2 ** 16;

/**
 * The grid of an object's own frames: parallel, with equal pixel spacing, their distances integer multiples of the smallest
 * one.
 * @throws AutosegError `invalid-segmentation` if there is none.
 */
export function ownGrid(object: SegmentationObject): Grid {
  const fail = (found: string): never => {
    throw invalidSegmentation(object.fileName, `${found}, so it cannot be resampled to the open series.`);
  };
  const [first] = object.frames;
  const { position, orientation, pixelSpacing } = first ?? {};
  if (!position || !orientation || !pixelSpacing) return fail("does not state the position of its frames");
  const normal = cross(orientation[0], orientation[1]);
  const unit = scale(normal, 1 / norm(normal));
  const distances = object.frames.map((frame) => {
    const isParallel =
      frame.orientation?.every((direction, axis) => norm(cross(direction, orientation[axis]!)) < 1e-3) &&
      frame.pixelSpacing?.every((spacing, axis) => Math.abs(spacing - pixelSpacing[axis]!) < 1e-4);
    if (!isParallel || !frame.position) return fail("has frames with different directions or spacings");
    return dot(frame.position, unit);
  });
  const sorted = mergeNear(distances, 0.01 * Math.min(...pixelSpacing));
  const gaps = sorted.slice(1).map((distance, index) => distance - sorted[index]!);
  const spacing =
    gaps.length > 0 ? gaps.reduce((a, b) => Math.min(a, b)) : (object.spacingBetweenSlices ?? 1);
  for (const gap of gaps) {
    const multiple = gap / spacing;
    if (!(Math.abs(multiple - Math.round(multiple)) <= gapTolerance * Math.max(1, multiple)))
      fail("has frames at uneven distances");
  }
  const slices = Math.round((sorted.at(-1)! - sorted[0]!) / spacing) + 1;
  if (!(slices <= mostSlices)) fail("has frames too far apart");
  const lowest =
    object.frames[distances.reduce((least, at, index) => (at < distances[least]! ? index : least), 0)]!;
  return createGrid({
    size: [object.columns, object.rows, slices],
    spacingMm: [pixelSpacing[1], pixelSpacing[0], spacing],
    originLps: lowest.position!,
    directionsLps: [orientation[0], orientation[1], unit],
  });
}

/** The distances in ascending order; those that differ only by rounding are merged. */
function mergeNear(distances: readonly number[], tolerance: number): number[] {
  const merged: number[] = [];
  for (const distance of [...distances].sort((a, b) => a - b))
    if (merged.length === 0 || distance - merged.at(-1)! > tolerance) merged.push(distance);
  return merged;
}

/** Whether voxels of a grid are smaller than those of another along any axis, whatever its directions. */
export function isFiner(grid: Grid, than: Grid): boolean {
  const ascending = ({ spacingMm }: Grid) => [...spacingMm].sort((a, b) => a - b);
  const others = ascending(than);
  return ascending(grid).some((spacing, index) => spacing < 0.99 * others[index]!);
}

/**
 * Resamples labels to another grid by nearest neighbour; 0 outside. The result covers only the part of the grid that the
 * label map reaches; undefined if the two do not overlap.
 */
export function* resampleLabels(labelMap: LabelMap16, grid: Grid): FrameSteps<LabelMap16 | undefined> {
  const { grid: from, voxels: labels, segments } = labelMap;
  const box = overlap(from, grid);
  if (voxelsInBox(box) === 0) return undefined;
  const part = partOfGrid(grid, box.from, boxSize(box));
  const [columns, rows, slices] = part.size;
  const count = voxelCount(part);
  const out = labels instanceof Uint8Array ? new Uint8Array(count) : new Uint16Array(count);
  const nearestVoxels = createNearestVoxels(part, from);
  let index = 0;
  for (let k = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      const nearest = nearestVoxels(0, j, k, columns);
      for (let i = 0; i < columns; i++, index++) if (nearest[i] !== -1) out[index] = labels[nearest[i]!]!;
    }
    yield;
  }
  return createLabelMap16({ grid: part, voxels: out, segments });
}

/** The voxels of a grid that another grid overlaps. */
function overlap(other: Grid, grid: Grid): Box {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((corner) =>
    lpsToIjk(
      grid,
      ijkToLps(other, [
        corner & 1 ? other.size[0] - 0.5 : -0.5,
        corner & 2 ? other.size[1] - 0.5 : -0.5,
        corner & 4 ? other.size[2] - 0.5 : -0.5,
      ]),
    ),
  );
  const along = (axis: GridAxis): number[] => corners.map((corner) => corner[axis]);
  return intersectBoxes(wholeBox(grid), {
    from: mapAxes((axis) => Math.floor(Math.min(...along(axis)))),
    to: mapAxes((axis) => Math.ceil(Math.max(...along(axis))) + 1),
  });
}

/** Whether a labelled voxel lies outside another grid, by more than half a voxel. */
export function hasLabelsOutside({ voxels: labels, grid: from }: LabelMap16, to: Grid): boolean {
  const [columns, rows] = from.size;
  const { origin, steps } = mapGrid(from, to);
  for (let index = 0; index < labels.length; index++) {
    if (labels[index] === 0) continue;
    const row = Math.floor(index / columns);
    const [i, j, k] = [index % columns, row % rows, Math.floor(row / rows)];
    for (const axis of [0, 1, 2] as const) {
      const value = origin[axis] + i * steps[0][axis] + j * steps[1][axis] + k * steps[2][axis];
      if (value < -0.5 || value > to.size[axis] - 0.5) return true;
    }
  }
  return false;
}
