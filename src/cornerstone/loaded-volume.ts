import { cache, metaData, type Types } from "@cornerstonejs/core";
import {
  type Dataset,
  dictionary,
  fromLoadedImages,
  type Keyword,
  type LoadedImage,
  type SourceSeries,
  text,
} from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";

/**
 * The series of a volume that is loaded in Cornerstone3D, by whichever loader, for a model to run on and a segmentation
 * to refer to. Cornerstone does not check geometry, and shows a frame that failed to load as zeros: here each image's
 * own place counts, and one that is not there is an error. The values are copied.
 * @throws AutosegError `volume-not-loaded` for a volume that is not loaded whole, `irregular-series`, `invalid-geometry`.
 */
export function readLoadedVolume(volumeId: string): SourceSeries {
  const volume = cache.getVolume(volumeId);
  if (!volume) throw notLoaded(volumeId, `There is no volume "${volumeId}" in Cornerstone's cache`);
  const imageIds = volume.imageIds ?? [];
  const [first] = imageIds;
  if (first === undefined) throw notLoaded(volumeId, `The volume "${volumeId}" has no images`);
  const series = metaData.get("generalSeriesModule", first) as Partial<Record<string, string>> | undefined;
  const modality = (series?.modality ?? volume.metadata?.Modality ?? "").toUpperCase();
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
 * The series of a volume on screen, from the host's own reading of its files. Where Cornerstone's metadata names the series
 * of the volume, it must be the same.
 * @throws AutosegError `invalid-argument` for another series.
 */
export function checkedSource(volumeId: string, source: SourceSeries): SourceSeries {
  const [first] = cache.getVolume(volumeId)?.imageIds ?? [];
  const found = first && metaData.get("generalSeriesModule", first)?.seriesInstanceUID;
  if (!found || found === source.seriesInstanceUID) return source;
  throw new AutosegError(
    "invalid-argument",
    `The source is the series ${source.seriesInstanceUID}, but the volume "${volumeId}" shows the series ${found}. Read the files of the series on screen.`,
    { argument: "source" },
  );
}

function toLoadedImage(
  volumeId: string,
  index: number,
  imageIds: readonly string[],
): { image: LoadedImage; isRescaled: boolean } {
  const imageId = imageIds[index]!;
  const image = cache.getImage(imageId);
  if (!image)
    throw notLoaded(
      volumeId,
      `Image ${index + 1} of ${imageIds.length} of the volume "${volumeId}" is not loaded`,
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

/** Values after the modality's rescale: loaders apply it, or leave it to whoever draws. */
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

/** Frame number that the loaders write into image ids; undefined for an instance that is one image. */
function frameNumberOf(imageId: string): number | undefined {
  const frame = /[?&]frame=(\d+)/.exec(imageId)?.[1];
  return frame === undefined ? undefined : Number(frame);
}

/** Modules of attributes that describe patient, study and series; their keys are keywords in lowerCamel. */
const modules = [
  "patientModule",
  "patientStudyModule",
  "generalStudyModule",
  "generalSeriesModule",
  "generalImageModule",
] as const;

/** What Cornerstone's providers know of an image's header: the whole data set where one has it, else module by module. */
function readHeader(imageId: string): Dataset {
  const byModule = modules.map((module) => {
    const attributes = Object.entries((metaData.get(module, imageId) as object | undefined) ?? {});
    return Object.fromEntries(
      attributes.map(([key, value]) => [key[0]!.toUpperCase() + key.slice(1), value]),
    );
  });
  return Object.assign({}, ...byModule.map(toHeader), toHeader(metaData.get("instance", imageId))) as Dataset;
}

/** Attributes that are plain values, from a data set of keywords. */
function toHeader(instance: unknown): Dataset {
  if (typeof instance !== "object" || instance === null) return {};
  const entries = (Object.keys(dictionary) as Keyword[]).flatMap((keyword) => {
    const value = (instance as Record<string, unknown>)[keyword];
    const values = (Array.isArray(value) ? value : [value])
      .map((one) => (typeof one === "object" && one !== null && "Alphabetic" in one ? one.Alphabetic : one))
      .flatMap((one) => toValue(one, dictionary[keyword][1]));
    return values.length > 0 ? [[keyword, values] as const] : [];
  });
  return Object.fromEntries(entries) as Dataset;
}

const numericVrs = new Set(["DS", "IS", "FL", "FD", "SL", "SS", "UL", "US"]);

/** A value as a data set has it; none where the provider has made something else of it, of an age or a date for instance. */
function toValue(value: unknown, vr: string): (string | number)[] {
  if (vr === "SQ") return [];
  if (!numericVrs.has(vr)) return typeof value === "string" ? [value] : [];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? [number] : [];
}

function notLoaded(volumeId: string, found: string): AutosegError<"volume-not-loaded"> {
  return new AutosegError(
    "volume-not-loaded",
    `${found}. Wait until the whole volume is loaded, or load it again.`,
    { volumeId },
  );
}
