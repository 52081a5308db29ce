import { type Dataset, items, number, numbers, text } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import type { Code, Segment, SegmentAlgorithmType } from "../volume/index.ts";
import { type DicomLab, fromDicomLab, toDicomLab } from "./cielab.ts";
import { dcm, parseCodeItem, toCodeItem } from "./codes.ts";

/** Characters that a value of VR LO holds. */
const loLength = 64;

/**
 * The item of SegmentSequence that describes a segment (PS3.3 C.8.20.2, table C.8.20-4).
 * @throws AutosegError `segmentation-not-writable` for a description that the standard does not allow.
 */
export function toSegmentItem(segment: Segment): Dataset {
  const { segmentNumber, label, algorithmType, algorithmName, algorithmVersion } = segment;
  checkSegment(segment);
  return {
    SegmentNumber: [segmentNumber],
    SegmentLabel: [label],
    SegmentedPropertyCategoryCodeSequence: [toCodeItem(segment.category)],
    SegmentedPropertyTypeCodeSequence: [
      {
        ...toCodeItem(segment.type),
        ...(segment.typeModifier && {
          SegmentedPropertyTypeModifierCodeSequence: [toCodeItem(segment.typeModifier)],
        }),
      },
    ],
    ...(segment.anatomicRegion && { AnatomicRegionSequence: [toCodeItem(segment.anatomicRegion)] }),
    SegmentAlgorithmType: [algorithmType],
    ...(algorithmName !== undefined &&
      algorithmType !== "MANUAL" && { SegmentAlgorithmName: [algorithmName] }),
    // AlgorithmVersion is of type 1: without one there is no identification (PS3.3 table 10-19).
    ...(algorithmName !== undefined &&
      algorithmVersion !== undefined &&
      algorithmType !== "MANUAL" && {
        SegmentationAlgorithmIdentificationSequence: [
          {
            AlgorithmFamilyCodeSequence: [toCodeItem(dcm.artificialIntelligence)],
            AlgorithmName: [algorithmName],
            AlgorithmVersion: [algorithmVersion],
          },
        ],
      }),
    RecommendedDisplayCIELabValue: [...toDicomLab(segment.color)],
    ...(segment.trackingId !== undefined && { TrackingID: [segment.trackingId] }),
    ...(segment.trackingUID !== undefined && { TrackingUID: [segment.trackingUID] }),
  };
}

function checkSegment(segment: Segment): void {
  const name = `Segment ${segment.segmentNumber} ("${segment.label}")`;
  const fail = (what: string): never => {
    throw new AutosegError("segmentation-not-writable", `${name} ${what}`, {});
  };
  const texts = {
    label: segment.label,
    algorithmName: segment.algorithmName,
    algorithmVersion: segment.algorithmVersion,
  };
  for (const [field, value] of Object.entries(texts)) {
    if (value === undefined) continue;
    if (value.length > loLength)
      fail(`has a ${field} of ${value.length} characters; DICOM holds ${loLength}. Shorten it.`);
    if (value.includes("\\"))
      fail(`has a backslash in its ${field}, which DICOM does not allow. Take it out.`);
  }
  if (segment.label.trim() === "") fail("has no label. Give it one.");
  if (segment.algorithmType !== "MANUAL" && !segment.algorithmName)
    fail(`is ${segment.algorithmType}, but names no algorithm. Set algorithmName, or make it MANUAL.`);
  if ((segment.trackingId === undefined) !== (segment.trackingUID === undefined))
    fail("has only one of trackingId and trackingUID. Set both, or neither.");
  const codes = [segment.category, segment.type, segment.typeModifier, segment.anatomicRegion];
  for (const code of codes) {
    if (code && !(code.codeValue && code.codingSchemeDesignator && code.codeMeaning))
      fail("has a code without value, scheme or meaning. Complete it.");
    if (code && (code.codeMeaning.length > loLength || code.codingSchemeDesignator.length > 16))
      fail(`has a code ("${code.codeMeaning}") that is too long for DICOM. Shorten its meaning.`);
  }
}

/** What a segment is shown as when its object says nothing of it. */
const unknown: { category: Code; type: Code } = {
  category: { codeValue: "85756007", codingSchemeDesignator: "SCT", codeMeaning: "Tissue" },
  type: { codeValue: "85756007", codingSchemeDesignator: "SCT", codeMeaning: "Tissue" },
};

/** Colours for segments that recommend none, by segment number in turn. */
const spareColors: readonly (readonly [number, number, number])[] = [
  [221, 84, 84],
  [86, 160, 211],
  [117, 190, 98],
  [234, 184, 72],
  [163, 113, 203],
  [72, 190, 178],
  [224, 132, 60],
  [214, 120, 170],
];

/** The segment that an item of SegmentSequence describes; what the item leaves out gets a plain default. */
export function parseSegmentItem(item: Dataset): Segment {
  const segmentNumber = number(item, "SegmentNumber") ?? 0;
  const typeItem = items(item, "SegmentedPropertyTypeCodeSequence")[0];
  const type = parseCodeItem(typeItem) ?? unknown.type;
  // The modifier belongs into the type's item; some writers put it beside it.
  const typeModifier = parseCodeItem(
    (typeItem && items(typeItem, "SegmentedPropertyTypeModifierCodeSequence")[0]) ??
      items(item, "SegmentedPropertyTypeModifierCodeSequence")[0],
  );
  const anatomicRegion = parseCodeItem(items(item, "AnatomicRegionSequence")[0]);
  const identification = items(item, "SegmentationAlgorithmIdentificationSequence")[0] ?? {};
  const algorithmName = text(item, "SegmentAlgorithmName") ?? text(identification, "AlgorithmName");
  const algorithmVersion = text(identification, "AlgorithmVersion");
  const [trackingId, trackingUID] = [text(item, "TrackingID"), text(item, "TrackingUID")];
  return {
    segmentNumber,
    label: text(item, "SegmentLabel") ?? type.codeMeaning,
    category: parseCodeItem(items(item, "SegmentedPropertyCategoryCodeSequence")[0]) ?? unknown.category,
    type,
    ...(typeModifier && { typeModifier }),
    ...(anatomicRegion && { anatomicRegion }),
    color: parseColor(item) ?? spareColors[segmentNumber % spareColors.length]!,
    algorithmType: parseAlgorithmType(text(item, "SegmentAlgorithmType")),
    ...(algorithmName !== undefined && { algorithmName }),
    ...(algorithmVersion !== undefined && { algorithmVersion }),
    ...(trackingId !== undefined && trackingUID !== undefined && { trackingId, trackingUID }),
  };
}

function parseColor(item: Dataset): Segment["color"] | undefined {
  const lab = numbers(item, "RecommendedDisplayCIELabValue");
  return lab.length === 3 ? fromDicomLab(lab as unknown as DicomLab) : undefined;
}

function parseAlgorithmType(value: string | undefined): SegmentAlgorithmType {
  return value === "AUTOMATIC" || value === "SEMIAUTOMATIC" ? value : "MANUAL";
}
