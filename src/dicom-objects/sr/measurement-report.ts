import { type Dataset, parseDataset, type SourceSeries, text, writePart10 } from "../../dicom/index.ts";
import type { Measurements } from "../../regions/index.ts";
import { type Code, type LabelMap16, sct } from "../../volume/index.ts";
import { withoutIdentity } from "../common/anonymity.ts";
import { cleanByNumber } from "../common/clean-labels.ts";
import { dcm } from "../common/codes.ts";
import { derivedAttributes, makerOf } from "../common/derived-object.ts";
import type { DerivedOptions, InstanceReference } from "../common/derived-options.ts";
import { type Identity, identify } from "../common/identity.ts";
import { referableSeries, toInstanceReference } from "../common/references.ts";
import { sourceStudyUID } from "../common/source-attributes.ts";
import { createUid, deriveUid, reportSopClassUID, segmentationSopClassUID } from "../common/uid.ts";
import type { ReviewRecord } from "../seg/review-record.ts";
import { type WriteDicomSegOptions, writeDicomSeg } from "../seg/write-dicom-seg.ts";
import { codeItem, container, containerContent, personItem, textItem, uidItem } from "./content-items.ts";
import { followUpItem, type RecordedFollowUp } from "./follow-up.ts";
import { measurementGroup } from "./measurement-group.ts";

export interface WriteReportOptions extends DerivedOptions {
  /** The segmentation object that the measurements reference, with the UIDs to be written. */
  readonly segmentation: InstanceReference;
  /** Who made it, as a DICOM person name: "Family^Given". */
  readonly observerName?: string;
  /** The decisions on the findings; without the patient's identity, no names and times are written. */
  readonly review?: ReviewRecord | undefined;
}

/**
 * Writes measurements as a structured report (PS3.3 A.35.13) of template TID 1500 "Measurement Report" (PS3.16): one TID 1411
 * group for each segment and lesion, which references the segment in its DICOM Segmentation object.
 * @throws AutosegError `segmentation-not-writable` for a text that is longer than DICOM allows.
 */
export function writeMeasurementReport(
  given: readonly Measurements[],
  givenOptions: WriteReportOptions,
): Uint8Array<ArrayBuffer> {
  const { observerName, review, ...rest } = withoutIdentity(givenOptions);
  const { source, deterministic, anonymous } = rest;
  const options = { ...rest, ...(!anonymous && observerName && { observerName }) };
  const segments = cleanByNumber(
    given.map(({ segment }) => segment),
    anonymous,
  );
  const measurements = given.map((measured) => ({
    ...measured,
    segment: segments.get(measured.segment.segmentNumber)!,
  }));
  const drawn = review?.findings.flatMap(({ measured }) => measured ?? []) ?? [];
  const content = [...(drawn.length > 0 ? [drawn] : []), ...(review?.followUp ? [review.followUp] : [])].map(
    (said) => JSON.stringify(said),
  );
  const identity = identify(options, JSON.stringify(measurements), ...content);
  const trackingUID = (name: string) =>
    deterministic ? deriveUid(name, identity.sopInstanceUID) : createUid();
  const groups = measurements.map((measured) =>
    measurementGroup(measured, {
      ...options,
      review: anonymous ? review && withoutNames(review) : review,
      trackingUID,
    }),
  );
  return writePart10({
    ...derivedAttributes(
      {
        sopClassUID: reportSopClassUID,
        modality: "SR",
        transferSyntaxUID: "1.2.840.10008.1.2.1",
      },
      options,
      identity,
    ),
    ReferencedPerformedProcedureStepSequence: [],
    ContentDate: [identity.date],
    ContentTime: [identity.time],
    PerformedProcedureCodeSequence: [],
    CompletionFlag: ["COMPLETE"],
    VerificationFlag: ["UNVERIFIED"],
    PreliminaryFlag: ["PRELIMINARY"],
    CurrentRequestedProcedureEvidenceSequence: [evidence(options)],
    ...containerContent(
      dcm("126000", "Imaging Measurement Report"),
      [
        language,
        ...observers(options, identity),
        codeItem(
          { relationship: "HAS CONCEPT MOD", name: dcm("121058", "Procedure reported") },
          procedureOf(source),
        ),
        container({ relationship: "CONTAINS", name: dcm("126010", "Imaging Measurements") }, groups),
        ...(review?.followUp
          ? [followUpItem(anonymous ? withoutOthers(review.followUp) : review.followUp)]
          : []),
      ],
      "1500",
    ),
  });
}

function withoutNames({ findings, segments }: ReviewRecord): ReviewRecord {
  const nobody = { by: undefined, at: undefined };
  return {
    findings: findings.map(({ tracking: _typed, ...finding }) => ({ ...finding, ...nobody })),
    segments: segments.map((segment) => ({ ...segment, ...nobody })),
  };
}

/** Without the patient's identity, no other study and no user-given lesion name is written. */
function withoutOthers(followUp: RecordedFollowUp): RecordedFollowUp {
  return {
    ...followUp,
    priorStudyUID: undefined,
    lesions: followUp.lesions.map((lesion, n) => ({
      ...lesion,
      name: `Lesion ${n + 1}`,
      trackingUID: undefined,
    })),
  };
}

/** TID 1204: the code meanings are in English. */
const language = codeItem(
  {
    relationship: "HAS CONCEPT MOD",
    name: dcm("121049", "Language of Content Item and Descendants"),
  },
  { codeValue: "en-US", codingSchemeDesignator: "RFC5646", codeMeaning: "English (United States)" },
);

/** TID 1001 to 1004: this software, and the person who used it, if named. */
function observers(options: WriteReportOptions, identity: Identity): Dataset[] {
  const maker = makerOf(options);
  const item = (codeValue: string, codeMeaning: string) =>
    ({ relationship: "HAS OBS CONTEXT", name: dcm(codeValue, codeMeaning) }) as const;
  const observerType = item("121005", "Observer Type");
  return [
    ...(options.observerName
      ? [
          codeItem(observerType, dcm("121006", "Person")),
          personItem(item("121008", "Person Observer Name"), options.observerName),
        ]
      : []),
    codeItem(observerType, dcm("121007", "Device")),
    uidItem(item("121012", "Device Observer UID"), identity.uidFor("DeviceObserverUID")),
    textItem(item("121013", "Device Observer Name"), maker.manufacturerModelName),
    textItem(item("121014", "Device Observer Manufacturer"), maker.manufacturer),
    textItem(item("121015", "Device Observer Model Name"), maker.manufacturerModelName),
    textItem(item("121016", "Device Observer Serial Number"), maker.deviceSerialNumber),
  ];
}

/** The procedure, as far as the modality tells (PS3.16 CID 100). */
function procedureOf({ modality }: SourceSeries): Code {
  const loinc = (codeValue: string, codeMeaning: string): Code => ({
    codeValue,
    codingSchemeDesignator: "LN",
    codeMeaning,
  });
  if (modality === "CT") return loinc("25045-6", "CT unspecified body region");
  if (modality === "MR") return loinc("25056-3", "MR unspecified body region");
  if (modality === "PT") return loinc("44139-4", "PET unspecified body region");
  return sct("363679005", "Imaging procedure");
}

/** All objects that the report references (PS3.3 C.17.2.3). */
function evidence({ source, segmentation }: WriteReportOptions): Dataset {
  const series = (seriesInstanceUID: string, references: readonly Dataset[]): Dataset => ({
    ReferencedSOPSequence: references,
    SeriesInstanceUID: [seriesInstanceUID],
  });
  return {
    StudyInstanceUID: [sourceStudyUID(source)],
    ReferencedSeriesSequence: [
      series(segmentation.seriesInstanceUID, [toInstanceReference(segmentation)]),
      ...referableSeries(source).map(({ seriesInstanceUID, instances }) =>
        series(seriesInstanceUID, instances.map(toInstanceReference)),
      ),
    ],
  };
}

/**
 * A DICOM-SEG for a report to reference: its bytes and its UIDs.
 * @throws AutosegError as writeDicomSeg.
 */
export function writeReferredSegmentation(
  labelMaps: readonly LabelMap16[],
  options: WriteDicomSegOptions,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly reference: InstanceReference } {
  const bytes = writeDicomSeg(labelMaps, options);
  const { dataset } = parseDataset(bytes);
  const reference = {
    sopClassUID: segmentationSopClassUID,
    sopInstanceUID: text(dataset, "SOPInstanceUID") ?? "",
    seriesInstanceUID: text(dataset, "SeriesInstanceUID") ?? "",
  };
  return { bytes, reference };
}
