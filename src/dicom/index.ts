/** Part 10 bytes -> headers -> ordered, checked series -> voxels. */
export * from "./dataset.ts";
export * from "./dictionary.ts";
export { toDecimalString } from "./element-writer.ts";
export { describeImage } from "./image-facts.ts";
export * from "./parse/parse-dataset.ts";
export type { EncapsulatedPixelData, NativePixelData, PixelData } from "./parse/pixel-data.ts";
export * from "./part10-writer.ts";
export * from "./pixels/decode-frame.ts";
export { encodeRle } from "./pixels/rle-encoder.ts";
export { type StoredValues, swapBytes } from "./pixels/stored-values.ts";
export {
  type CatalogStudy,
  catalogSeries,
  type MiddleSlice,
  type SeriesCatalog,
} from "./series/catalog.ts";
export { fromLoadedImages, type LoadedImage, type LoadedImages } from "./series/from-loaded-images.ts";
export { indexSeries, type SeriesSummary, type VolumeSummary } from "./series/index-series.ts";
export {
  type Inspection,
  inspectFiles,
  type SeriesInspection,
  type StudyInspection,
} from "./series/inspect-files.ts";
export { type MissingFile, matchMediaDirectory } from "./series/media-directory.ts";
export { type ReadSeriesOptions, readSeries } from "./series/read-series.ts";
export { isReferenced, type ReferencedImages, referencedImages } from "./series/referenced-images.ts";
export type { ReadOptions, ReadProgress, SourceFile } from "./series/source-file.ts";
export * from "./source-series.ts";
export * from "./stored-pixels.ts";
export * from "./transfer-syntaxes.ts";
export { type DicomWebAddress, parseDicomWebAddress } from "./web/dicomweb-address.ts";
export {
  createDicomWebClient,
  type DicomWebClient,
  type DicomWebOptions,
} from "./web/dicomweb-client.ts";
export { openDicomWeb } from "./web/dicomweb-files.ts";
export { fetchAnyInstance } from "./web/fetch-frames.ts";
export { mostInstanceBytes } from "./web/frame-size.ts";
export { toMultipart } from "./web/multipart.ts";
export { otherInstance } from "./web/wanted-instance.ts";
export { catalogSeriesInWorkers, indexSeriesInWorkers, readSeriesInWorkers } from "./worker-reader.ts";
