/** Part 10 bytes -> headers -> ordered, checked series -> voxels. */
export { codecAssets } from "#codecs";
export {
  type AttributeValue,
  type Dataset,
  items,
  keywordsOf,
  number,
  numbers,
  text,
  texts,
} from "./dataset.ts";
export { dictionary, type Keyword } from "./dictionary.ts";
export { toTextDecoding } from "./parse/character-sets.ts";
export { type ParsedDicom, parseDataset } from "./parse/parse-dataset.ts";
export { joinBytes, type NativePixelData } from "./parse/pixel-data.ts";
export { readSiemensHeader } from "./parse/siemens-header.ts";
export { chooseVr, parseDecimal, toValues } from "./parse/values.ts";
export { type PixelFill, part10Parts, writePart10 } from "./part10-writer.ts";
export { decodeFrame } from "./pixels/decode-frame.ts";
export { encodedFrame } from "./pixels/encoded-frame.ts";
export { encodeRle } from "./pixels/rle-encoder.ts";
export { swapBytes } from "./pixels/stored-values.ts";
export {
  isPrivate,
  type PrivateKeyword,
  privateCreatorTag,
  privateDictionary,
  privateKeywordOf,
} from "./private-dictionary.ts";
export { mapBounded } from "./series/bounded.ts";
export type { CatalogStudy, MiddleSlice, SeriesCatalog } from "./series/catalog.ts";
export { fromLoadedImages, type LoadedImage, type LoadedImages } from "./series/from-loaded-images.ts";
export { indexSeries, type SeriesSummary, type VolumeSummary } from "./series/index-series.ts";
export {
  type Inspection,
  inspectFiles,
  type SeriesInspection,
  type StudyInspection,
} from "./series/inspect-files.ts";
export { matchMediaDirectory } from "./series/media-directory.ts";
export { type ReadSeriesOptions, readSeries } from "./series/read-series.ts";
export { isReferenced, type ReferencedImages, referencedImages } from "./series/referenced-images.ts";
export { createKeepingReader, localSliceReader, type SliceReader } from "./series/slice-reader.ts";
export type {
  FetchedFrames,
  ReadOptions,
  ReadProgress,
  RemoteImage,
  SourceFile,
} from "./series/source-file.ts";
export { readableModalities } from "./sop-classes.ts";
export {
  contrastOf,
  describeImage,
  describeTechnique,
  imagePosition,
  instanceAt,
  labelsOfImages,
  notesOn,
  type SourceInstance,
  type SourceSeries,
  sliceExtentsMm,
  slicesOfImages,
} from "./source-series.ts";
export { decodeStoredValues, type StoredPixels } from "./stored-pixels.ts";
export { imageUnit, suvBodyWeight } from "./suv.ts";
export { transferSyntaxes } from "./transfer-syntaxes.ts";
export { catalogSeriesInWorkers, indexSeriesInWorkers, readSeriesInWorkers } from "./worker-reader.ts";
