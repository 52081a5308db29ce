import type { Triple } from "./box.ts";
import { BucketQueue } from "./bucket-queue.ts";
import { squaredDistances } from "./distance-transform.ts";
import { forEachNeighbour } from "./neighbours.ts";

/** The distance in mm of every voxel of a mask from the outside, of which the mask's box must hold some; 0 outside. */
export function depthsMm(mask: Uint8Array, size: Triple, spacingMm: Triple): Float32Array {
  return squaredDistances({
    grid: { size, spacingMm },
    voxels: mask.map((isIn) => 1 - isIn),
  }).map((squared) => (Number.isFinite(squared) ? Math.sqrt(squared) : 1e6));
}

/** A local maximum of the depth. */
export interface Peak {
  readonly offset: number;
  /** Its height above the highest pass to a deeper peak; Infinity for the deepest of a component. */
  readonly persistence: number;
}

/**
 * The peaks of the depth within a mask, most prominent first. Voxels are visited from the deepest outwards; where two regions
 * meet, the lower peak ends (as in a merge tree). Peaks with a persistence of at least h are the h-maxima.
 */
export function findPeaks(mask: Uint8Array, depth: Float32Array, size: Triple): readonly Peak[] {
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
  const ended: Peak[] = [];
  for (const offset of order) {
    parents[offset] = offset;
    forEachNeighbour(size, offset, (neighbour) => {
      if (parents[neighbour]! < 0) return;
      const [a, b] = [peakOf(offset), peakOf(neighbour)];
      if (a === b) return;
      // The root of a tree is its highest voxel, of equal ones the first in memory.
      const [higher, lower] = depth[a]! > depth[b]! || (depth[a] === depth[b] && a < b) ? [a, b] : [b, a];
      parents[lower] = higher;
      if (lower !== offset) ended.push({ offset: lower, persistence: depth[lower]! - depth[offset]! });
    });
  }
  for (const peak of order)
    if (parents[peak] === peak) ended.push({ offset: peak, persistence: Number.POSITIVE_INFINITY });
  return ended.sort((a, b) =>
    a.persistence === b.persistence ? a.offset - b.offset : b.persistence - a.persistence,
  );
}

const depthLevels = 65_535;

/**
 * For every voxel of the mask, the index of the marker whose flood reaches it first, from deep to shallow (Meyer's flooding);
 * else -1.
 */
export function watershed(
  mask: Uint8Array,
  depth: Float32Array,
  size: Triple,
  markers: readonly number[],
): Int32Array {
  let deepest = 0;
  for (let offset = 0; offset < mask.length; offset++)
    if (mask[offset] && depth[offset]! > deepest) deepest = depth[offset]!;
  const level = (offset: number): number => Math.round((1 - depth[offset]! / deepest) * depthLevels);
  const basins = new Int32Array(mask.length).fill(-1);
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
