/** How well two segmentations agree: Dice, surface distances, lesions found; means with intervals and paired tests. */
export {
  type BootstrapOptions,
  bootstrapMean,
  compareLabelMaps,
  compareMasks,
  comparePaired,
  type DetectionOptions,
  detectLesions,
  diceOf,
  type LesionDetection,
  type MaskComparison,
  type MeanEstimate,
  type PairedComparison,
  pairSegments,
  type SegmentAgreement,
  type SegmentPair,
  wilcoxonSignedRank,
} from "./metrics/index.ts";
export { type Mask, type MaskGrid, toMask } from "./regions/index.ts";
