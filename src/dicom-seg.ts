/** DICOM Segmentation beyond `readDicomSeg` and `writeDicomSeg`: in workers and parts, fractions, 16-bit label maps, checks, codes. */
export {
  type BrokenRule,
  checkDicomSeg,
  describeBrokenRule,
  describeChanges,
  describeWork,
  type FractionMap,
  type Predecessor,
  type ReadDicomSegExactlyOptions,
  readDicomSegExactly,
  readDicomSegInWorker,
  uidsOfWork,
  type Work,
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
export { createLabelMap16, type LabelMap16 } from "./volume/index.ts";
