import {
  type Dataset,
  items,
  type Keyword,
  number,
  numbers,
  type ParsedDicom,
  type ReferencedImages,
  referencedImages,
  text,
} from "../../dicom/index.ts";
import { AutosegError } from "../../errors.ts";
import { dot, norm, type Point, type Vector } from "../../geometry/index.ts";
import { type Segment, toWritableSegment } from "../../volume/index.ts";
import { type Contributor, parseContributors } from "../common/contributors.ts";
import type { InstanceReference } from "../common/derived-options.ts";
import { labelMapSopClassUID, segmentationSopClassUID } from "../common/uid.ts";
import { parsePalette } from "./palette.ts";
import { isUnusedNumber, parseSegmentItem } from "./segment-items.ts";

const sopClassUIDs = [segmentationSopClassUID, labelMapSopClassUID];

export type SegmentationType = "BINARY" | "FRACTIONAL" | "LABELMAP";

/** An image that a frame references. */
export interface ImageReference {
  readonly sopInstanceUID: string;
  /** One-based frame numbers; empty for all frames. */
  readonly frameNumbers: readonly number[];
}

/** One frame of an object, as described by its functional groups. */
export interface SegmentationFrame {
  /** Zero-based. */
  readonly frameIndex: number;
  /** Undefined in a LABELMAP, whose pixel values are the numbers. */
  readonly segmentNumber: number | undefined;
  /** Centre of the first pixel; undefined if not stated. */
  readonly position: Point<"lps"> | undefined;
  /** Directions of increasing column and row; undefined if not stated. */
  readonly orientation: readonly [Vector<"lps">, Vector<"lps">] | undefined;
  /** [between rows, between columns] in mm; undefined if not stated. */
  readonly pixelSpacing: readonly [number, number] | undefined;
  /** The images on which it was drawn. */
  readonly references: readonly ImageReference[];
}

/** What identifies an object, for one that replaces it. */
export interface SegmentationOrigin extends InstanceReference {
  readonly contentLabel?: string;
  readonly contentDescription?: string;
  readonly contentCreatorName?: string;
  readonly seriesDescription?: string;
  /** Contributors except the scanner. */
  readonly contributors: readonly Contributor[];
}

/** The header of a segmentation object, checked. */
export interface SegmentationObject {
  readonly fileName: string;
  readonly type: SegmentationType;
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: number;
  /** The value that represents 1 in a FRACTIONAL object. */
  readonly maximumFractionalValue: number;
  /** PROBABILITY or OCCUPANCY, of a FRACTIONAL object. */
  readonly fractionalType: string | undefined;
  /** In a LABELMAP, the value of pixels outside all segments; undefined if not stated. */
  readonly pixelPaddingValue: number | undefined;
  /** In mm; undefined if not stated. */
  readonly spacingBetweenSlices: number | undefined;
  readonly studyInstanceUID: string | undefined;
  readonly frameOfReferenceUID: string | undefined;
  /** In the object's order, without a LABELMAP's background. */
  /** As every form can hold them. */
  readonly segments: readonly Segment[];
  /** How segments were changed so that every format can hold them, in sentences. */
  readonly segmentNotes: readonly string[];
  readonly frames: readonly SegmentationFrame[];
  /** The images on which it was drawn. */
  readonly references: ReferencedImages;
  readonly origin: SegmentationOrigin;
}

/**
 * The header of a segmentation object (PS3.3 A.51), checked.
 * @throws AutosegError `invalid-segmentation` for another kind of object, a missing size, a number of frames that is not
 * that of their descriptions, segments that have no number or share one, and frames of segments that do not exist.
 */
export function parseSegmentationObject({ dataset, fileName }: ParsedDicom): SegmentationObject {
  const fail = (found: string): never => {
    throw invalidSegmentation(fileName, found);
  };
  if (!sopClassUIDs.includes(text(dataset, "SOPClassUID") ?? "")) {
    const modality = text(dataset, "Modality");
    fail(
      `is not a DICOM segmentation${modality ? ` but an object of modality ${modality}` : ""}. Choose a DICOM-SEG file.`,
    );
  }
  const type = text(dataset, "SegmentationType");
  if (type !== "BINARY" && type !== "FRACTIONAL" && type !== "LABELMAP")
    return fail(
      `has the SegmentationType ${type ?? "(none)"}; only BINARY, FRACTIONAL and LABELMAP can be read.`,
    );
  const [rows, columns] = [number(dataset, "Rows") ?? 0, number(dataset, "Columns") ?? 0];
  if (rows < 1 || columns < 1)
    fail("does not state the size of its frames (Rows, Columns). Export it again.");
  const bitsAllocated = number(dataset, "BitsAllocated") ?? (type === "BINARY" ? 1 : 8);
  const possible = type === "LABELMAP" ? [8, 16] : type === "FRACTIONAL" ? [8] : [1, 8];
  if (!possible.includes(bitsAllocated))
    fail(`has ${bitsAllocated} bits per pixel; ${possible.join(" or ")} were expected. Export it again.`);
  const frames = parseFrames(dataset, type, fail);
  const parsed = parseSegments(dataset, type, frames, fail).map(toWritableSegment);
  const segments = parsed.map(({ segment }) => segment);
  const known = new Set(segments.map(({ segmentNumber }) => segmentNumber));
  for (const { segmentNumber, frameIndex } of frames) {
    if (type === "LABELMAP" || known.has(segmentNumber ?? -1)) continue;
    const found =
      segmentNumber === undefined ? "no segment" : `segment ${segmentNumber}, which is not described`;
    fail(`is invalid: its frame ${frameIndex + 1} refers to ${found}. Export it again.`);
  }
  return {
    fileName,
    type,
    rows,
    columns,
    bitsAllocated,
    maximumFractionalValue: number(dataset, "MaximumFractionalValue") || 255,
    fractionalType: text(dataset, "SegmentationFractionalType"),
    pixelPaddingValue: number(dataset, "PixelPaddingValue"),
    spacingBetweenSlices: sliceSpacing(dataset),
    studyInstanceUID: text(dataset, "StudyInstanceUID"),
    frameOfReferenceUID: text(dataset, "FrameOfReferenceUID"),
    segments,
    segmentNotes: parsed.flatMap(({ notes }) => notes),
    frames,
    origin: parseOrigin(dataset),
    references: referencedImages(dataset),
  };
}

function parseSegments(
  dataset: Dataset,
  type: SegmentationType,
  frames: readonly SegmentationFrame[],
  fail: (found: string) => never,
): readonly Segment[] {
  const palette = parsePalette(dataset);
  const segments = items(dataset, "SegmentSequence").map((item) => parseSegmentItem(item, palette));
  if (segments.length === 0) fail("describes no segments. Export it again.");
  const numbers = new Set<number>();
  for (const { segmentNumber, label } of segments) {
    if (numbers.has(segmentNumber))
      fail(`is invalid: it has two segments with the number ${segmentNumber}. Export it again.`);
    numbers.add(segmentNumber);
    const smallest = type === "LABELMAP" ? 0 : 1;
    if (segmentNumber < smallest) fail(`is invalid: its segment "${label}" has no number. Export it again.`);
  }
  const used = new Set(frames.map(({ segmentNumber }) => segmentNumber));
  return segments.filter(
    (segment) => segment.segmentNumber !== 0 && (used.has(segment.segmentNumber) || !isUnusedNumber(segment)),
  );
}

function parseFrames(
  dataset: Dataset,
  type: SegmentationType,
  fail: (found: string) => never,
): SegmentationFrame[] {
  const shared = items(dataset, "SharedFunctionalGroupsSequence")[0] ?? {};
  const perFrame = items(dataset, "PerFrameFunctionalGroupsSequence");
  // An object that states no number has one frame, even if it describes more.
  const stated = number(dataset, "NumberOfFrames") ?? 1;
  const isSingle = stated === 1 && (perFrame.length === 0 || dataset.NumberOfFrames === undefined);
  if (stated !== perFrame.length && !isSingle)
    fail(`is invalid: it states ${stated} frames but describes ${perFrame.length}. Export it again.`);
  return Array.from({ length: stated }, (_, frameIndex) => {
    const own = perFrame[frameIndex] ?? {};
    const group = (keyword: GroupKeyword): Dataset =>
      items(own, keyword)[0] ?? items(shared, keyword)[0] ?? {};
    const place = (keyword: Keyword, from: GroupKeyword, count: number) =>
      placeNumbers(group(from), keyword, count, (found) =>
        fail(`is invalid: its frame ${frameIndex + 1} ${found}`),
      );
    const position = place("ImagePositionPatient", "PlanePositionSequence", 3);
    const cosines = place("ImageOrientationPatient", "PlaneOrientationSequence", 6);
    const spacing = place("PixelSpacing", "PixelMeasuresSequence", 2);
    if (spacing && !spacing.every((value) => value > 0))
      fail(
        `is invalid: its frame ${frameIndex + 1} has a PixelSpacing of ${spacing.join(" x ")} mm. Export it again.`,
      );
    const orientation =
      cosines && ([cosines.slice(0, 3), cosines.slice(3)] as unknown as [Vector<"lps">, Vector<"lps">]);
    if (orientation && !areDirections(orientation))
      fail(
        `is invalid: its frame ${frameIndex + 1} has an ImageOrientationPatient that is not two perpendicular directions. Export it again.`,
      );
    const derivations = items(own, "DerivationImageSequence");
    return {
      frameIndex,
      segmentNumber:
        type === "LABELMAP"
          ? undefined
          : number(group("SegmentIdentificationSequence"), "ReferencedSegmentNumber"),
      position: position as Point<"lps"> | undefined,
      orientation,
      pixelSpacing: spacing as [number, number] | undefined,
      references: (derivations.length > 0 ? derivations : items(shared, "DerivationImageSequence"))
        .flatMap((derivation) => items(derivation, "SourceImageSequence"))
        .map((image) => ({
          sopInstanceUID: text(image, "ReferencedSOPInstanceUID") ?? "",
          frameNumbers: numbers(image, "ReferencedFrameNumber"),
        })),
    };
  });
}

/** Coordinates beyond this, in millimetres, are invalid. */
const farthestMm = 1e7;

/** Tolerance of rounded directions relative to perpendicular unit vectors. */
const directionTolerance = 0.01;

/** The numbers of a position; undefined if the object does not state it. `fail` makes the error for an invalid one. */
function placeNumbers(
  dataset: Dataset,
  keyword: Keyword,
  count: number,
  fail: (found: string) => never,
): readonly number[] | undefined {
  const stated = dataset[keyword];
  if (stated === undefined || stated.length === 0) return undefined;
  const values = numbers(dataset, keyword);
  if (
    values.length === count &&
    stated.length === count &&
    values.every((value) => Math.abs(value) < farthestMm)
  )
    return values;
  return fail(
    `has a ${keyword} that is not ${count} numbers in millimetres (${String(stated).slice(0, 64)}). Export it again.`,
  );
}

function areDirections([along, down]: readonly [Vector<"lps">, Vector<"lps">]): boolean {
  return (
    Math.abs(norm(along) - 1) < directionTolerance &&
    Math.abs(norm(down) - 1) < directionTolerance &&
    Math.abs(dot(along, down)) < directionTolerance
  );
}

function sliceSpacing(dataset: Dataset): number | undefined {
  const shared = items(dataset, "SharedFunctionalGroupsSequence")[0] ?? {};
  const measures = items(shared, "PixelMeasuresSequence")[0] ?? {};
  const spacing = number(measures, "SpacingBetweenSlices") ?? number(measures, "SliceThickness");
  return spacing !== undefined && spacing > 0 ? spacing : undefined;
}

type GroupKeyword =
  | "PlanePositionSequence"
  | "PlaneOrientationSequence"
  | "PixelMeasuresSequence"
  | "SegmentIdentificationSequence";

function parseOrigin(dataset: Dataset): SegmentationOrigin {
  const optional = (field: keyof SegmentationOrigin, keyword: Keyword) => {
    const value = text(dataset, keyword);
    return value === undefined ? {} : { [field]: value };
  };
  return {
    sopClassUID: text(dataset, "SOPClassUID") ?? "",
    sopInstanceUID: text(dataset, "SOPInstanceUID") ?? "",
    seriesInstanceUID: text(dataset, "SeriesInstanceUID") ?? "",
    ...optional("contentLabel", "ContentLabel"),
    ...optional("contentDescription", "ContentDescription"),
    ...optional("contentCreatorName", "ContentCreatorName"),
    ...optional("seriesDescription", "SeriesDescription"),
    contributors: parseContributors(dataset),
  };
}

/** The error for an object; `found` continues after the file's name: "is not a DICOM segmentation. Choose another file." */
export function invalidSegmentation(fileName: string, found: string): AutosegError<"invalid-segmentation"> {
  return new AutosegError("invalid-segmentation", `"${fileName}" ${found}`, { fileName });
}
