import type { Dataset, SourceSeries } from "../../dicom/index.ts";
import type { Measurements } from "../../regions/index.ts";
import { type Code, isAbnormality, sct } from "../../volume/index.ts";
import { dcm, ucum } from "../common/codes.ts";
import type { InstanceReference } from "../common/derived-options.ts";
import { sourceSeriesUID, toInstanceReference } from "../common/references.ts";
import type { RecordedFinding, RecordedLine, ReviewRecord } from "../seg/review-record.ts";
import {
  codeItem,
  container,
  imageItem,
  lineItem,
  numberItem,
  observedItem,
  textItem,
  uidItem,
} from "./content-items.ts";

const cubicCentimetre = ucum("cm3", "cubic centimeter");
const millimetre = ucum("mm", "millimeter");
const hounsfieldUnit = ucum("[hnsf'U]", "Hounsfield unit");
const noUnits = ucum("1", "no units");

const volume = sct("118565006", "Volume");
export const longAxis = sct("103339001", "Long axis");
/** Only for lesions: RECIST 1.1 uses it for lymph nodes. */
export const shortAxis = sct("103340004", "Short axis");
/** TID 300 and CID 7230: how a measurement was made; absent if this program made it. */
export const measurementMethod = sct("370129005", "Measurement Method");
export const byHand = sct("87982008", "Manual");
/** The line drawn to measure. */
const path = dcm("121055", "Path");
const attenuation = dcm("112031", "Attenuation Coefficient");
/** What grey values other than Hounsfield units measure, by modality (PS3.16 CID 7469). */
const intensities: Readonly<Record<string, Code>> = {
  MR: dcm("110852", "MR signal intensity"),
  PT: dcm("110821", "Nuclear Medicine Tomographic Activity"),
  NM: dcm("110821", "Nuclear Medicine Tomographic Activity"),
};
const derivation = dcm("121401", "Derivation");
const mean = sct("373098007", "Mean");
const standardDeviation = sct("386136009", "Standard Deviation");

/**
 * One measurement group (PS3.16 TID 1411 "Volumetric ROI Measurements and Qualitative Evaluations"): the finding and its
 * site, the segment, and
 * the measurements with their units.
 */
export function measurementGroup(
  measured: Measurements,
  options: {
    readonly source: SourceSeries;
    readonly segmentation: InstanceReference;
    /** The decisions on the findings. */
    readonly review?: ReviewRecord | undefined;
    trackingUID(name: string): string;
  },
): Dataset {
  const { segment } = measured;
  const said = findSaid(measured, options.review);
  const lesionNumber = measured.lesionNumber && (said?.number ?? measured.lesionNumber);
  const { segmentation, source } = options;
  const of = (codeValue: string, codeMeaning: string, relationship: "CONTAINS" | "HAS OBS CONTEXT") => ({
    relationship,
    name: dcm(codeValue, codeMeaning),
  });
  const whole = segment.trackingId ?? segment.label;
  const tracked = said?.tracking;
  const trackingId = tracked?.id ?? (lesionNumber === undefined ? whole : `${whole}, lesion ${lesionNumber}`);
  const trackingUID = tracked
    ? tracked.uid
    : lesionNumber === undefined && segment.trackingUID !== undefined
      ? segment.trackingUID
      : options.trackingUID(`${segment.segmentNumber} ${trackingId}`);
  const site = findingSite(measured);
  return container(
    { relationship: "CONTAINS", name: dcm("125007", "Measurement Group") },
    [
      textItem(of("112039", "Tracking Identifier", "HAS OBS CONTEXT"), trackingId),
      uidItem(of("112040", "Tracking Unique Identifier", "HAS OBS CONTEXT"), trackingUID),
      codeItem({ relationship: "CONTAINS", name: sct("276214006", "Finding category") }, segment.category),
      codeItem(of("121071", "Finding", "CONTAINS"), segment.type),
      imageItem(of("121191", "Referenced Segment", "CONTAINS"), {
        ...toInstanceReference(segmentation),
        ReferencedSegmentNumber: [segment.segmentNumber],
      }),
      uidItem(of("121232", "Source series for segmentation", "CONTAINS"), sourceSeriesUID(source)),
      ...(site ? [site] : []),
      number(volume, measured.volumeMl, cubicCentimetre),
      ...axes(measured, said?.measured, source),
      ...greyValues(measured, source),
      ...(said && said.state !== "unseen" ? [reviewItem(said.state, said)] : []),
    ],
    "1411",
  );
}

/** The axes: those that the user drew, with their lines, else the automatic ones. */
function axes(
  { segment, longestAxialDiameterMm, shortAxisMm }: Measurements,
  drawn: RecordedFinding["measured"],
  { frameOfReferenceUID }: SourceSeries,
): Dataset[] {
  if (!drawn)
    return [
      number(longAxis, longestAxialDiameterMm, millimetre),
      ...(isAbnormality(segment) && shortAxisMm !== undefined
        ? [number(shortAxis, shortAxisMm, millimetre)]
        : []),
    ];
  const manual = (name: Code, mm: number, line: RecordedLine): Dataset =>
    numberItem({ relationship: "CONTAINS", name }, mm, millimetre, [
      codeItem({ relationship: "HAS CONCEPT MOD", name: measurementMethod }, byHand),
      lineItem({ relationship: "INFERRED FROM", name: path }, line, frameOfReferenceUID),
    ]);
  const { long, longMm, short, shortMm } = drawn;
  return [
    manual(longAxis, longMm, long),
    ...(short && shortMm !== undefined ? [manual(shortAxis, shortMm, short)] : []),
  ];
}

/** The decision on a lesion, identified by its rank in size within its segment, or on a segment as a whole. */
function findSaid(
  { segment: { segmentNumber }, lesionNumber, voxels }: Measurements,
  review: ReviewRecord | undefined,
): (Partial<RecordedFinding> & Pick<RecordedFinding, "state">) | undefined {
  const findings = review?.findings.filter(
    (finding) => finding.segmentNumber === segmentNumber && finding.state !== "rejected",
  );
  if (lesionNumber === undefined && findings?.length !== 1)
    return review?.segments.find((one) => one.segmentNumber === segmentNumber);
  // Sorted by size, as measured lesions are.
  const finding = findings?.[(lesionNumber ?? 1) - 1];
  return finding?.voxels === voxels ? finding : undefined;
}

/** A qualitative evaluation (TID 1411): whether a person accepted it as segmented, or corrected it. */
function reviewItem(state: RecordedFinding["state"], said: Partial<RecordedFinding>): Dataset {
  const own = (codeValue: string, codeMeaning: string): Code => ({
    codeValue,
    codingSchemeDesignator: "99AUTOSEG",
    codeMeaning,
  });
  const value = own(state, `${state.charAt(0).toUpperCase()}${state.slice(1)}`);
  return observedItem(
    codeItem({ relationship: "CONTAINS", name: own("review", "Review status") }, value),
    said,
  );
}

/** Mean and standard deviation of the image's values, in its unit. */
function greyValues({ values }: Measurements, { modality }: SourceSeries): Dataset[] {
  if (!values) return [];
  const name = values.unit === "HU" ? attenuation : (intensities[modality] ?? attenuation);
  const unit = values.unit === "HU" ? hounsfieldUnit : noUnits;
  return [
    number(name, values.mean, unit, mean),
    number(name, values.standardDeviation, unit, standardDeviation),
  ];
}

function number(name: Code, value: number, unit: Code, derivedAs?: Code): Dataset {
  const content = derivedAs
    ? [codeItem({ relationship: "HAS CONCEPT MOD", name: derivation }, derivedAs)]
    : [];
  return numberItem({ relationship: "CONTAINS", name }, value, unit, content);
}

/** The code that most programs write, and the one that PS3.16 CID 7150 has listed since 2019. */
const anatomicalStructures = ["123037004", "91723000"];

/** The finding site: the anatomic region or, for an anatomical structure, the structure itself, with its laterality. */
function findingSite({ segment }: Measurements): Dataset | undefined {
  const { anatomicRegion, anatomicRegionModifier, type, typeModifier, category } = segment;
  const isAnatomy = anatomicalStructures.includes(category.codeValue);
  const site = anatomicRegion ?? (isAnatomy ? type : undefined);
  if (!site) return undefined;
  const side = anatomicRegion ? anatomicRegionModifier : typeModifier;
  const laterality = side
    ? [codeItem({ relationship: "HAS CONCEPT MOD", name: sct("272741003", "Laterality") }, side)]
    : [];
  return codeItem(
    { relationship: "HAS CONCEPT MOD", name: sct("363698007", "Finding Site") },
    site,
    laterality,
  );
}
