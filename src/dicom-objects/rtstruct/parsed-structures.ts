import {
  type Dataset,
  items,
  number,
  numbers,
  type ParsedDicom,
  type ReferencedImages,
  referencedImages,
  text,
} from "../../dicom/index.ts";
import type { Point } from "../../geometry/index.ts";
import { findTerm } from "../../terminology/index.ts";
import { type Code, type Segment, type SegmentAlgorithmType, sct, spareColor } from "../../volume/index.ts";
import { parseCodeItem } from "../common/codes.ts";
import { structureSetSopClassUID } from "../common/uid.ts";
import { invalidSegmentation } from "../seg/parsed-object.ts";

/** A contour as stored in the file. */
export interface Contour {
  /** ContourGeometricType: CLOSED_PLANAR encloses an area. */
  readonly geometricType: string;
  /** In patient space; undefined if ContourData is not a list of points. */
  readonly points: readonly Point<"lps">[] | undefined;
}

/** A region of interest of a structure set. */
export interface Structure {
  /** ROIName. */
  readonly name: string;
  /** Its description as a segment; numbered by its ROINumber if that can be a label. */
  readonly segment: Segment;
  /** Undefined if the file does not state it. */
  readonly frameOfReferenceUID: string | undefined;
  readonly contours: readonly Contour[];
}

/** An RT Structure Set, parsed. */
export interface StructureSet {
  readonly fileName: string;
  readonly structures: readonly Structure[];
  /** The images on which contours were drawn, and their series. */
  readonly references: ReferencedImages;
  /** Differences from the file, in sentences. */
  readonly notes: readonly string[];
}

const tissue: Code = sct("85756007", "Tissue");
const abnormality: Code = sct("49755003", "Morphologically Abnormal Structure");

/**
 * The regions of an RT Structure Set (PS3.3 A.19).
 * @throws AutosegError `invalid-segmentation` for another kind of object, and for one without regions.
 */
export function parseStructureSet({ dataset, fileName }: ParsedDicom): StructureSet {
  if (text(dataset, "SOPClassUID") !== structureSetSopClassUID) {
    const modality = text(dataset, "Modality");
    throw invalidSegmentation(
      fileName,
      `is not an RT Structure Set${modality ? ` but an object of modality ${modality}` : ""}. Choose an RTSTRUCT file.`,
    );
  }
  const rois = items(dataset, "StructureSetROISequence");
  if (rois.length === 0) throw invalidSegmentation(fileName, "has no regions of interest. Export it again.");
  const contoursOf = byNumber(items(dataset, "ROIContourSequence"));
  const observationOf = byNumber(items(dataset, "RTROIObservationsSequence"));
  const given = rois.map((roi) => number(roi, "ROINumber"));
  const isKept =
    new Set(given).size === given.length &&
    given.every((each) => each !== undefined && Number.isInteger(each) && each >= 1 && each <= 255);
  const structures = rois.map((roi, index): Structure => {
    const roiNumber = given[index] ?? Number.NaN;
    const segmentNumber = isKept ? roiNumber : index + 1;
    const contours = contoursOf.get(roiNumber);
    return {
      name: text(roi, "ROIName") ?? `ROI ${segmentNumber}`,
      segment: toSegment(roi, segmentNumber, contours, observationOf.get(roiNumber)),
      frameOfReferenceUID: text(roi, "ReferencedFrameOfReferenceUID") ?? text(dataset, "FrameOfReferenceUID"),
      contours: items(contours ?? {}, "ContourSequence").map(toContour),
    };
  });
  const notes = isKept ? [] : ["Its regions have numbers that no label can have, so they were renumbered."];
  return { fileName, structures, references: referencedImages(dataset), notes };
}

function byNumber(entries: readonly Dataset[]): ReadonlyMap<number, Dataset> {
  return new Map(entries.map((entry) => [number(entry, "ReferencedROINumber") ?? Number.NaN, entry]));
}

function toContour(contour: Dataset): Contour {
  const values = numbers(contour, "ContourData");
  const isWhole = values.length > 0 && values.length % 3 === 0;
  return {
    geometricType: text(contour, "ContourGeometricType") ?? "",
    points: isWhole
      ? Array.from(
          { length: values.length / 3 },
          (_, at): Point<"lps"> => [values[3 * at]!, values[3 * at + 1]!, values[3 * at + 2]!],
        )
      : undefined,
  };
}

/** The segment of a region: by its code, else by its interpreted type if that says it is a tumour (PS3.3 C.8.8.8). */
function toSegment(
  roi: Dataset,
  segmentNumber: number,
  contours: Dataset | undefined,
  observation: Dataset = {},
): Segment {
  const code = parseCodeItem(items(observation, "RTROIIdentificationCodeSequence")[0]);
  const isTumour = text(observation, "RTROIInterpretedType") === "GTV";
  const type = code ?? (isTumour ? sct("108369006", "Neoplasm") : tissue);
  const category = findTerm(type.codeValue)?.category ?? (isTumour ? abnormality : tissue);
  const description = text(roi, "ROIDescription");
  const color = contours ? numbers(contours, "ROIDisplayColor") : [];
  const isColor = color.length === 3 && color.every((each) => each >= 0 && each <= 255);
  return {
    segmentNumber,
    label: text(roi, "ROIName") ?? `ROI ${segmentNumber}`,
    ...(description !== undefined && { description }),
    category,
    type,
    color: isColor ? (color.map(Math.round) as unknown as Segment["color"]) : spareColor(segmentNumber),
    ...algorithmOf(roi),
  };
}

function algorithmOf(roi: Dataset): Pick<Segment, "algorithmType" | "algorithmName"> {
  const stated = text(roi, "ROIGenerationAlgorithm");
  if (stated !== "AUTOMATIC" && stated !== "SEMIAUTOMATIC") return { algorithmType: "MANUAL" };
  const algorithmType: SegmentAlgorithmType = stated;
  return { algorithmType, algorithmName: text(roi, "ROIGenerationDescription") ?? "unknown" };
}
