/** DICOMweb: images read from a server, and segmentations stored there, read back and compared. */
export {
  type DicomWebOptions,
  openDicomWeb,
  type StoredSegmentation,
  type StoreSegmentationOptions,
  type StoreStage,
  storeSegmentation,
} from "./dicomweb/index.ts";
