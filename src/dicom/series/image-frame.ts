import type { Point } from "../../geometry/index.ts";
import { type Dataset, items, number, numbers, text, texts } from "../dataset.ts";
import type { Keyword } from "../dictionary.ts";
import { findInGroups, functionalGroups } from "../functional-groups.ts";

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
  readonly instanceNumber: number | undefined;
  /** What may tell volumes apart that share a series; only what the header states. */
  readonly traits: Readonly<Partial<Record<Trait, string>>>;
}

/** Attributes by which images at the same place belong to different volumes. */
export type Trait =
  | "echoTime"
  | "bValue"
  | "temporalPosition"
  | "triggerTime"
  | "imageType"
  | "kernel"
  | "acquisitionNumber"
  | "acquisitionTime";

/** Directions of a row (growing column) and of a column (growing row). */
export type ImageOrientation = readonly [number, number, number, number, number, number];

/** The images of a file, in the order of its frames. */
export function toImageFrames(dataset: Dataset, fileName: string, fileIndex = 0): ImageFrame[] {
  const numberOfFrames = number(dataset, "NumberOfFrames") ?? 1;
  const perFrame = items(dataset, "PerFrameFunctionalGroupsSequence");
  // Frames without a description of their own lie nobody knows where.
  const isDescribed = numberOfFrames === 1 || perFrame.length === numberOfFrames;
  const frame = (frameIndex: number): ImageFrame => {
    const groups = functionalGroups(dataset, frameIndex);
    const found = (macro: Keyword, keyword: Keyword): readonly number[] =>
      findInGroups(groups, macro, keyword) ?? numbers(dataset, keyword);
    return {
      fileIndex,
      fileName,
      frameIndex,
      numberOfFrames,
      // Some anonymisers empty these in the data set; the file meta information has the same (PS3.10 7.1).
      sopClassUID: text(dataset, "SOPClassUID") ?? text(dataset, "MediaStorageSOPClassUID") ?? "",
      sopInstanceUID: text(dataset, "SOPInstanceUID") ?? text(dataset, "MediaStorageSOPInstanceUID") ?? "",
      frameOfReferenceUID: text(dataset, "FrameOfReferenceUID"),
      rows: number(dataset, "Rows") ?? 0,
      columns: number(dataset, "Columns") ?? 0,
      imagePositionPatient: isDescribed
        ? tuple(found("PlanePositionSequence", "ImagePositionPatient"), 3)
        : undefined,
      imageOrientationPatient: tuple(found("PlaneOrientationSequence", "ImageOrientationPatient"), 6),
      pixelSpacing: tuple(found("PixelMeasuresSequence", "PixelSpacing"), 2),
      sliceThickness: found("PixelMeasuresSequence", "SliceThickness")[0],
      spacingBetweenSlices: found("PixelMeasuresSequence", "SpacingBetweenSlices")[0],
      imageType: findImageType(dataset, groups),
      instanceNumber: number(dataset, "InstanceNumber"),
      traits: toTraits(dataset, groups),
    };
  };
  // A header may state any number of frames: no more are made than there are groups that describe them.
  const count = perFrame.length > 0 ? Math.min(numberOfFrames, perFrame.length) : 1;
  return Array.from({ length: count }, (_, frameIndex) => frame(frameIndex));
}

function findImageType(dataset: Dataset, groups: readonly Dataset[]): readonly string[] {
  for (const group of groups) {
    for (const macro of ["MRImageFrameTypeSequence", "CTImageFrameTypeSequence"] as const) {
      const [item] = items(group, macro);
      if (item && texts(item, "FrameType").length > 0) return texts(item, "FrameType");
    }
  }
  return texts(dataset, "ImageType");
}

function toTraits(dataset: Dataset, groups: readonly Dataset[]): ImageFrame["traits"] {
  const number1 = (keyword: Keyword, macro?: Keyword, inMacro = keyword): string | undefined =>
    ((macro && findInGroups(groups, macro, inMacro)) ?? numbers(dataset, keyword))[0]?.toString();
  const traits: { [Name in Trait]: string | undefined } = {
    echoTime: number1("EchoTime", "MREchoSequence", "EffectiveEchoTime"),
    bValue: number1("DiffusionBValue", "MRDiffusionSequence"),
    temporalPosition: number1("TemporalPositionIdentifier", "FrameContentSequence", "TemporalPositionIndex"),
    triggerTime: number1("TriggerTime"),
    imageType: findImageType(dataset, groups).join("\\") || undefined,
    kernel: texts(dataset, "ConvolutionKernel").join(" ") || undefined,
    acquisitionNumber: number1("AcquisitionNumber"),
    acquisitionTime: text(dataset, "AcquisitionTime"),
  };
  return Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== undefined));
}

function tuple<Tuple extends readonly number[]>(
  values: readonly number[],
  length: Tuple["length"],
): Tuple | undefined {
  return values.length === length ? (values as unknown as Tuple) : undefined;
}
