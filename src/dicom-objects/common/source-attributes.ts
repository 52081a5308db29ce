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
 * Of these, the attributes that a DICOMDIR needs a value for (PS3.3 F.5.1, F.5.2). If the source has none, the value is only
 * padding, which reads as empty, rather than a made-up one that might belong to another patient.
 */
const keysOfDirectories: readonly Keyword[] = ["PatientID", "StudyID", "StudyDate", "StudyTime"];

/** Other attributes of patient, study and clinical trial, which are the same in all objects of a study. */
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

/** Patient, study and trial of a series as in its header, except that values longer than DICOM allows are cut. */
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

/** The study's UID; if the images were stripped of it, a derived one that is the same for every object. */
export function sourceStudyUID({ studyInstanceUID, frameOfReferenceUID }: SourceSeries): string {
  return studyInstanceUID || deriveUid("StudyInstanceUID", frameOfReferenceUID);
}

/** Whether a value can be written: invalid numbers, kept as text, cannot. */
function isWritable(value: AttributeValue): boolean {
  if (value instanceof Uint8Array) return true;
  return (value as readonly unknown[]).every((entry) => typeof entry !== "number" || Number.isFinite(entry));
}

/** LossyImageCompression and related attributes: once lossy, always lossy (PS3.3 C.7.6.1.1.5). */
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

/** Maximum length of each VR in characters (PS3.5 6.2); UI is never cut, since half a UID would be another one. */
export const longestText: Readonly<Record<string, number>> = { AE: 16, CS: 16, SH: 16, LO: 64, UI: 64 };

/** Cuts values that are longer than their VR allows, as some sources have them. */
export function cutToVr(keyword: Keyword, value: AttributeValue): AttributeValue {
  const vr = dictionary[keyword][1];
  const limit = longestText[vr];
  if (limit === undefined || vr === "UI" || value instanceof Uint8Array) return value;
  return (value as readonly unknown[]).map((entry) =>
    typeof entry === "string" ? entry.slice(0, limit) : entry,
  ) as AttributeValue;
}
