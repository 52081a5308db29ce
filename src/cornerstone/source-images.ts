import { metaData, type Types } from "@cornerstonejs/core";
import { imagePosition, type SourceSeries } from "../dicom/index.ts";
import { dot, type Point } from "../geometry/index.ts";

/** Images no further apart than this along the slices' normal are at the same position. */
const samePlaceMm = 0.01;

/**
 * Cornerstone's id for each image of a series, found by UIDs or, if no provider knows them, by position. Undefined for images
 * that are not among `imageIds`.
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

/** The slice that shows an image of the series: its own or, if images are unevenly spaced, the nearest. */
export function sliceOfImage({ slicePlaces }: SourceSeries, imageIndex: number): number {
  return slicePlaces ? Math.round(slicePlaces[imageIndex]!) : imageIndex;
}

/** Frame number in an image id, as loaders write it; undefined for a single-frame instance. */
export function frameNumberOf(imageId: string): number | undefined {
  const byQuery = /[?&]frame=(\d+)/.exec(imageId)?.[1];
  if (byQuery !== undefined) return Number(byQuery);
  // DICOMweb URLs have a frame even for single-frame images; only the header tells which instances have several.
  const byPath = /\/frames\/(\d+)/.exec(imageId)?.[1];
  const frames = byPath && Number(metaData.get("instance", imageId)?.NumberOfFrames);
  return frames && frames > 1 ? Number(byPath) : undefined;
}
