/** What every DICOM object carries that is made from a series: identity, patient and study, equipment, references, codes. */
export * from "./anonymity.ts";
export * from "./clean-labels.ts";
export * from "./codes.ts";
export * from "./contributors.ts";
export * from "./derived-object.ts";
export type { Equipment } from "./equipment.ts";
export { type Identity, identify } from "./identity.ts";
export * from "./references.ts";
export { lossyCompression, patientAndStudy, sourceStudyUID } from "./source-attributes.ts";
export { cutToVr, longestText } from "./text-limits.ts";
export { createUid, deriveUid } from "./uid.ts";
export * from "./without-voxels.ts";
