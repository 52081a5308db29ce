import { labelsOfImages, labelsOfVolume, type SourceSeries } from "../dicom/index.ts";
import type { WideLabelMap } from "../volume/index.ts";

/*
 * Unevenly spaced images are resampled to an even grid to be drawn on; the object is of the images themselves: one
 * frame for each, at its own place. These go from one to the other; for evenly spaced images nothing changes.
 */

/** The source with one slice for each image; its `slicePlaces` still say where they lie on the even grid. */
export function ofImages(source: SourceSeries): SourceSeries {
  if (!source.slicePlaces) return source;
  const { volume, instances } = source;
  const [columns, rows] = volume.grid.size;
  return {
    ...source,
    volume: { ...volume, grid: { ...volume.grid, size: [columns, rows, instances.length] } },
  };
}

/** Labels on the slices of {@link ofImages} from those on the source's grid. */
export function toImageSlices(labelMap: WideLabelMap, source: SourceSeries): WideLabelMap {
  if (!source.slicePlaces) return labelMap;
  return { ...labelMap, grid: ofImages(source).volume.grid, voxels: labelsOfImages(labelMap.voxels, source) };
}

/** Voxels on the source's grid from those on the slices of {@link ofImages}. */
export function fromImageSlices<Labels extends Uint8Array | Uint16Array>(
  voxels: Labels,
  source: SourceSeries,
): Labels {
  return source.slicePlaces ? labelsOfVolume(voxels, source) : voxels;
}

/** Place among the images of a fractional slice `k` of the even grid: whole where an image lies. */
export function toImageIndex(k: number, slicePlaces: readonly number[]): number {
  const above = slicePlaces.findIndex((place) => place > k);
  const upper = above <= 0 ? (above === 0 ? 1 : slicePlaces.length - 1) : above;
  const [from, to] = [slicePlaces[upper - 1]!, slicePlaces[upper]!];
  return upper - 1 + (k - from) / (to - from);
}
