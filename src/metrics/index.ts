/** How well two segmentations agree: Dice, surface distances, lesions found; intervals and paired tests. */
export { bootstrapMean, type MeanEstimate } from "./bootstrap.ts";
export { compareLabelMaps } from "./compare-label-maps.ts";
export { compareMasks, diceOf } from "./compare-masks.ts";
export { compareInWorker } from "./in-worker.ts";
export { detectLesions } from "./lesions.ts";
export { pairSegments } from "./pair-segments.ts";
export { comparePaired, type PairedComparison, wilcoxonSignedRank } from "./paired.ts";
