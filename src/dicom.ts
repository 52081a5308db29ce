/** Reading DICOM images beyond `readSeries`: in workers, from another viewer's memory, and reports on unreadable files. */
export {
  decodeStoredValues,
  fromLoadedImages,
  type Inspection,
  indexSeriesInWorkers,
  inspectFiles,
  type LoadedImage,
  type LoadedImages,
  type ReferencedImages,
  readSeriesInWorkers,
  referencedImages,
  type SeriesInspection,
  type StoredPixels,
  type StudyInspection,
} from "./dicom/index.ts";
