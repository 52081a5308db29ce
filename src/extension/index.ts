/** What is done with a segmentation, whoever shows it: models, runs, review, unfinished work and export, and the extension made of them. */
export { type Candidate, chooseModel, describeChoice } from "./choose-model.ts";
export { drawRun } from "./draw-run.ts";
export { EditedVoxels, type EditsAtRisk, editsAtRisk } from "./edited-voxels.ts";
export { type AutosegExtension, createAutosegExtension } from "./extension.ts";
export type { ExportOptions, ExtensionOptions, SegmentOptions } from "./extension-options.ts";
export type { ExtensionState } from "./extension-state.ts";
export {
  type KeptWork,
  KeptWorks,
  pageOf,
  restoreLabels,
  StudyClaim,
  voxelsOf,
  WorkKeeper,
} from "./kept-work/index.ts";
export { type ChosenModel, largestSegmentNumber, type ModelEntry } from "./model-entry.ts";
export { groupModels, type ModelGroup } from "./model-groups.ts";
export { ModelRuns, type RunState } from "./model-runs.ts";
export { ModelSessions } from "./model-sessions.ts";
export { anyTissue, farthestColor, freeLabel, freeNumber, type SegmentDraft } from "./new-segment.ts";
export { nextUnseenItem, type ReviewItem, type ReviewOrder, toReviewItems } from "./review-items.ts";
export { addSegment, changeSegment, toDeletion } from "./segment-editing.ts";
export { type SegmentRow, toSegmentRows } from "./segment-rows.ts";
export { SessionReview } from "./session-review.ts";
export { createStore, type Store } from "./store.ts";
export { exportedVolumeMl, rejectionNotes, withoutRejected } from "./without-rejected.ts";
