/** DICOMweb: reads images from a server, and stores segmentations there, read back and compared. */
export {
  type DicomWebOptions,
  openDicomWeb,
  type StoredSegmentation,
  type StoreSegmentationOptions,
  type StoreStage,
  storeSegmentation,
} from "./dicomweb/index.ts";
