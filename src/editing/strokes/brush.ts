import type { Grid, Point } from "../../geometry/index.ts";
import type { GridAxis, Triple } from "../../regions/index.ts";

/** A round brush dragged from one point to another: a disc in one slice, or a ball. Points are fractional ijk. */
export interface BrushStroke {
  readonly from: Point<"ijk">;
  readonly to: Point<"ijk">;
  readonly radiusMm: number;
  /** The slice that a disc stays in; without it, the brush is a ball. */
  readonly slice?: { readonly axis: GridAxis; readonly index: number };
}

/**
 * Calls `visit` with every run of voxels along a row, from column `i` up to but not including `end`, whose centres lie within
 * the radius of the line between the two points. A brush smaller than a voxel still takes the voxel under `to`. The ends of
 * each run are computed, so that the work grows with the surface of the brush.
 */
export function forEachBrushedRow(
  grid: Grid,
  { from, to, radiusMm, slice }: BrushStroke,
  visit: (i: number, end: number, j: number, k: number) => void,
): void {
  const [sx, sy, sz] = grid.spacingMm;
  const flat = (axis: GridAxis): boolean => axis === slice?.axis;
  // A disc has no extent across its slice: points there are at 0.
  const mm = (point: Point<"ijk">, axis: GridAxis): number =>
    flat(axis) ? 0 : point[axis] * grid.spacingMm[axis];
  const [ax, ay, az] = [mm(from, 0), mm(from, 1), mm(from, 2)];
  const [dx, dy, dz] = [mm(to, 0) - ax, mm(to, 1) - ay, mm(to, 2) - az];
  const lengthSquared = dx * dx + dy * dy + dz * dz;
  const radiusSquared = radiusMm * radiusMm;
  const isInside = (x: number, y: number, z: number): boolean => {
    const px = x - ax;
    const py = y - ay;
    const pz = z - az;
    const along =
      lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy + pz * dz) / lengthSquared));
    const ox = px - along * dx;
    const oy = py - along * dy;
    const oz = pz - along * dz;
    return ox * ox + oy * oy + oz * oz <= radiusSquared;
  };
  const range = (axis: GridAxis): [number, number] => {
    if (slice && flat(axis)) return [slice.index, slice.index];
    const spacing = grid.spacingMm[axis];
    const [low, high] = [Math.min(from[axis], to[axis]), Math.max(from[axis], to[axis])];
    return [
      Math.max(0, Math.ceil(low - radiusMm / spacing)),
      Math.min(grid.size[axis] - 1, Math.floor(high + radiusMm / spacing)),
    ];
  };
  const [[i0, i1], [j0, j1], [k0, k1]] = [range(0), range(1), range(2)];
  for (let k = k0; k <= k1; k++) {
    const z = flat(2) ? 0 : k * sz;
    for (let j = j0; j <= j1; j++) {
      const y = flat(1) ? 0 : j * sy;
      if (flat(0)) {
        if (isInside(0, y, z)) visit(i0, i0 + 1, j, k);
        continue;
      }
      const [low, high] = crossing([y - ay, z - az], [dx, dy, dz], radiusSquared);
      if (!(low <= high)) continue;
      // The ends are accurate up to the rounding of a square root: the exact test decides.
      let first = Math.max(i0, Math.ceil((ax + low) / sx - 1e-6));
      let last = Math.min(i1, Math.floor((ax + high) / sx + 1e-6));
      while (first <= last && !isInside(first * sx, y, z)) first++;
      while (last >= first && !isInside(last * sx, y, z)) last--;
      if (first <= last) visit(first, last + 1, j, k);
    }
  }
  const nearest = ([0, 1, 2] as const).map((axis) =>
    slice && flat(axis) ? slice.index : Math.round(to[axis]),
  );
  const [i, j, k] = nearest as [number, number, number];
  if (nearest.every((at, axis) => at >= 0 && at < grid.size[axis]!)) visit(i, i + 1, j, k);
}

/**
 * Where a line along x at (y, z) lies within the radius of the line from 0 to d: lowest and highest x, from the balls around
 * both ends and the cylinder between them. Lowest above highest if it misses.
 */
function crossing(
  [y, z]: readonly [number, number],
  [dx, dy, dz]: Triple,
  radiusSquared: number,
): [number, number] {
  const lengthSquared = dx * dx + dy * dy + dz * dz;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const add = (from: number, to: number): void => {
    if (!(from <= to)) return;
    low = Math.min(low, from);
    high = Math.max(high, to);
  };
  const atStart = radiusSquared - y * y - z * z;
  if (atStart >= 0) add(-Math.sqrt(atStart), Math.sqrt(atStart));
  const atEnd = radiusSquared - (y - dy) ** 2 - (z - dz) ** 2;
  if (atEnd >= 0) add(dx - Math.sqrt(atEnd), dx + Math.sqrt(atEnd));
  if (lengthSquared === 0) return [low, high];
  // The squared distance from the axis of the cylinder is a x^2 + 2 b x + c; only the part of x between the ends counts.
  const s = y * dy + z * dz;
  const a = 1 - (dx * dx) / lengthSquared;
  const b = (-dx * s) / lengthSquared;
  const c = y * y + z * z - (s * s) / lengthSquared - radiusSquared;
  const abreast: [number, number] =
    dx === 0
      ? s >= 0 && s <= lengthSquared
        ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
        : [1, 0]
      : [Math.min(-s / dx, (lengthSquared - s) / dx), Math.max(-s / dx, (lengthSquared - s) / dx)];
  if (a < 1e-12) {
    if (c <= 0) add(abreast[0], abreast[1]);
  } else {
    const root = b * b - a * c;
    if (root >= 0)
      add(Math.max(abreast[0], (-b - Math.sqrt(root)) / a), Math.min(abreast[1], (-b + Math.sqrt(root)) / a));
  }
  return [low, high];
}
