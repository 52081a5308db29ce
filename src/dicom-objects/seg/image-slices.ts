import { labelsOfImages, type SourceSeries } from "../../dicom/index.ts";
import type { LabelMap16 } from "../../volume/index.ts";

/*
 * Unevenly spaced images are resampled to an even grid to be drawn on; the object is of the images themselves: one
 * frame for each, at its own place. For evenly spaced images nothing changes.
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
export function toImageSlices(labelMap: LabelMap16, source: SourceSeries): LabelMap16 {
  if (!source.slicePlaces) return labelMap;
  return { ...labelMap, grid: ofImages(source).volume.grid, voxels: labelsOfImages(labelMap.voxels, source) };
}
