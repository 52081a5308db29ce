import { createGrid, dot, type Grid, scale, subtract, type Vector } from "../../geometry/index.ts";
import type { PlacedFrame } from "./placed-frame.ts";
import { largestOf, smallestOf } from "./slice-places.ts";

/** Position of a slice on an upright grid, in voxels from the grid's first column and row; usually fractional. */
export type SliceOffset = readonly [columns: number, rows: number];

/**
 * The upright grid that holds all slices of a tilted stack, and each slice's offset on it. The slices' planes are those of
 * the grid, so only a shift within the plane remains; the grid is enlarged by the extent of the shifts.
 */
export function toUprightGrid(
  frames: readonly PlacedFrame[],
  directions: readonly [Vector<"lps">, Vector<"lps">, Vector<"lps">],
  { spacingMm, slices }: { spacingMm: number; slices: number },
): { grid: Grid; offsets: readonly SliceOffset[] } {
  const [first] = frames as readonly [PlacedFrame, ...PlacedFrame[]];
  const [betweenRows, betweenColumns] = first.pixelSpacing;
  const [i, j, k] = directions;
  const origin = first.imagePositionPatient;
  const drifts = frames.map(({ imagePositionPatient }) => {
    const drift = subtract(imagePositionPatient, origin);
    return [dot(drift, i) / betweenColumns, dot(drift, j) / betweenRows] as const;
  });
  // Rounding in the header must not add another column.
  const roundingVoxels = 0.01;
  const range = (axis: 0 | 1): readonly [least: number, extra: number] => {
    const values = drifts.map((drift) => drift[axis]);
    const least = Math.floor(smallestOf(values) + roundingVoxels);
    return [least, Math.ceil(largestOf(values) - least - roundingVoxels)];
  };
  const [[leastColumns, extraColumns], [leastRows, extraRows]] = [range(0), range(1)];
  const start = [scale(i, leastColumns * betweenColumns), scale(j, leastRows * betweenRows)] as const;
  const grid = createGrid({
    size: [first.columns + extraColumns, first.rows + extraRows, slices],
    spacingMm: [betweenColumns, betweenRows, spacingMm],
    originLps: [0, 1, 2].map(
      (axis) => origin[axis]! + start[0][axis]! + start[1][axis]!,
    ) as unknown as Vector<"lps">,
    directionsLps: [i, j, k],
  });
  return { grid, offsets: drifts.map(([columns, rows]) => [columns - leastColumns, rows - leastRows]) };
}

/**
 * Writes a slice to its position on a larger plane, with linear interpolation within the plane; pixels outside the slice keep
 * their value.
 */
export function shiftSlice(
  slice: { readonly values: ArrayLike<number>; readonly columns: number; readonly rows: number },
  plane: { readonly values: Int16Array | Float32Array; readonly columns: number; readonly rows: number },
  [offsetColumns, offsetRows]: SliceOffset,
): void {
  const isWhole = plane.values instanceof Int16Array;
  const columns = toWeights(offsetColumns, slice.columns, plane.columns);
  const rows = toWeights(offsetRows, slice.rows, plane.rows);
  for (let y = 0; y < plane.rows; y++) {
    const row = rows[y];
    if (!row) continue;
    for (let x = 0; x < plane.columns; x++) {
      const column = columns[x];
      if (!column) continue;
      const [top, bottom] = [row.first * slice.columns, row.second * slice.columns];
      const upper =
        slice.values[top + column.first]! * (1 - column.weight) +
        slice.values[top + column.second]! * column.weight;
      const lower =
        slice.values[bottom + column.first]! * (1 - column.weight) +
        slice.values[bottom + column.second]! * column.weight;
      const value = upper * (1 - row.weight) + lower * row.weight;
      plane.values[y * plane.columns + x] = isWhole ? Math.round(value) : value;
    }
  }
}

/** For each target index, the two source indices around it and the weight of the second; undefined outside. */
function toWeights(offset: number, sourceLength: number, targetLength: number) {
  return Array.from({ length: targetLength }, (_, index) => {
    const position = index - offset;
    // The outermost voxels extend half a voxel beyond their centres.
    if (position < -0.5 || position > sourceLength - 0.5) return undefined;
    const inside = Math.min(Math.max(position, 0), sourceLength - 1);
    const first = Math.floor(inside);
    return { first, second: Math.min(first + 1, sourceLength - 1), weight: inside - first };
  });
}
