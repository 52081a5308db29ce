/** The library: from DICOM files to a checked segmentation and back into DICOM. No DOM, no Cornerstone. */
export {
  indexSeries,
  readSeries,
  type SeriesSummary,
  type SourceFile,
  type SourceInstance,
  type SourceSeries,
} from "./dicom/index.ts";
export {
  checkDicomSeg,
  describeChanges,
  describeFinding,
  type Finding,
  type Predecessor,
  type ReadDicomSegOptions,
  readDicomSeg,
  readDicomSegExactly,
  readDicomSegInWorker,
  type SegReadProgress,
  type WriteDicomSegOptions,
  writeDicomSeg,
  writeDicomSegInParts,
  writeDicomSegInWorker,
  writeFractionalSeg,
  writeMeasurementReport,
  writeRtStruct,
} from "./dicom-objects/index.ts";
export {
  type StoredSegmentation,
  type StoreSegmentationOptions,
  storeSegmentation,
} from "./dicomweb/index.ts";
export { AutosegError, type AutosegErrorCode, type GeometryProblem, isAutosegError } from "./errors.ts";
export { type Mesh, segmentSurfaces, toNifti, toNrrd, toStl } from "./export/index.ts";
export { type Grid, ijkToLps, lpsToIjk, type Plane, type Point } from "./geometry/index.ts";
export type { BackendOptions, Device, Provider } from "./inference/index.ts";
export { loadModel, type Model, type ModelManifest, parseManifest } from "./model/index.ts";
export { type Measurements, measureSegments } from "./regions/index.ts";
export {
  createSegmenter,
  createWorkerSegmenter,
  type KeptVoxels,
  type Progress,
  type Run,
  type RunOptions,
  type RunReport,
  type RunResult,
  type Segmenter,
} from "./segmentation/index.ts";
export {
  categories,
  findTerm,
  lateralities,
  type SidedTerm,
  searchSidedTerms,
  searchTerms,
  type Term,
} from "./terminology/index.ts";
export {
  type Code,
  createLabelMap,
  createVolume,
  createWideLabelMap,
  type GridSlice,
  type LabelMap,
  type Segment,
  type SegmentAlgorithmType,
  segmentVolumesMl,
  type Volume,
  type WideLabelMap,
} from "./volume/index.ts";
