/** What segments can be: SNOMED CT terms of DICOM's context groups, to search by words. */
export * from "./sided-terms.ts";
export * from "./terms.ts";
