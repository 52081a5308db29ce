/** What a reader needs to check a segmentation: lesions measured, what a person changed, what was reviewed. */
export * from "./axial-diameter.ts";
export * from "./changes.ts";
export * from "./label-snapshot.ts";
export { findLesions, type Lesion, type LesionOptions } from "./lesions.ts";
export { findRejected, type RejectedPart } from "./rejected.ts";
export * from "./review-list.ts";
