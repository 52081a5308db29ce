/** How far a segmentation agrees with a reference of the same images, and how sure a mean over cases is. */
export * from "./bootstrap.ts";
export * from "./compare-label-maps.ts";
export * from "./compare-masks.ts";
export { type Components, type Connectivity, findComponents } from "./components.ts";
export * from "./distance-transform.ts";
export { type ComparisonRequest, compareInWorker } from "./in-worker.ts";
export * from "./lesions.ts";
export { type Mask, type MaskGrid, toMask } from "./mask.ts";
export { pairSegments, type SegmentPair } from "./pair-segments.ts";
export * from "./paired.ts";
