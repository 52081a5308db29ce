import { type Grid, toPlaneAxes } from "../geometry/index.ts";
import type { SegmentMask } from "./segment-masks.ts";

/**
 * The longest distance in millimetres between two points of a piece of a mask within one axial slice, from outer edge to
 * outer edge of its voxels (RECIST 1.1: longest diameter in the axial plane). The plane is the grid's nearest to axial.
 * @param numbers for each voxel of the mask the number of its piece, 0 outside.
 * @returns for each piece, from number 1 on at index 0.
 */
export function longestAxialDiametersMm(
  { size, grid }: Pick<SegmentMask, "size" | "grid">,
  numbers: Int32Array,
  count: number,
): number[] {
  const { columns, rows, slices } = toPlaneAxes(grid, "axial");
  const strides = [1, size[0], size[0] * size[1]];
  const longest = new Array<number>(count).fill(0);
  for (let z = 0; z < size[slices.axis]!; z++) {
    /** Of each piece its leftmost and rightmost voxel in each row: no other can be at an end of a diameter. */
    const rowEnds = new Map<number, [x: number, y: number][]>();
    for (let y = 0; y < size[rows.axis]!; y++) {
      const start = z * strides[slices.axis]! + y * strides[rows.axis]!;
      const ends = new Map<number, [first: number, last: number]>();
      for (let x = 0; x < size[columns.axis]!; x++) {
        const number = numbers[start + x * strides[columns.axis]!]!;
        if (number === 0) continue;
        const known = ends.get(number);
        if (known) known[1] = x;
        else ends.set(number, [x, x]);
      }
      for (const [number, [first, last]] of ends) {
        const corners = rowEnds.get(number) ?? [];
        corners.push([first, y], [last + 1, y], [first, y + 1], [last + 1, y + 1]);
        rowEnds.set(number, corners);
      }
    }
    for (const [number, corners] of rowEnds) {
      const diameter = widest(corners, axisSpacings(grid, columns.axis, rows.axis));
      if (diameter > longest[number - 1]!) longest[number - 1] = diameter;
    }
  }
  return longest;
}

function axisSpacings({ spacingMm }: Grid, x: 0 | 1 | 2, y: 0 | 1 | 2): readonly [number, number] {
  return [spacingMm[x], spacingMm[y]];
}

/** The longest distance between two of the points, which is one between corners of their convex hull. */
function widest(
  points: readonly (readonly [number, number])[],
  [spacingX, spacingY]: readonly [number, number],
): number {
  const hull = convexHull(points);
  let longest = 0;
  hull.forEach(([x, y], index) => {
    for (const [otherX, otherY] of hull.slice(index + 1))
      longest = Math.max(longest, Math.hypot((x - otherX) * spacingX, (y - otherY) * spacingY));
  });
  return longest;
}

/** Andrew's monotone chain (1979). */
function convexHull(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (ordered: readonly (readonly [number, number])[]) => {
    const chain: (readonly [number, number])[] = [];
    for (const point of ordered) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

type XY = readonly [number, number];

function turn(a: XY, b: XY, c: XY): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
