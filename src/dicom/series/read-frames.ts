import { type Dataset, items, number, numbers, text, texts } from "../dataset.ts";
import type { Keyword } from "../dictionary.ts";
import { numberOfFrames } from "../pixels/pixel-format.ts";
import type { ImageFrame } from "./image-frame.ts";
import { toNuclearPlaces } from "./nuclear-places.ts";
import { datasetTraits, groupTraits } from "./traits.ts";

/** The images of a file, in the order of its frames. */
export function toImageFrames(dataset: Dataset, fileName: string, fileIndex = 0): ImageFrame[] {
  const frameCount = numberOfFrames(dataset);
  const groups = items(dataset, "PerFrameFunctionalGroupsSequence");
  const nuclear = frameCount > 1 ? toNuclearPlaces(dataset, frameCount) : undefined;
  // The position of frames without functional groups is unknown.
  const isDescribed =
    frameCount === 1 ||
    nuclear !== undefined ||
    (groups.length === frameCount &&
      groups.every((group) => items(group, "PlanePositionSequence").length > 0));
  const common = toCommonFrame(dataset, fileName, fileIndex, frameCount);
  const positioned = isDescribed ? common : { ...common, imagePositionPatient: undefined };
  // A header may state any number of frames: create no more than it describes.
  return Array.from({ length: isDescribed ? frameCount : 1 }, (_, frameIndex) => {
    const place = nuclear?.[frameIndex];
    if (place) return { ...positioned, ...place, frameIndex, traits: { ...common.traits, ...place.traits } };
    const own = isDescribed ? groups[frameIndex] : undefined;
    return own ? toOwnFrame(positioned, own, frameIndex) : { ...positioned, frameIndex };
  });
}

/** Properties common to all frames: from the shared functional groups (PS3.3 C.7.6.16), else from the data set. */
function toCommonFrame(
  dataset: Dataset,
  fileName: string,
  fileIndex: number,
  frameCount: number,
): ImageFrame {
  const [shared] = items(dataset, "SharedFunctionalGroupsSequence");
  const found = (macro: Keyword, keyword: Keyword): readonly number[] =>
    (shared && inMacro(shared, macro, keyword)) ?? numbers(dataset, keyword);
  return {
    fileIndex,
    fileName,
    frameIndex: 0,
    numberOfFrames: frameCount,
    // Some anonymisers empty these in the data set; the file meta information repeats them (PS3.10 7.1).
    sopClassUID: text(dataset, "SOPClassUID") ?? text(dataset, "MediaStorageSOPClassUID") ?? "",
    sopInstanceUID: text(dataset, "SOPInstanceUID") ?? text(dataset, "MediaStorageSOPInstanceUID") ?? "",
    frameOfReferenceUID: text(dataset, "FrameOfReferenceUID"),
    rows: number(dataset, "Rows") ?? 0,
    columns: number(dataset, "Columns") ?? 0,
    imagePositionPatient: tuple(found("PlanePositionSequence", "ImagePositionPatient"), 3),
    imageOrientationPatient: tuple(found("PlaneOrientationSequence", "ImageOrientationPatient"), 6),
    pixelSpacing: tuple(found("PixelMeasuresSequence", "PixelSpacing"), 2),
    sliceThickness: found("PixelMeasuresSequence", "SliceThickness")[0],
    spacingBetweenSlices: found("PixelMeasuresSequence", "SpacingBetweenSlices")[0],
    imageType: (shared && frameTypeOf(shared)) ?? texts(dataset, "ImageType"),
    tileCount: number(dataset, "SiemensImagesInMosaic") ?? number(dataset, "UihImagesInGrid"),
    isNuclear: text(dataset, "Modality") === "NM",
    instanceNumber: number(dataset, "InstanceNumber"),
    traits: { ...datasetTraits(dataset), ...(shared && groupTraits(shared)) },
  };
}

/** A frame whose own functional groups add to, or replace, the common properties. */
function toOwnFrame(common: ImageFrame, own: Dataset, frameIndex: number): ImageFrame {
  const measures = (keyword: Keyword) => inMacro(own, "PixelMeasuresSequence", keyword);
  const position = inMacro(own, "PlanePositionSequence", "ImagePositionPatient");
  const orientation = inMacro(own, "PlaneOrientationSequence", "ImageOrientationPatient");
  const spacing = measures("PixelSpacing");
  return {
    ...common,
    frameIndex,
    imagePositionPatient: position ? tuple(position, 3) : common.imagePositionPatient,
    imageOrientationPatient: orientation ? tuple(orientation, 6) : common.imageOrientationPatient,
    pixelSpacing: spacing ? tuple(spacing, 2) : common.pixelSpacing,
    sliceThickness: measures("SliceThickness")?.[0] ?? common.sliceThickness,
    spacingBetweenSlices: measures("SpacingBetweenSlices")?.[0] ?? common.spacingBetweenSlices,
    imageType: frameTypeOf(own) ?? common.imageType,
    traits: { ...common.traits, ...groupTraits(own) },
  };
}

function inMacro(group: Dataset, macro: Keyword, keyword: Keyword): readonly number[] | undefined {
  const [item] = items(group, macro);
  const values = item && numbers(item, keyword);
  return values && values.length > 0 ? values : undefined;
}

function frameTypeOf(group: Dataset): readonly string[] | undefined {
  for (const macro of ["MRImageFrameTypeSequence", "CTImageFrameTypeSequence"] as const) {
    const [item] = items(group, macro);
    if (item && texts(item, "FrameType").length > 0) return texts(item, "FrameType");
  }
  return undefined;
}

function tuple<Tuple extends readonly number[]>(
  values: readonly number[],
  length: Tuple["length"],
): Tuple | undefined {
  return values.length === length ? (values as unknown as Tuple) : undefined;
}
