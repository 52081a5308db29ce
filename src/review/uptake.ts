import type { EditTarget } from "../editing/index.ts";
import { type Grid, voxelVolumeMl } from "../geometry/index.ts";
import { offsetIn } from "../regions/index.ts";
import { type Lesion, locateLesions } from "./lesions.ts";

/** The highest values of a lesion, in the image's unit. */
export interface Uptake {
  readonly max: number;
  /**
   * The peak of PERCIST 1.0: the highest mean in a sphere of 1 ml centred on a voxel of the lesion (Wahl et al., Journal of
   * Nuclear Medicine 50, 2009); the sphere may extend beyond the lesion.
   */
  readonly peak: number;
}

/** @returns undefined without an image, or if the lesion has changed. */
export function measureUptake(target: EditTarget, { segmentNumber, place, box }: Lesion): Uptake | undefined {
  const { image, grid } = target;
  if (!image) return undefined;
  const { at } = locateLesions(target, segmentNumber);
  const lesion = at(place);
  if (!lesion) return undefined;
  const sphere = sphereOf(grid, 1);
  const { from, to } = image.box;
  const valueAt = (i: number, j: number, k: number): number | undefined =>
    i < from[0] || j < from[1] || k < from[2] || i >= to[0] || j >= to[1] || k >= to[2]
      ? undefined
      : image.values[offsetIn(image.box, i, j, k)]!;
  let [max, peak] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = box.from[2]; k < box.to[2]; k++)
    for (let j = box.from[1]; j < box.to[1]; j++)
      for (let i = box.from[0]; i < box.to[0]; i++) {
        if (at([i, j, k]) !== lesion) continue;
        max = Math.max(max, valueAt(i, j, k) ?? max);
        let [sum, count] = [0, 0];
        for (const [di, dj, dk] of sphere) {
          const value = valueAt(i + di, j + dj, k + dk);
          if (value === undefined) continue;
          sum += value;
          count++;
        }
        peak = Math.max(peak, sum / count);
      }
  return Number.isFinite(max) ? { max, peak } : undefined;
}

/** Offsets of the voxels whose centres lie in a sphere of the given volume. */
function sphereOf(grid: Grid, volumeMl: number): (readonly [number, number, number])[] {
  const radiusMm = ((3 * 1000 * Math.max(volumeMl, voxelVolumeMl(grid))) / (4 * Math.PI)) ** (1 / 3);
  const [di, dj, dk] = grid.spacingMm.map((mm) => Math.floor(radiusMm / mm)) as [number, number, number];
  const offsets: (readonly [number, number, number])[] = [];
  for (let k = -dk; k <= dk; k++)
    for (let j = -dj; j <= dj; j++)
      for (let i = -di; i <= di; i++)
        if (Math.hypot(i * grid.spacingMm[0], j * grid.spacingMm[1], k * grid.spacingMm[2]) <= radiusMm)
          offsets.push([i, j, k]);
  return offsets;
}
