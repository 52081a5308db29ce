/** Review of a segmentation: lesions and their measurements, review states, changes made by hand. */
export {
  compareWithSnapshot,
  difference,
  differenceMap,
  type LabelSnapshot,
  restoreSnapshot,
  type SegmentChange,
  takeSnapshot,
} from "./changes.ts";
export { compareWithDraft, type Draft, draftMasks } from "./draft.ts";
export { type HandEdit, toHandEdit } from "./edited-findings.ts";
export { type InstanceMap, instanceColor, mapInstances } from "./instance-map.ts";
export { type NewTracking, toInstanceLabelMap, withTracking } from "./instances.ts";
export { findLesions, type Lesion, type LesionOptions } from "./lesions.ts";
export { findRejected, type RejectedPart, type Rejection } from "./rejected.ts";
export {
  type Decision,
  emptyReview,
  type Finding,
  type FindingSegment,
  nextUnseen,
  type ReviewList,
  type ReviewState,
  segmentState,
  type Tracking,
  updateReview,
  withCorrectedSegments,
  withCorrector,
  withFindingState,
  withMeasured,
  withSegmentState,
} from "./review-list.ts";
export { measureUptake, type Uptake } from "./uptake.ts";
