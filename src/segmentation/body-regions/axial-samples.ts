import { type Grid, toPlaneAxes } from "../../geometry/index.ts";
import type { Triple } from "../../regions/index.ts";
import type { Volume } from "../../volume/index.ts";

/** Number of slices sampled, and the distance between sampled pixels in mm: enough for areas and fractions. */
const [slicesLookedAt, pixelMm] = [40, 4];

/** A subsampled axial slice, along the patient's axes or against them. */
export interface AxialSample {
  readonly values: Float32Array;
  /** Columns (left to right or reversed), rows (front to back or reversed) and 1. */
  readonly size: Triple;
  readonly columnMm: number;
  readonly rowMm: number;
}

/**
 * Samples up to 40 axial slices, evenly spaced from inferior to superior, whatever the plane of acquisition.
 * @returns undefined for slices tilted by more than 37° from axial, whose cross-sections look different.
 */
export function axialSamples(volume: Volume): AxialSample[] | undefined {
  const { slices } = toPlaneAxes(volume.grid, "axial");
  const { size, directionsLps } = volume.grid;
  if (Math.abs(directionsLps[slices.axis][2]) < 0.8) return undefined;
  const count = size[slices.axis];
  const looked = Math.min(count, slicesLookedAt);
  const samples = Array.from({ length: looked }, (_, n) =>
    sampleSlice(volume, Math.floor(((n + 0.5) * count) / looked)),
  );
  return slices.flipped ? samples.reverse() : samples;
}

function sampleSlice({ grid, voxels }: Volume, sliceIndex: number): AxialSample {
  const axes = toPlaneAxes(grid, "axial");
  const strides = [1, grid.size[0], grid.size[0] * grid.size[1]] as const;
  const along = ({ axis }: { readonly axis: 0 | 1 | 2 }) => sampledAxis(grid, axis, strides[axis]);
  const [column, row] = [along(axes.columns), along(axes.rows)];
  const values = new Float32Array(column.count * row.count);
  const first = sliceIndex * strides[axes.slices.axis];
  for (let j = 0, at = 0; j < row.count; j++)
    for (let i = 0; i < column.count; i++, at++)
      values[at] = voxels[first + j * row.stride + i * column.stride]!;
  return { values, size: [column.count, row.count, 1], columnMm: column.mm, rowMm: row.mm };
}

function sampledAxis({ size, spacingMm }: Grid, axis: 0 | 1 | 2, stride: number) {
  const step = Math.max(1, Math.round(pixelMm / spacingMm[axis]));
  return { count: Math.ceil(size[axis] / step), stride: step * stride, mm: step * spacingMm[axis] };
}
