import type { Point } from "../geometry/index.ts";
import { axesOfSlice, type Box, type GridAxis, type Triple } from "./box.ts";
import type { Components } from "./components.ts";

/** The longest straight line within the outline of a region on one slice. */
export interface Diameter {
  readonly lengthMm: number;
  /** Index along the grid axis across which the slices lie. */
  readonly sliceIndex: number;
  /** Its ends: corners of voxels, so indices end in one half. */
  readonly ends: readonly [Point<"ijk">, Point<"ijk">];
  /** The longest line perpendicular to it on the same slice: the short axis, used by RECIST 1.1 for lymph nodes (4.1). */
  readonly shortAxisMm: number;
}

/**
 * The longest diameter of every connected component on any one slice, as RECIST 1.1 measures lesions (Eisenhauer et al.,
 * European Journal of Cancer 45, 2009, 4.1: in the plane of acquisition): the largest distance between corners of the convex
 * hull around its voxels. Exact for the voxels as drawn; like a caliper's, the line may leave a region that is not convex.
 * @param box of the grid in which the components were found; `spacingMm` is the grid's.
 * @param sliceAxis the grid axis across which the slices lie.
 * @returns one for each component, in their order; of equal diameters, that of the first slice.
 */
export function longestDiameters(
  parts: Components,
  box: Box,
  spacingMm: Triple,
  sliceAxis: GridAxis,
): readonly Diameter[] {
  const longest: Diameter[] = [];
  const [a, b] = axesOfSlice(sliceAxis);
  outlinesOf(parts, sliceAxis).forEach((slices, part) => {
    let best: { squared: number; slice: number; ends: readonly [Corner, Corner] } | undefined;
    for (const [slice, outline] of [...slices].sort(([first], [second]) => first - second)) {
      // Skip a slice whose bounding rectangle has a diagonal that is not longer than the best so far.
      const { bounds } = outline;
      const widest = squaredLength(bounds[0], bounds[1], spacingMm[a], spacingMm[b]);
      if (best && widest <= best.squared) continue;
      const hull = convexHull(outline);
      for (let m = 0; m < hull.length; m++) {
        for (let n = m + 1; n < hull.length; n++) {
          const squared = squaredLength(hull[m]!, hull[n]!, spacingMm[a], spacingMm[b]);
          if (!best || squared > best.squared) best = { squared, slice, ends: [hull[m]!, hull[n]!] };
        }
      }
    }
    const { squared, slice, ends } = best!;
    const toIjk = (corner: Corner): Point<"ijk"> => {
      const ijk: [number, number, number] = [0, 0, 0];
      ijk[sliceAxis] = box.from[sliceAxis] + slice;
      ijk[a] = box.from[a] + corner[0];
      ijk[b] = box.from[b] + corner[1];
      return ijk;
    };
    longest[part - 1] = {
      lengthMm: Math.sqrt(squared),
      sliceIndex: box.from[sliceAxis] + slice,
      ends: [toIjk(ends[0]), toIjk(ends[1])],
      shortAxisMm: shortAxis(convexHull(slices.get(slice)!), ends, [spacingMm[a], spacingMm[b]]),
    };
  });
  return longest;
}

/**
 * Length of the longest chord of a convex hull perpendicular to a line. Along the line, the chord's length is linear between
 * corners, so the longest one passes through a corner.
 */
function shortAxis(
  hull: readonly Corner[],
  [p, q]: readonly [Corner, Corner],
  [mmA, mmB]: readonly [number, number],
): number {
  const along = [(q[0] - p[0]) * mmA, (q[1] - p[1]) * mmB] as const;
  const length = Math.hypot(...along);
  const turned = hull.map(([a, b]) => {
    const [x, y] = [a * mmA, b * mmB];
    return [(x * along[0] + y * along[1]) / length, (y * along[0] - x * along[1]) / length] as const;
  });
  let longest = 0;
  for (const [at] of turned) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let n = 0; n < turned.length; n++) {
      const [first, last] = [turned[n]!, turned[(n + 1) % turned.length]!];
      const [from, to] = first[0] <= last[0] ? [first, last] : [last, first];
      if (at < from[0] || at > to[0]) continue;
      const part = to[0] === from[0] ? 0 : (at - from[0]) / (to[0] - from[0]);
      const beside = from[1] + part * (to[1] - from[1]);
      low = Math.min(low, beside, to[0] === from[0] ? to[1] : beside);
      high = Math.max(high, beside, to[0] === from[0] ? to[1] : beside);
    }
    longest = Math.max(longest, high - low);
  }
  return longest;
}

/** A corner of a voxel in its slice, as fractional indices along the slice's two axes. */
type Corner = readonly [a: number, b: number];

/** A component on one slice: for each of its rows, from the lowest b upwards, the first and the last voxel along a. */
class Outline {
  readonly rows: number[] = [];
  readonly first: number[] = [];
  readonly last: number[] = [];

  add(b: number, first: number, last: number): void {
    const at = this.rows.length - 1;
    if (this.rows[at] === b) {
      this.last[at] = last;
      return;
    }
    this.rows.push(b);
    this.first.push(first);
    this.last.push(last);
  }

  /** Two opposite corners of its bounding rectangle. */
  get bounds(): readonly [Corner, Corner] {
    let [low, high] = [this.first[0]!, this.last[0]!];
    for (const first of this.first) if (first < low) low = first;
    for (const last of this.last) if (last > high) high = last;
    return [
      [low - 0.5, this.rows[0]! - 0.5],
      [high + 0.5, this.rows.at(-1)! + 0.5],
    ];
  }
}

/** For every component, by its number, the outlines on its slices: runs come in ascending order along each axis. */
function outlinesOf(parts: Components, sliceAxis: GridAxis): Map<number, Outline>[] {
  const outlines: Map<number, Outline>[] = [];
  const outlineOn = (part: number, slice: number): Outline => {
    outlines[part] ??= new Map();
    const slices = outlines[part];
    let outline = slices.get(slice);
    if (!outline) {
      outline = new Outline();
      slices.set(slice, outline);
    }
    return outline;
  };
  parts.forEachRun(({ part, i, j, k, first, end }) => {
    const last = i + end - first - 1;
    if (sliceAxis === 2) outlineOn(part, k).add(j, i, last);
    else if (sliceAxis === 1) outlineOn(part, j).add(k, i, last);
    else for (let at = i; at <= last; at++) outlineOn(part, at).add(k, j, j);
  });
  return outlines;
}

/**
 * Corners of the convex hull (Andrew's monotone chain, Information Processing Letters 9, 1979). No sorting is needed: the
 * corners along either side come row by row.
 */
function convexHull({ rows, first, last }: Outline): Corner[] {
  const [low, high]: [Corner[], Corner[]] = [[], []];
  for (const [at, b] of rows.entries()) {
    for (const edge of [b - 0.5, b + 0.5]) {
      addToChain(low, [first[at]! - 0.5, edge], -1);
      addToChain(high, [last[at]! + 0.5, edge], 1);
    }
  }
  return [...low, ...high.reverse()];
}

/** Adds a corner to a chain that turns to one side only: `side` is -1 along the lowest a, 1 along the highest. */
function addToChain(chain: Corner[], corner: Corner, side: 1 | -1): void {
  while (chain.length > 1 && side * turn(chain.at(-2)!, chain.at(-1)!, corner) <= 0) chain.pop();
  chain.push(corner);
}

function turn(o: Corner, p: Corner, q: Corner): number {
  return (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0]);
}

function squaredLength(p: Corner, q: Corner, mmA: number, mmB: number): number {
  return ((p[0] - q[0]) * mmA) ** 2 + ((p[1] - q[1]) * mmB) ** 2;
}
