import type { Point } from "../../geometry/index.ts";
import { type Dataset, items, number, numbers, text, texts } from "../dataset.ts";
import type { Keyword } from "../dictionary.ts";
import { toNuclearPlaces } from "./nuclear-places.ts";

/** One image of a file, a whole file or one frame of several, as its header describes it. */
export interface ImageFrame {
  /** Place of the file in the list that is read. */
  readonly fileIndex: number;
  readonly fileName: string;
  /** Zero-based, within the file. */
  readonly frameIndex: number;
  readonly numberOfFrames: number;
  readonly sopClassUID: string;
  readonly sopInstanceUID: string;
  readonly frameOfReferenceUID: string | undefined;
  readonly rows: number;
  readonly columns: number;
  readonly imagePositionPatient: Point<"lps"> | undefined;
  readonly imageOrientationPatient: ImageOrientation | undefined;
  /** As in DICOM: between rows, then between columns. */
  readonly pixelSpacing: readonly [betweenRows: number, betweenColumns: number] | undefined;
  readonly sliceThickness: number | undefined;
  readonly spacingBetweenSlices: number | undefined;
  readonly imageType: readonly string[];
  /** Whether it is of Nuclear Medicine Image Storage, whose frames may be projections. */
  readonly isNuclear: boolean;
  readonly instanceNumber: number | undefined;
  /** What may tell volumes apart that share a series; only what the header states. */
  readonly traits: Readonly<Partial<Record<Trait, string>>>;
}

/** Attributes by which images at the same place belong to different volumes. */
export type Trait =
  | "stack"
  | "echoTime"
  | "bValue"
  | "temporalPosition"
  | "triggerTime"
  | "imageType"
  | "kernel"
  | "acquisitionNumber"
  | "acquisitionTime"
  | "energyWindow"
  | "detector"
  | "phase"
  | "heartBeat"
  | "timeSlot";

/** Directions of a row (growing column) and of a column (growing row). */
export type ImageOrientation = readonly [number, number, number, number, number, number];

/** The images of a file, in the order of its frames. */
export function toImageFrames(dataset: Dataset, fileName: string, fileIndex = 0): ImageFrame[] {
  const numberOfFrames = number(dataset, "NumberOfFrames") ?? 1;
  const groups = items(dataset, "PerFrameFunctionalGroupsSequence");
  const nuclear = numberOfFrames > 1 ? toNuclearPlaces(dataset, numberOfFrames) : undefined;
  // Frames without a description of their own lie nobody knows where.
  const isDescribed =
    numberOfFrames === 1 ||
    nuclear !== undefined ||
    (groups.length === numberOfFrames &&
      groups.every((group) => items(group, "PlanePositionSequence").length > 0));
  const common = toCommonFrame(dataset, fileName, fileIndex, numberOfFrames);
  const positioned = isDescribed ? common : { ...common, imagePositionPatient: undefined };
  // A header may state any number of frames: no more are made than it says where they lie.
  return Array.from({ length: isDescribed ? numberOfFrames : 1 }, (_, frameIndex) => {
    const place = nuclear?.[frameIndex];
    if (place) return { ...positioned, ...place, frameIndex, traits: { ...common.traits, ...place.traits } };
    const own = groups[frameIndex];
    return own ? toOwnFrame(positioned, own, frameIndex) : { ...positioned, frameIndex };
  });
}

/** What the frames have in common: from the shared functional groups (PS3.3 C.7.6.16), else from the data set. */
function toCommonFrame(
  dataset: Dataset,
  fileName: string,
  fileIndex: number,
  numberOfFrames: number,
): ImageFrame {
  const [shared] = items(dataset, "SharedFunctionalGroupsSequence");
  const found = (macro: Keyword, keyword: Keyword): readonly number[] =>
    (shared && inMacro(shared, macro, keyword)) ?? numbers(dataset, keyword);
  return {
    fileIndex,
    fileName,
    frameIndex: 0,
    numberOfFrames,
    // Some anonymisers empty these in the data set; the file meta information has the same (PS3.10 7.1).
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
    isNuclear: text(dataset, "Modality") === "NM",
    instanceNumber: number(dataset, "InstanceNumber"),
    traits: { ...datasetTraits(dataset), ...(shared && groupTraits(shared)) },
  };
}

/** The frame whose own functional groups say more, or other things, than what is common. */
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

type Traits = { [Name in Trait]?: string };

function datasetTraits(dataset: Dataset): Traits {
  const traits: Traits = {};
  const set = (name: Trait, value: string | undefined): void => {
    if (value) traits[name] = value;
  };
  set("echoTime", number(dataset, "EchoTime")?.toString());
  set("bValue", number(dataset, "DiffusionBValue")?.toString());
  set("temporalPosition", number(dataset, "TemporalPositionIdentifier")?.toString());
  set("triggerTime", number(dataset, "TriggerTime")?.toString());
  set("imageType", texts(dataset, "ImageType").join("\\"));
  set("kernel", texts(dataset, "ConvolutionKernel").join(" "));
  set("acquisitionNumber", number(dataset, "AcquisitionNumber")?.toString());
  set("acquisitionTime", text(dataset, "AcquisitionTime"));
  return traits;
}

function groupTraits(group: Dataset): Traits {
  const traits: Traits = {};
  const set = (name: Trait, macro: Keyword, keyword: Keyword): void => {
    const value = inMacro(group, macro, keyword)?.[0];
    if (value !== undefined) traits[name] = value.toString();
  };
  set("echoTime", "MREchoSequence", "EffectiveEchoTime");
  set("bValue", "MRDiffusionSequence", "DiffusionBValue");
  set("temporalPosition", "FrameContentSequence", "TemporalPositionIndex");
  set("triggerTime", "CardiacSynchronizationSequence", "NominalCardiacTriggerDelayTime");
  const [content] = items(group, "FrameContentSequence");
  const stack = content && text(content, "StackID");
  if (stack) traits.stack = stack;
  const frameType = frameTypeOf(group);
  if (frameType) traits.imageType = frameType.join("\\");
  return traits;
}

function tuple<Tuple extends readonly number[]>(
  values: readonly number[],
  length: Tuple["length"],
): Tuple | undefined {
  return values.length === length ? (values as unknown as Tuple) : undefined;
}
