import { cache, Enums, imageLoader, metaData, type Types } from "@cornerstonejs/core";
import { fromLoadedImages, type LoadedImage, mapBounded, type SourceSeries, text } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import { readHeader } from "./host-header.ts";
import { frameNumberOf } from "./source-images.ts";

/** Images in Cornerstone's cache, of a volume or a stack. */
export interface CachedImages {
  /** Undefined for a stack. */
  readonly volumeId: string | undefined;
  readonly imageIds: readonly string[];
}

/** Images requested at once: a server answers few at a time, and the host needs some too. */
const imagesAtOnce = 6;

/**
 * Loads images that are not in Cornerstone's cache: a stack viewport loads an image only when it is shown, and a volume may
 * still be loading. Nothing on screen changes.
 * @throws AutosegError (the promise rejects) `volume-not-loaded` for the first image that cannot be loaded.
 */
export async function loadImages({ volumeId, imageIds }: CachedImages): Promise<void> {
  const missing = imageIds.filter((imageId) => !cache.getImage(imageId));
  await mapBounded(missing, imagesAtOnce, async (imageId) => {
    try {
      await imageLoader.loadAndCacheImage(imageId, {
        priority: 0,
        requestType: Enums.RequestType.Prefetch,
      });
    } catch (error) {
      const found = `Image ${imageIds.indexOf(imageId) + 1} of ${imageIds.length} of ${nameOf({ volumeId })} could not be loaded`;
      throw notLoaded(volumeId, found, error);
    }
  });
}

/**
 * Reads a series from images loaded in Cornerstone3D, by any loader, for models and exports. Cornerstone does not check
 * geometry, and shows a frame that failed to load as zeros; here each image's own position counts, and a missing image is an
 * error. The values are copied.
 * @throws AutosegError `volume-not-loaded` if an image is missing; `irregular-series`, `invalid-geometry`.
 */
export function readLoadedImages({ volumeId, imageIds }: CachedImages): SourceSeries {
  const [first] = imageIds;
  if (first === undefined) throw notLoaded(volumeId, `There are no images in ${nameOf({ volumeId })}`);
  const series = metaData.get("generalSeriesModule", first) as Partial<Record<string, string>> | undefined;
  const ofVolume = volumeId === undefined ? undefined : cache.getVolume(volumeId)?.metadata?.Modality;
  const modality = (series?.modality ?? ofVolume ?? "").toUpperCase();
  const loaded = imageIds.map((_, index) => toLoadedImage(volumeId, index, imageIds));
  const isStated = loaded.some(({ isRescaled }) => isRescaled);
  const header = readHeader(first);
  return fromLoadedImages({
    images: loaded.map(({ image }) => image),
    studyInstanceUID: series?.studyInstanceUID ?? text(header, "StudyInstanceUID") ?? "",
    seriesInstanceUID: series?.seriesInstanceUID ?? text(header, "SeriesInstanceUID") ?? "",
    modality,
    unit: modality === "CT" && isStated ? "HU" : "arbitrary",
    header,
  });
}

/**
 * Checks that a series read by the host is that of the volume on screen, if Cornerstone's metadata names it.
 * @throws AutosegError `invalid-argument` for another series.
 */
export function checkedSource({ volumeId, imageIds }: CachedImages, source: SourceSeries): SourceSeries {
  const [first] = imageIds;
  const found = first && metaData.get("generalSeriesModule", first)?.seriesInstanceUID;
  if (!found || found === source.seriesInstanceUID) return source;
  throw new AutosegError(
    "invalid-argument",
    `The source is the series ${source.seriesInstanceUID}, but ${nameOf({ volumeId })} shows the series ${found}. Read the files of the series on screen.`,
    { argument: "source" },
  );
}

function toLoadedImage(
  volumeId: string | undefined,
  index: number,
  imageIds: readonly string[],
): { image: LoadedImage; isRescaled: boolean } {
  const imageId = imageIds[index]!;
  const image = cache.getImage(imageId);
  if (!image)
    throw notLoaded(
      volumeId,
      `Image ${index + 1} of ${imageIds.length} of ${nameOf({ volumeId })} is not loaded`,
    );
  const plane = metaData.get("imagePlaneModule", imageId) as Types.ImagePlaneModule | undefined;
  const names = metaData.get("sopCommonModule", imageId) as Partial<Record<string, string>> | undefined;
  const { values, isRescaled } = rescaled(image, imageId);
  const position = plane?.imagePositionPatient;
  const orientation = plane?.imageOrientationPatient ?? [
    ...(plane?.rowCosines ?? []),
    ...(plane?.columnCosines ?? []),
  ];
  const spacing = plane?.pixelSpacing ?? [plane?.rowPixelSpacing, plane?.columnPixelSpacing];
  return {
    isRescaled,
    image: {
      sopClassUID: names?.sopClassUID ?? "",
      sopInstanceUID: names?.sopInstanceUID ?? "",
      frameNumber: frameNumberOf(imageId),
      frameOfReferenceUID: plane?.frameOfReferenceUID,
      rows: image.rows,
      columns: image.columns,
      imagePositionPatient: (position ? [...position] : undefined) as LoadedImage["imagePositionPatient"],
      imageOrientationPatient: (orientation.length === 6
        ? [...orientation]
        : undefined) as LoadedImage["imageOrientationPatient"],
      pixelSpacing: spacing.every((value) => typeof value === "number")
        ? (spacing as unknown as readonly [number, number])
        : undefined,
      sliceThickness: plane?.sliceThickness,
      values,
    },
  };
}

/** Values after the modality rescale, which some loaders apply and others leave to the renderer. */
function rescaled(
  image: Types.IImage,
  imageId: string,
): { values: LoadedImage["values"]; isRescaled: boolean } {
  const pixels = image.getPixelData();
  const lut = metaData.get("modalityLutModule", imageId) as
    | { rescaleSlope?: number; rescaleIntercept?: number }
    | undefined;
  const isDone = image.preScale?.scaled === true;
  if (isDone || !lut)
    return { values: pixels instanceof Int16Array ? pixels : Float32Array.from(pixels), isRescaled: isDone };
  const { rescaleSlope = 1, rescaleIntercept = 0 } = lut;
  return {
    values: Float32Array.from(pixels, (value) => value * rescaleSlope + rescaleIntercept),
    isRescaled: true,
  };
}

/** 'the volume "ct"' or "the stack". */
export function nameOf({ volumeId }: Pick<CachedImages, "volumeId">): string {
  return volumeId === undefined ? "the stack" : `the volume "${volumeId}"`;
}

function notLoaded(
  volumeId: string | undefined,
  found: string,
  cause?: unknown,
): AutosegError<"volume-not-loaded"> {
  return new AutosegError(
    "volume-not-loaded",
    `${found}. Wait until all of its images are loaded, or load it again.`,
    { volumeId: volumeId ?? "" },
    cause === undefined ? {} : { cause },
  );
}
