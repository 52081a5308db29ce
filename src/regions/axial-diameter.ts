import type { Grid, Point } from "../geometry/index.ts";
import type { Block } from "./block.ts";
import { axesOfSlice, boxSize, type GridAxis } from "./box.ts";

/** The longest straight line within the outline of a region on one slice. */
export interface AxialDiameter {
  readonly lengthMm: number;
  /** Along the grid axis that was asked for. */
  readonly sliceIndex: number;
  /** Its ends: corners of voxels, so indices end in one half. */
  readonly ends: readonly [Point<"ijk">, Point<"ijk">];
}

/** A corner of a voxel in its slice, in fractional indices. */
type Corner = readonly [a: number, b: number];

/**
 * The longest diameter of a region on any one slice, as RECIST 1.1 measures lesions (Eisenhauer et al., European Journal
 * of Cancer 45, 2009, 4.1: in the plane in which the images were acquired): the farthest apart of the corners of the
 * convex hull around the outlines of its voxels. Exact for the voxels as drawn; the line may leave a region that is not
 * convex, as a caliper's does.
 * @param mask 1 in the region, within a box of the grid.
 * @param sliceAxis the grid axis across which the slices lie.
 * @returns undefined for an empty region; of equal ones the first slice's.
 */
export function longestDiameter(
  grid: Grid,
  { box, values: mask }: Block<Uint8Array>,
  sliceAxis: GridAxis,
): AxialDiameter | undefined {
  const size = boxSize(box);
  const [a, b] = axesOfSlice(sliceAxis);
  const strides = [1, size[0], size[0] * size[1]] as const;
  const [mmA, mmB] = [grid.spacingMm[a], grid.spacingMm[b]];
  let best: { squared: number; slice: number; ends: [Corner, Corner] } | undefined;
  for (let slice = 0; slice < size[sliceAxis]; slice++) {
    const corners: Corner[] = [];
    // Of each row only the outermost corners can lie on the hull.
    for (let atB = 0; atB < size[b]; atB++) {
      const start = slice * strides[sliceAxis] + atB * strides[b];
      let [first, last] = [-1, -1];
      for (let atA = 0; atA < size[a]; atA++) {
        if (!mask[start + atA * strides[a]]) continue;
        if (first < 0) first = atA;
        last = atA;
      }
      if (first < 0) continue;
      for (const edge of [atB - 0.5, atB + 0.5]) corners.push([first - 0.5, edge], [last + 0.5, edge]);
    }
    const hull = convexHull(corners);
    for (let m = 0; m < hull.length; m++) {
      for (let n = m + 1; n < hull.length; n++) {
        const [p, q] = [hull[m]!, hull[n]!];
        const squared = ((p[0] - q[0]) * mmA) ** 2 + ((p[1] - q[1]) * mmB) ** 2;
        if (!best || squared > best.squared) best = { squared, slice, ends: [p, q] };
      }
    }
  }
  if (!best) return undefined;
  const { slice, ends } = best;
  const toIjk = (corner: Corner): Point<"ijk"> => {
    const ijk: [number, number, number] = [0, 0, 0];
    ijk[sliceAxis] = box.from[sliceAxis] + slice;
    ijk[a] = box.from[a] + corner[0];
    ijk[b] = box.from[b] + corner[1];
    return ijk;
  };
  return {
    lengthMm: Math.sqrt(best.squared),
    sliceIndex: box.from[sliceAxis] + slice,
    ends: [toIjk(ends[0]), toIjk(ends[1])],
  };
}

/** Corners of the convex hull (Andrew's monotone chain, Information Processing Letters 9, 1979). */
function convexHull(points: readonly Corner[]): Corner[] {
  if (points.length === 0) return [];
  const sorted = [...points].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const half = (ordered: readonly Corner[]): Corner[] => {
    const chain: Corner[] = [];
    for (const point of ordered) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

function turn(o: Corner, p: Corner, q: Corner): number {
  return (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0]);
}
