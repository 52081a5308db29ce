import { type Dataset, items, number, numbers, text } from "../../dicom/index.ts";
import { AutosegError } from "../../errors.ts";
import { type Code, type Segment, type SegmentAlgorithmType, sct, spareColor } from "../../volume/index.ts";
import { dcm, parseCodeItem, toCodeItem } from "../common/codes.ts";
import { type DicomLab, fromDicomLab, toDicomLab } from "./cielab.ts";

const artificialIntelligence = dcm("123110", "Artificial Intelligence");

/**
 * The SegmentSequence item that describes a segment (PS3.3 C.8.20.2, table C.8.20-4).
 * @param isPalette whether the object has a palette, which replaces the segments' own colours.
 * @throws AutosegError `segmentation-not-writable` for a segment that lacks what the standard requires.
 */
export function toSegmentItem(segment: Segment, { isPalette }: { readonly isPalette: boolean }): Dataset {
  const { segmentNumber, label, description, algorithmType, algorithmName } = segment;
  checkRequired(segment);
  return {
    SegmentNumber: [segmentNumber],
    SegmentLabel: [label],
    ...(description && { SegmentDescription: [description] }),
    SegmentedPropertyCategoryCodeSequence: [toCodeItem(segment.category)],
    SegmentedPropertyTypeCodeSequence: [
      {
        ...toCodeItem(segment.type),
        ...(segment.typeModifier && {
          SegmentedPropertyTypeModifierCodeSequence: [toCodeItem(segment.typeModifier)],
        }),
      },
    ],
    ...(segment.anatomicRegion && {
      AnatomicRegionSequence: [
        {
          ...toCodeItem(segment.anatomicRegion),
          ...(segment.anatomicRegionModifier && {
            AnatomicRegionModifierSequence: [toCodeItem(segment.anatomicRegionModifier)],
          }),
        },
      ],
    }),
    SegmentAlgorithmType: [algorithmType],
    ...(algorithmName !== undefined &&
      algorithmType !== "MANUAL" && { SegmentAlgorithmName: [algorithmName] }),
    ...algorithmIdentification(segment),
    ...(!isPalette && { RecommendedDisplayCIELabValue: [...toDicomLab(segment.color)] }),
    ...(segment.trackingId !== undefined && { TrackingID: [segment.trackingId] }),
    ...(segment.trackingUID !== undefined && { TrackingUID: [segment.trackingUID] }),
  };
}

/**
 * SegmentationAlgorithmIdentificationSequence (PS3.3 table 10-19). Its version is type 1: without a version the sequence is
 * omitted.
 */
function algorithmIdentification({
  algorithmType,
  algorithmName,
  algorithmVersion,
  algorithmFamily = artificialIntelligence,
  algorithmParameters,
}: Segment): Dataset {
  if (algorithmType === "MANUAL" || algorithmName === undefined || algorithmVersion === undefined) return {};
  return {
    SegmentationAlgorithmIdentificationSequence: [
      {
        AlgorithmFamilyCodeSequence: [toCodeItem(algorithmFamily)],
        AlgorithmName: [algorithmName],
        AlgorithmVersion: [algorithmVersion],
        ...(algorithmParameters && { AlgorithmParameters: [algorithmParameters] }),
      },
    ],
  };
}

/** Checks what a DICOM-SEG requires of a segment beyond {@link checkSegments} (PS3.3 table C.8.20-4, types 1C). */
function checkRequired(segment: Segment): void {
  const fail = (what: string): never => {
    const message = `Segment ${segment.segmentNumber} ("${segment.label}") ${what}`;
    throw new AutosegError("segmentation-not-writable", message, {});
  };
  if (segment.algorithmType !== "MANUAL" && !segment.algorithmName)
    fail(`is ${segment.algorithmType} but names no algorithm. Set algorithmName, or make it MANUAL.`);
  if ((segment.trackingId === undefined) !== (segment.trackingUID === undefined))
    fail("has only one of trackingId and trackingUID. Set both, or neither.");
}

/** The type of a segment whose object states none. */
const tissue: Code = sct("85756007", "Tissue");

/**
 * The segment that a SegmentSequence item describes; missing properties get defaults.
 * @param palette the object's own colours, if it has a palette.
 */
export function parseSegmentItem(
  item: Dataset,
  palette?: (value: number) => Segment["color"] | undefined,
): Segment {
  const segmentNumber = number(item, "SegmentNumber") ?? 0;
  const typeItem = items(item, "SegmentedPropertyTypeCodeSequence")[0];
  const type = parseCodeItem(typeItem) ?? tissue;
  // The modifier belongs in the type's item; some writers put it next to it.
  const typeModifier = parseCodeItem(
    (typeItem && items(typeItem, "SegmentedPropertyTypeModifierCodeSequence")[0]) ??
      items(item, "SegmentedPropertyTypeModifierCodeSequence")[0],
  );
  const regionItem = items(item, "AnatomicRegionSequence")[0];
  const anatomicRegion = parseCodeItem(regionItem);
  const anatomicRegionModifier = parseCodeItem(
    regionItem && items(regionItem, "AnatomicRegionModifierSequence")[0],
  );
  const identification = items(item, "SegmentationAlgorithmIdentificationSequence")[0] ?? {};
  const algorithmName = text(item, "SegmentAlgorithmName") ?? text(identification, "AlgorithmName");
  const algorithmVersion = text(identification, "AlgorithmVersion");
  const algorithmFamily = parseCodeItem(items(identification, "AlgorithmFamilyCodeSequence")[0]);
  const algorithmParameters = text(identification, "AlgorithmParameters");
  const description = text(item, "SegmentDescription");
  const [trackingId, trackingUID] = [text(item, "TrackingID"), text(item, "TrackingUID")];
  return {
    segmentNumber,
    label: text(item, "SegmentLabel") ?? type.codeMeaning,
    ...(description !== undefined && { description }),
    category: parseCodeItem(items(item, "SegmentedPropertyCategoryCodeSequence")[0]) ?? tissue,
    type,
    ...(typeModifier && { typeModifier }),
    ...(anatomicRegion && { anatomicRegion }),
    ...(anatomicRegionModifier && { anatomicRegionModifier }),
    color: parseColor(item) ?? palette?.(segmentNumber) ?? spareColor(segmentNumber),
    algorithmType: parseAlgorithmType(text(item, "SegmentAlgorithmType")),
    ...(algorithmName !== undefined && { algorithmName }),
    ...(algorithmVersion !== undefined && { algorithmVersion }),
    ...(algorithmFamily &&
      algorithmFamily.codeValue !== artificialIntelligence.codeValue && { algorithmFamily }),
    ...(algorithmParameters !== undefined && { algorithmParameters }),
    ...(trackingId !== undefined && trackingUID !== undefined && { trackingId, trackingUID }),
    ...(trackingUID !== undefined && instanceName.test(trackingId ?? "") && { instances: "one" as const }),
  };
}

/** TrackingID of a segment that is one instance of a thing, as named by `toInstanceLabelMap` of review. */
const instanceName = /, lesion \d+$/;

function parseColor(item: Dataset): Segment["color"] | undefined {
  const lab = numbers(item, "RecommendedDisplayCIELabValue");
  return lab.length === 3 ? fromDicomLab(lab as unknown as DicomLab) : undefined;
}

function parseAlgorithmType(value: string | undefined): SegmentAlgorithmType {
  return value === "AUTOMATIC" || value === "SEMIAUTOMATIC" ? value : "MANUAL";
}

/**
 * The standard requires BINARY and FRACTIONAL segments to be numbered from 1 without gaps (PS3.3 C.8.20.2.4). A label map may
 * have gaps, and its numbers are kept: numbers in between are described as unused, without frames, and omitted again on
 * reading.
 */
export function fillUnusedNumbers(segments: readonly Segment[]): Segment[] {
  const byNumber = new Map(segments.map((segment) => [segment.segmentNumber, segment]));
  const last = Math.max(...byNumber.keys());
  return Array.from({ length: last }, (_, index) => byNumber.get(index + 1) ?? unusedNumber(index + 1));
}

/** Whether a segment is the placeholder for an unused number. */
export function isUnusedNumber({ type, category, label, segmentNumber }: Segment): boolean {
  const placeholder = unusedNumber(segmentNumber);
  return (
    type.codeValue === placeholder.type.codeValue &&
    category.codeValue === placeholder.category.codeValue &&
    label === placeholder.label
  );
}

function unusedNumber(segmentNumber: number): Segment {
  return {
    segmentNumber,
    label: `Unused number ${segmentNumber}`,
    category: sct("309825002", "Spatial and Relational Concept"),
    type: sct("260413007", "None"),
    color: [128, 128, 128],
    algorithmType: "MANUAL",
  };
}
