/** DICOM objects made from a series: Segmentation, RT Structure Set, measurement report; and those of segments read back. */

export { toWrittenReference, toWrittenUid } from "./common/anonymity.ts";
export { withCleanSegments } from "./common/clean-labels.ts";
export type { Anonymity, DerivedOptions, InstanceReference } from "./common/derived-options.ts";
export { describeWork, uidsOfWork, type Work } from "./common/identity.ts";
export { findObjectKind, type ObjectKind, objectKindOf } from "./common/object-kind.ts";
export {
  createUid,
  labelMapSopClassUID,
  reportSopClassUID,
  segmentationSopClassUID,
  structureSetSopClassUID,
} from "./common/uid.ts";
export { withoutVoxels } from "./common/without-voxels.ts";
export { type ReadRtStructOptions, readRtStruct } from "./rtstruct/read-rtstruct.ts";
export { type WriteRtStructOptions, writeRtStruct } from "./rtstruct/rtstruct.ts";
export type { BrokenRule } from "./seg/check/broken-rules.ts";
export { checkDicomSeg, describeBrokenRule } from "./seg/check/check-dicom-seg.ts";
export { readDicomSegInWorker, readRtStructInWorker, writeDicomSegInWorker } from "./seg/in-worker.ts";
export { volumesMl } from "./seg/kept-volumes.ts";
export type { SegmentationOrigin, SegmentationType } from "./seg/parsed-object.ts";
export {
  describeChanges,
  describeReview,
  type Predecessor,
  predecessorOf,
  unchangedByReview,
} from "./seg/provenance.ts";
export {
  type ReadDicomSegExactlyOptions,
  type ReadDicomSegOptions,
  readDicomSeg,
  readDicomSegExactly,
} from "./seg/read-dicom-seg.ts";
export type { SegReadProgress } from "./seg/read-progress.ts";
export { type ReadLabels, type ReadSegmentation, toReadLabels } from "./seg/read-segmentation.ts";
export type { RecordedAxes, RecordedFinding, ReviewRecord } from "./seg/review-record.ts";
export {
  type WriteDicomSegOptions,
  type WriteProgress,
  writeDicomSeg,
  writeDicomSegInParts,
} from "./seg/write-dicom-seg.ts";
export {
  type FractionMap,
  type WriteFractionalSegOptions,
  writeFractionalSeg,
} from "./seg/write-fractional-seg.ts";
export type { RecordedFollowUp } from "./sr/follow-up.ts";
export {
  type WriteReportOptions,
  writeMeasurementReport,
  writeReferredSegmentation,
} from "./sr/measurement-report.ts";
export { type ReadReport, type ReportedGroup, readMeasurementReport } from "./sr/read-report.ts";
