/** How well two segmentations agree: Dice, surface distances, lesions found; intervals and paired tests. */
export { type BootstrapOptions, bootstrapMean, type MeanEstimate } from "./bootstrap.ts";
export { compareLabelMaps, type SegmentAgreement } from "./compare-label-maps.ts";
export { compareMasks, diceOf, type MaskComparison } from "./compare-masks.ts";
export { compareInWorker } from "./in-worker.ts";
export { type DetectionOptions, detectLesions, type LesionDetection } from "./lesions.ts";
export { pairSegments, type SegmentPair } from "./pair-segments.ts";
export { comparePaired, type PairedComparison, wilcoxonSignedRank } from "./paired.ts";
