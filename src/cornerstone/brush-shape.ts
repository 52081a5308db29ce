import type { Grid, PlaneAxes, Point } from "../geometry/index.ts";

/**
 * Calls `visit` for every voxel of one slice whose centre lies within `radiusMm` of the line between two points: the
 * round brush dragged from one to the other. A brush smaller than a voxel still takes the voxel under it.
 * Points are fractional ijk; their component across the plane is ignored for `sliceIndex`.
 */
export function forEachBrushedVoxel(
  grid: Grid,
  axes: PlaneAxes,
  sliceIndex: number,
  from: Point<"ijk">,
  to: Point<"ijk">,
  radiusMm: number,
  visit: (i: number, j: number, k: number) => void,
): void {
  const [a, b, c] = [axes.columns.axis, axes.rows.axis, axes.slices.axis];
  const [spacingA, spacingB] = [grid.spacingMm[a], grid.spacingMm[b]];
  const ijk: [number, number, number] = [0, 0, 0];
  ijk[c] = sliceIndex;
  const emit = (atA: number, atB: number): void => {
    ijk[a] = atA;
    ijk[b] = atB;
    visit(ijk[0], ijk[1], ijk[2]);
  };

  const [fromA, fromB] = [from[a] * spacingA, from[b] * spacingB];
  const [alongA, alongB] = [to[a] * spacingA - fromA, to[b] * spacingB - fromB];
  const lengthSquared = alongA * alongA + alongB * alongB;
  const first = (lower: number, spacing: number): number =>
    Math.max(0, Math.ceil((lower - radiusMm) / spacing));
  const last = (upper: number, spacing: number, count: number): number =>
    Math.min(count - 1, Math.floor((upper + radiusMm) / spacing));
  const lastA = last(Math.max(fromA, fromA + alongA), spacingA, grid.size[a]);
  const lastB = last(Math.max(fromB, fromB + alongB), spacingB, grid.size[b]);
  for (let atB = first(Math.min(fromB, fromB + alongB), spacingB); atB <= lastB; atB++) {
    for (let atA = first(Math.min(fromA, fromA + alongA), spacingA); atA <= lastA; atA++) {
      const [dA, dB] = [atA * spacingA - fromA, atB * spacingB - fromB];
      const along =
        lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, (dA * alongA + dB * alongB) / lengthSquared));
      const [offA, offB] = [dA - along * alongA, dB - along * alongB];
      if (offA * offA + offB * offB <= radiusMm * radiusMm) emit(atA, atB);
    }
  }
  const [nearestA, nearestB] = [Math.round(to[a]), Math.round(to[b])];
  if (nearestA >= 0 && nearestA < grid.size[a] && nearestB >= 0 && nearestB < grid.size[b])
    emit(nearestA, nearestB);
}
