/** The application without a screen: models, runs, segments, review, comparison, uncertainty, unfinished work and export. */

export { type ColorMap, type ColorMapName, colorMapOf, colorMaps } from "./color-maps.ts";
export { Controller, type ControllerOptions } from "./controller.ts";
export type { ControllerEvents } from "./controller-events.ts";
export type {
  ControllerHost,
  HeavyWork,
  KeyedAction,
  Memory,
  OfferedSeries,
  OtherSeriesSource,
  Overlay,
  ShownStudy,
  StudyView,
} from "./controller-host.ts";
export { type ControllerState, hasResult, initialControllerState } from "./controller-state.ts";
export type { EditsAtRisk } from "./edited-voxels.ts";
export { type ExportFormat, formatsOf } from "./export-formats.ts";
export type { Deliver, ExportOptions } from "./exports.ts";
export type { FollowUpState, FollowUpSums } from "./follow-up-state.ts";
export { isLimited } from "./limits.ts";
export {
  groupModels,
  type ModelClass,
  type ModelEntry,
  type ModelGroup,
  toModelEntry,
} from "./model-entry.ts";
export { anyTissue, draftFault, farthestColor, freeLabel, type SegmentDraft } from "./new-segment.ts";
export type { Notices } from "./notices.ts";
export { canOperate, type OperationGroup, operationGroups } from "./operation-list.ts";
export { type ChosenPreferences, type Preferences, readPreferences } from "./preferences.ts";
export type { PriorStudy } from "./prior-study.ts";
export { type ReviewItem, type ReviewOrder, toReviewItems } from "./review-items.ts";
export type { SegmentOptions } from "./runs.ts";
export {
  type ComparisonRow,
  type ComparisonState,
  type DifferenceFrom,
  type FusionState,
  type LimitSettings,
  type Notice,
  type OperationSettings,
  panopticInAll,
  type Question,
  type SegmentRow,
} from "./state-parts.ts";
export { createStore, type Store } from "./store.ts";
export { exportedVolumeMl } from "./without-rejected.ts";
