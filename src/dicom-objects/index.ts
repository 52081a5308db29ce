/** DICOM objects made from a series: Segmentation, RT Structure Set, measurement report; and segmentations read back. */
export { type Anonymity, toWrittenReference, toWrittenUid } from "./common/anonymity.ts";
export { withCleanSegments } from "./common/clean-labels.ts";
export type { DerivedOptions, InstanceReference } from "./common/derived-object.ts";
export { withoutVoxels } from "./common/without-voxels.ts";
export { structureSetSopClassUID, writeRtStruct } from "./rtstruct/rtstruct.ts";
export { checkDicomSeg, describeFinding } from "./seg/check/check-dicom-seg.ts";
export type { Finding } from "./seg/check/finding.ts";
export { describeChanges } from "./seg/describe-changes.ts";
export { readDicomSegInWorker, writeDicomSegInWorker } from "./seg/in-worker.ts";
export { volumesMl } from "./seg/kept-volumes.ts";
export type { Predecessor } from "./seg/provenance.ts";
export { type ReadDicomSegOptions, readDicomSeg, readDicomSegExactly } from "./seg/read-dicom-seg.ts";
export type { SegReadProgress } from "./seg/read-progress.ts";
export type { ReadSegmentation } from "./seg/read-segmentation.ts";
export type { SegmentationType } from "./seg/segmentation-object.ts";
export { labelMapSopClassUID, segmentationSopClassUID } from "./seg/sop-classes.ts";
export {
  type WriteDicomSegOptions,
  type WriteProgress,
  writeDicomSeg,
  writeDicomSegInParts,
} from "./seg/write-dicom-seg.ts";
export { writeFractionalSeg } from "./seg/write-fractional-seg.ts";
export { reportSopClassUID, writeMeasurementReport } from "./sr/measurement-report.ts";
export { writeReferredSegmentation } from "./sr/with-segmentation.ts";
