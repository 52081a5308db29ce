import { createGrid, cross, dot, type Grid, ijkToLps, lpsToIjk, norm, scale } from "../geometry/index.ts";
import { invalidSegmentation, type SegmentationObject } from "./segmentation-object.ts";

/** How far gaps between frames may be from a whole number of the smallest, in parts of it. */
const gapTolerance = 0.05;

/** More voxels than an object's own grid is given: what few frames far apart, or damaged ones, would ask for. */
const largestVoxelCount = 2 ** 30;

/**
 * The grid on which an object's own frames lie: parallel, of one spacing, their distances whole multiples of the
 * smallest one.
 * @throws AutosegError `invalid-segmentation` where there is none.
 */
export function ownGrid(object: SegmentationObject): Grid {
  const fail = (found: string): never => {
    throw invalidSegmentation(
      object.fileName,
      `${found}, so that they cannot be brought onto the open series.`,
    );
  };
  const [first] = object.frames;
  const { position, orientation, pixelSpacing } = first ?? {};
  if (!position || !orientation || !pixelSpacing) return fail("does not say where its frames lie");
  const normal = cross(orientation[0], orientation[1]);
  const unit = scale(normal, 1 / norm(normal));
  const distances = object.frames.map((frame) => {
    const isParallel =
      frame.orientation?.every((direction, axis) => norm(cross(direction, orientation[axis]!)) < 1e-3) &&
      frame.pixelSpacing?.every((spacing, axis) => Math.abs(spacing - pixelSpacing[axis]!) < 1e-4);
    if (!isParallel || !frame.position) return fail("has frames of different directions or spacings");
    return dot(frame.position, unit);
  });
  const sorted = mergeNear(distances, 0.01 * Math.min(...pixelSpacing));
  const gaps = sorted.slice(1).map((distance, index) => distance - sorted[index]!);
  const spacing = gaps.length > 0 ? Math.min(...gaps) : (object.spacingBetweenSlices ?? 1);
  for (const gap of gaps) {
    const multiple = gap / spacing;
    if (Math.abs(multiple - Math.round(multiple)) > gapTolerance * Math.max(1, multiple))
      fail("has frames at uneven distances");
  }
  const slices = Math.round((sorted.at(-1)! - sorted[0]!) / spacing) + 1;
  if (slices * object.rows * object.columns > largestVoxelCount) fail("has frames too far apart");
  const lowest = object.frames[distances.indexOf(Math.min(...distances))]!;
  return createGrid({
    size: [object.columns, object.rows, slices],
    spacingMm: [pixelSpacing[1], pixelSpacing[0], spacing],
    originLps: lowest.position!,
    directionsLps: [orientation[0], orientation[1], unit],
  });
}

/** The distances in growing order, those that differ by no more than rounding once. */
function mergeNear(distances: readonly number[], tolerance: number): number[] {
  const merged: number[] = [];
  for (const distance of [...distances].sort((a, b) => a - b))
    if (merged.length === 0 || distance - merged.at(-1)! > tolerance) merged.push(distance);
  return merged;
}

/** Labels of one grid on another: each voxel has that of the nearest, or 0 outside. */
export function resampleLabels<Labels extends Uint8Array | Uint16Array>(
  labels: Labels,
  from: Grid,
  to: Grid,
): Labels {
  const [columns, rows, slices] = to.size;
  const count = columns * rows * slices;
  const out = (labels instanceof Uint8Array ? new Uint8Array(count) : new Uint16Array(count)) as Labels;
  // ijk of `from` is affine in ijk of `to`: three steps and an origin say it all.
  const at = (i: number, j: number, k: number) => lpsToIjk(from, ijkToLps(to, [i, j, k]));
  const origin = at(0, 0, 0);
  const steps = [at(1, 0, 0), at(0, 1, 0), at(0, 0, 1)].map((point) =>
    point.map((value, axis) => value - origin[axis]!),
  ) as [number[], number[], number[]];
  const [fromColumns, fromRows, fromSlices] = from.size;
  let index = 0;
  for (let k = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      const start = [0, 1, 2].map((axis) => origin[axis]! + j * steps[1][axis]! + k * steps[2][axis]!);
      for (let i = 0; i < columns; i++, index++) {
        const x = Math.round(start[0]! + i * steps[0][0]!);
        const y = Math.round(start[1]! + i * steps[0][1]!);
        const z = Math.round(start[2]! + i * steps[0][2]!);
        if (x < 0 || y < 0 || z < 0 || x >= fromColumns || y >= fromRows || z >= fromSlices) continue;
        out[index] = labels[x + fromColumns * (y + fromRows * z)]!;
      }
    }
  }
  return out;
}

/** Whether a voxel with a label lies outside another grid, by more than half a voxel. */
export function hasLabelsOutside(labels: Uint8Array | Uint16Array, from: Grid, to: Grid): boolean {
  const [columns, rows] = from.size;
  for (let index = 0; index < labels.length; index++) {
    if (labels[index] === 0) continue;
    const row = Math.floor(index / columns);
    const ijk = lpsToIjk(to, ijkToLps(from, [index % columns, row % rows, Math.floor(row / rows)]));
    if (ijk.some((value, axis) => value < -0.5 || value > to.size[axis]! - 0.5)) return true;
  }
  return false;
}
