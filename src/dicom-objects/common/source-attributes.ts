import {
  type AttributeValue,
  type Dataset,
  dictionary,
  type Keyword,
  type SourceSeries,
  text,
  transferSyntaxes,
} from "../../dicom/index.ts";
import { deriveUid } from "./uid.ts";

/** Type 2 attributes of the patient and study (PS3.3 C.7.1.1, C.7.2.1): present in every object, empty where unknown. */
const required = [
  "PatientName",
  "PatientID",
  "PatientBirthDate",
  "PatientSex",
  "StudyDate",
  "StudyTime",
  "ReferringPhysicianName",
  "StudyID",
  "AccessionNumber",
] as const satisfies readonly Keyword[];

/**
 * Of these, what a DICOMDIR wants a value for (PS3.3 F.5.1, F.5.2). Where the source has none, neither has the object: the
 * value is then nothing but padding, which reads as empty, and not a number that would be another patient's.
 */
const keysOfDirectories: readonly Keyword[] = ["PatientID", "StudyID", "StudyDate", "StudyTime"];

/** What else describes patient, study and clinical trial, and so is the same in all objects of a study. */
const optional = [
  "TimezoneOffsetFromUTC",
  "IssuerOfPatientID",
  "PatientBirthTime",
  "EthnicGroup",
  "PatientComments",
  "PatientIdentityRemoved",
  "DeidentificationMethod",
  "DeidentificationMethodCodeSequence",
  "LongitudinalTemporalInformationModified",
  "StudyDescription",
  "PhysiciansOfRecord",
  "NameOfPhysiciansReadingStudy",
  "AdmittingDiagnosesDescription",
  "PatientAge",
  "PatientSize",
  "PatientWeight",
  "AdditionalPatientHistory",
  "Allergies",
  "MedicalAlerts",
  "SmokingStatus",
  "PregnancyStatus",
  "LastMenstrualDate",
  "Occupation",
  "PatientSexNeutered",
  "ClinicalTrialSponsorName",
  "ClinicalTrialProtocolID",
  "ClinicalTrialProtocolName",
  "ClinicalTrialSiteID",
  "ClinicalTrialSiteName",
  "ClinicalTrialSubjectID",
  "ClinicalTrialSubjectReadingID",
  "ClinicalTrialTimePointID",
  "ClinicalTrialTimePointDescription",
] as const satisfies readonly Keyword[];

/** Patient, study and trial of a series as they stand in its header, but for values longer than DICOM allows. */
export function patientAndStudy(source: SourceSeries): Dataset {
  const { header } = source;
  const carried: { [K in Keyword]?: AttributeValue } = { StudyInstanceUID: [sourceStudyUID(source)] };
  for (const keyword of required) {
    const value = cutToVr(keyword, header[keyword] ?? []);
    carried[keyword] = value.length === 0 && keysOfDirectories.includes(keyword) ? [" "] : value;
  }
  for (const keyword of optional) {
    const value = header[keyword];
    if (value !== undefined && isWritable(value)) carried[keyword] = cutToVr(keyword, value);
  }
  return carried;
}

/** The study's UID; one that is the same for every object where the images were stripped of theirs. */
export function sourceStudyUID({ studyInstanceUID, frameOfReferenceUID }: SourceSeries): string {
  return studyInstanceUID || deriveUid("StudyInstanceUID", frameOfReferenceUID);
}

/** Whether a value can be written again: one that no reader understood (a number that is none) cannot. */
function isWritable(value: AttributeValue): boolean {
  if (value instanceof Uint8Array) return true;
  return (value as readonly unknown[]).every((entry) => typeof entry !== "number" || Number.isFinite(entry));
}

/** LossyImageCompression and what belongs to it: lossy once, lossy for ever (PS3.3 C.7.6.1.1.5). */
export function lossyCompression(header: Dataset): Dataset {
  const syntax = transferSyntaxes.get(text(header, "TransferSyntaxUID") ?? "");
  if (text(header, "LossyImageCompression") !== "01" && !syntax?.lossy)
    return { LossyImageCompression: ["00"] };
  const { LossyImageCompressionRatio: ratio, LossyImageCompressionMethod: method } = header;
  return {
    LossyImageCompression: ["01"],
    ...(ratio && { LossyImageCompressionRatio: ratio }),
    ...(method && { LossyImageCompressionMethod: method }),
  };
}

/** Longest value of each VR in characters (PS3.5 6.2); UI is not cut, since half a unique identifier is another one. */
export const longestText: Readonly<Record<string, number>> = { AE: 16, CS: 16, SH: 16, LO: 64, UI: 64 };

/** Values as their VR allows them: what is longer than that, in a source that broke the rule, is cut. */
export function cutToVr(keyword: Keyword, value: AttributeValue): AttributeValue {
  const vr = dictionary[keyword][1];
  const limit = longestText[vr];
  if (limit === undefined || vr === "UI" || value instanceof Uint8Array) return value;
  return (value as readonly unknown[]).map((entry) =>
    typeof entry === "string" ? entry.slice(0, limit) : entry,
  ) as AttributeValue;
}
