/** Series from a DICOMweb server, and segmentations stored on it, read back and compared. */
export {
  createArchiveQueries,
  type StudyQuery,
  type StudyRow,
} from "./archive-queries.ts";
export { parseDicomWebAddress } from "./dicomweb-address.ts";
export type { DicomWebOptions } from "./dicomweb-client.ts";
export { openDicomWeb } from "./dicomweb-files.ts";
export { storeReport } from "./store-report.ts";
export {
  binaryWorkOf,
  type StoredSegmentation,
  type StoreSegmentationOptions,
  type StoreStage,
  storeSegmentation,
} from "./store-segmentation.ts";
export {
  createWorklist,
  pageSize,
  type StoredObject,
  type Worklist,
  type WorklistStudy,
} from "./worklist.ts";
