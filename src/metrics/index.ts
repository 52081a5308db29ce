/** How well two segmentations agree: Dice, surface distances, lesions found, panoptic quality; intervals and paired tests. */
export { type BootstrapOptions, bootstrapMean, type MeanEstimate } from "./bootstrap.ts";
export {
  compareLabelMaps,
  pairSegments,
  type SegmentAgreement,
  type SegmentPair,
} from "./compare-label-maps.ts";
export { compareMasks, diceOf, type MaskComparison } from "./compare-masks.ts";
export { compareInWorker } from "./in-worker.ts";
export { type DetectionOptions, detectLesions, type LesionDetection } from "./lesions.ts";
export {
  adjustHolm,
  comparePaired,
  type LimitsOfAgreement,
  limitsOfAgreement,
  type PairedComparison,
  wilcoxonSignedRank,
} from "./paired.ts";
export {
  comparePanoptic,
  meanPanoptic,
  type PanopticOptions,
  type PanopticQuality,
  panopticQuality,
  poolPanoptic,
} from "./panoptic.ts";
