/** Series from a DICOMweb server, and segmentations stored there, read back and compared. */
export { parseDicomWebAddress } from "./dicomweb-address.ts";
export type { DicomWebOptions } from "./dicomweb-client.ts";
export { openDicomWeb } from "./dicomweb-files.ts";
export {
  binaryWorkOf,
  type StoredSegmentation,
  type StoreSegmentationOptions,
  type StoreStage,
  storeSegmentation,
} from "./store-segmentation.ts";
