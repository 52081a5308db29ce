import { metaData, type Types } from "@cornerstonejs/core";
import { imagePosition, type SourceSeries } from "../dicom/index.ts";
import { dot, type Point } from "../geometry/index.ts";

/** Images no further apart than this along the slices' normal are the same place. */
const samePlaceMm = 0.01;

/**
 * Of each image of a series its id in Cornerstone: by its UIDs, or where a provider does not know those, by its place.
 * Undefined for images that are not among `imageIds`.
 */
export function imageIdsOf(series: SourceSeries, imageIds: readonly string[]): (string | undefined)[] {
  const byName = new Map<string, string>();
  for (const imageId of imageIds) {
    const uid = metaData.get("sopCommonModule", imageId)?.sopInstanceUID as string | undefined;
    if (uid) byName.set(`${uid} ${frameNumberOf(imageId) ?? ""}`, imageId);
  }
  const normal = series.volume.grid.directionsLps[2];
  const depths = imageIds.map((imageId) => {
    const plane = metaData.get("imagePlaneModule", imageId) as Types.ImagePlaneModule | undefined;
    const at = plane?.imagePositionPatient;
    return at ? dot(normal, [...at] as unknown as Point<"lps">) : Number.NaN;
  });
  return series.instances.map(({ sopInstanceUID, frameNumber }, index) => {
    const names = [frameNumber ?? "", "", 1].map((frame) => `${sopInstanceUID} ${frame}`);
    const named = names.find((name) => byName.has(name));
    if (named !== undefined) return byName.get(named);
    const depth = dot(normal, imagePosition(series, index));
    return imageIds[depths.findIndex((other) => Math.abs(other - depth) < samePlaceMm)];
  });
}

/** Slice of the volume that shows an image of the series: its own, or of unevenly spaced images the nearest. */
export function sliceOfImage({ slicePlaces }: SourceSeries, imageIndex: number): number {
  return slicePlaces ? Math.round(slicePlaces[imageIndex]!) : imageIndex;
}

/** Frame number that the loaders write into image ids; undefined for an instance that is one image. */
export function frameNumberOf(imageId: string): number | undefined {
  const byQuery = /[?&]frame=(\d+)/.exec(imageId)?.[1];
  if (byQuery !== undefined) return Number(byQuery);
  // DICOMweb asks for the frame of a single image too: only the header says which instance has several.
  const byPath = /\/frames\/(\d+)/.exec(imageId)?.[1];
  const frames = byPath && Number(metaData.get("instance", imageId)?.NumberOfFrames);
  return frames && frames > 1 ? Number(byPath) : undefined;
}
