/** DICOM Segmentation objects: label maps to Part 10 files and back. */
export * from "./read-dicom-seg.ts";
export type { SegmentationType } from "./segmentation-object.ts";
export * from "./write-dicom-seg.ts";
