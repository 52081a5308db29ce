/** Models, runs, review, unfinished work and export of a segmentation, whoever shows it. */
export { type Candidate, type ChoiceFacts, chooseModel, describeChoice } from "./choose-model.ts";
export { drawRun } from "./draw-run.ts";
export { EditedVoxels, type EditsAtRisk, editsAtRisk } from "./edited-voxels.ts";
export { type KeptWork, restoreLabels, voxelsOf } from "./kept-work/kept-work.ts";
export { KeptWorks } from "./kept-work/kept-works.ts";
export { pageOf, StudyClaim } from "./kept-work/study-claim.ts";
export { WorkKeeper } from "./kept-work/work-keeper.ts";
export { type ChosenModel, largestSegmentNumber, type ModelEntry, toModelEntry } from "./model-entry.ts";
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
