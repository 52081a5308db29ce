import { AutosegError } from "../../errors.ts";
import type { Point } from "../../geometry/index.ts";
import {
  boxSize,
  findComponents,
  growBox,
  isInBox,
  maskOf,
  offsetIn,
  squaredDistances,
  type Triple,
  voxelsInBox,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { BucketQueue } from "./bucket-queue.ts";
import { collectChanges, labelBox, type OperationKind } from "./edit-target.ts";
import { forEachNeighbour } from "./neighbours.ts";

/**
 * Splits one connected part of a segment where it is narrow: a watershed of the distance to its outside, from the
 * places that are farthest inside (as many as there are parts, those that stand out most from the others) or from
 * seeds. The largest part keeps the segment, or with seeds the part of the first.
 */
export interface SplitOperation {
  readonly kind: "split";
  readonly segmentNumber: number;
  /** A voxel of the part that is split. */
  readonly at: Point<"ijk">;
  /** The labels of the other parts: with one label, the part is split in two. */
  readonly into: readonly number[];
  /** A voxel in each part, in the order of the segment itself and `into`. */
  readonly seeds?: readonly Point<"ijk">[];
}

export const split: OperationKind<SplitOperation> = {
  readsImage: false,
  describe: ({ segmentNumber, into }, segment) =>
    t("steps.split", { label: segment(segmentNumber), count: into.length + 1 }),
  // One voxel around it, so that there is an outside.
  box: (target, { segmentNumber }) => growBox(labelBox(target, [segmentNumber]), [1, 1, 1], target.grid),
  run(target, { segmentNumber, at, into, seeds }, limits, box) {
    const size = boxSize(box);
    const parts = findComponents(maskOf(target.labels, [segmentNumber], box), size, 26);
    const offsetOf = ([i, j, k]: Point<"ijk">): number => {
      const offset = offsetIn(box, i, j, k);
      if (isInBox(box, [i, j, k]) && parts.partAt(offset) > 0) return offset;
      throw new AutosegError(
        "invalid-argument",
        `The segment has no voxel at (${i}, ${j}, ${k}). Choose a point inside the part to be split.`,
        { argument: "at" },
      );
    };
    const number = parts.partAt(offsetOf(at));
    const mask = new Uint8Array(voxelsInBox(box));
    parts.forEachRun(({ part, first, end }) => {
      if (part === number) mask.fill(1, first, end);
    });
    const depth = squaredDistances({
      grid: { size, spacingMm: target.grid.spacingMm },
      voxels: mask.map((isIn) => 1 - isIn),
    }).map((squared) => (Number.isFinite(squared) ? Math.sqrt(squared) : 1e6));
    const wanted = into.length + 1;
    const markers = seeds?.map(offsetOf) ?? deepestPlaces(mask, depth, size, wanted);
    if (markers.length !== wanted)
      throw new AutosegError(
        "invalid-argument",
        `There ${markers.length === 1 ? "is 1 point" : `are ${markers.length} points`} to split from, but ${wanted} parts were asked for. Mark a point in each part.`,
        { argument: "seeds" },
      );
    const basins = watershed(mask, depth, size, markers);
    const order = seeds ? [...markers.keys()] : bySize(basins, wanted);
    const labels = new Uint8Array(wanted);
    for (const [n, basin] of order.entries()) labels[basin] = n === 0 ? segmentNumber : into[n - 1]!;
    return collectChanges(target, limits, box, (offset, before) =>
      basins[offset]! >= 0 ? labels[basins[offset]!]! : before,
    );
  },
};

function bySize(basins: Int16Array, count: number): number[] {
  const sizes = new Float64Array(count);
  for (const basin of basins) if (basin >= 0) sizes[basin]!++;
  return [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]!);
}

/**
 * The peaks of the depth that stand out most: by persistence, the height of a peak above the highest pass to a higher
 * one. Peaks are met from the highest down; where two meet, the lower one ends (as in a merge tree).
 */
function deepestPlaces(mask: Uint8Array, depth: Float32Array, size: Triple, count: number): number[] {
  const order: number[] = [];
  for (let offset = 0; offset < mask.length; offset++) if (mask[offset]) order.push(offset);
  order.sort((a, b) => depth[b]! - depth[a]! || a - b);
  const parents = new Int32Array(mask.length).fill(-1);
  const peakOf = (offset: number): number => {
    let at = offset;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  };
  const ended: { peak: number; persistence: number }[] = [];
  for (const offset of order) {
    parents[offset] = offset;
    forEachNeighbour(size, offset, (neighbour) => {
      if (parents[neighbour]! < 0) return;
      const [a, b] = [peakOf(offset), peakOf(neighbour)];
      if (a === b) return;
      // The root of a tree is its highest place, of equal ones the first in memory.
      const [higher, lower] = depth[a]! > depth[b]! || (depth[a] === depth[b] && a < b) ? [a, b] : [b, a];
      parents[lower] = higher;
      if (lower !== offset) ended.push({ peak: lower, persistence: depth[lower]! - depth[offset]! });
    });
  }
  for (const peak of order)
    if (parents[peak] === peak) ended.push({ peak, persistence: Number.POSITIVE_INFINITY });
  ended.sort((a, b) => b.persistence - a.persistence || a.peak - b.peak);
  return ended.slice(0, count).map(({ peak }) => peak);
}

const depthLevels = 65_535;

/** For every voxel of the mask the marker whose flood reaches it first, from deep to shallow (Meyer's flooding); else -1. */
function watershed(
  mask: Uint8Array,
  depth: Float32Array,
  size: Triple,
  markers: readonly number[],
): Int16Array {
  let deepest = 0;
  for (let offset = 0; offset < mask.length; offset++)
    if (mask[offset] && depth[offset]! > deepest) deepest = depth[offset]!;
  const level = (offset: number): number => Math.round((1 - depth[offset]! / deepest) * depthLevels);
  const basins = new Int16Array(mask.length).fill(-1);
  const queue = new BucketQueue(depthLevels + 1);
  for (const [basin, marker] of markers.entries()) {
    basins[marker] = basin;
    queue.push(marker, level(marker));
  }
  while (queue.length > 0) {
    const offset = queue.pop();
    forEachNeighbour(size, offset, (neighbour) => {
      if (!mask[neighbour] || basins[neighbour]! >= 0) return;
      basins[neighbour] = basins[offset]!;
      queue.push(neighbour, Math.max(queue.priority, level(neighbour)));
    });
  }
  return basins;
}
