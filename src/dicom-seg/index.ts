/** DICOM Segmentation objects: label maps to Part 10 files and back. */
export * from "./check/check-dicom-seg.ts";
export type { Finding } from "./check/finding.ts";
export * from "./describe-changes.ts";
export * from "./export-dicom-seg.ts";
export * from "./in-worker.ts";
export { volumesMl } from "./kept-volumes.ts";
export type { OpenedSegmentation } from "./opened-segmentation.ts";
export type { Predecessor } from "./provenance.ts";
export { openDicomSeg, type ReadDicomSegOptions, readDicomSeg } from "./read-dicom-seg.ts";
export type { SegmentationOptions } from "./seg-object.ts";
export type { SegmentationType } from "./segmentation-object.ts";
export * from "./sop-classes.ts";
export { type WriteDicomSegOptions, writeDicomSeg } from "./write-dicom-seg.ts";
export * from "./write-fractional-seg.ts";
