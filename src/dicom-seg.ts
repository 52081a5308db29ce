/** DICOM Segmentation beyond `readDicomSeg` and `writeDicomSeg`: in workers and parts, fractions, wide numbers, checks, codes. */
export {
  type BrokenRule,
  checkDicomSeg,
  describeBrokenRule,
  describeChanges,
  type FractionMap,
  type Predecessor,
  type ReadDicomSegExactlyOptions,
  readDicomSegExactly,
  readDicomSegInWorker,
  type WriteFractionalSegOptions,
  type WriteProgress,
  writeDicomSegInParts,
  writeDicomSegInWorker,
  writeFractionalSeg,
} from "./dicom-objects/index.ts";
export {
  categories,
  findTerm,
  lateralities,
  type SidedTerm,
  searchSidedTerms,
  searchTerms,
  type Term,
} from "./terminology/index.ts";
export { createWideLabelMap, type WideLabelMap } from "./volume/index.ts";
