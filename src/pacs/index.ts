/** Segmentations to a PACS: stored by DICOMweb, read back and compared. */
export * from "./store-segmentation.ts";
