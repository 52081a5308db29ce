/** The library: from DICOM files to a checked segmentation and back into DICOM. No DOM, no Cornerstone. */
export {
  indexSeries,
  type ReadOptions,
  type ReadProgress,
  type ReadSeriesOptions,
  readSeries,
  type SeriesSummary,
  type SourceFile,
  type SourceInstance,
  type SourceSeries,
  type VolumeSummary,
} from "./dicom/index.ts";
export {
  type ReadDicomSegOptions,
  type ReadSegmentation,
  readDicomSeg,
  type SegReadProgress,
  type WriteDicomSegOptions,
  writeDicomSeg,
} from "./dicom-objects/index.ts";
export {
  AutosegError,
  type AutosegErrorCode,
  type AutosegErrorDetails,
  type GeometryProblem,
  isAutosegError,
} from "./errors.ts";
export { type Grid, ijkToLps, lpsToIjk, type Plane, type Point } from "./geometry/index.ts";
export type { BackendOptions, Device, Provider, RefusedProvider } from "./inference/index.ts";
export { loadModel, type Model, type ModelManifest, parseManifest } from "./model/index.ts";
export { boxBetween } from "./regions/index.ts";
export {
  createSegmenter,
  createWorkerSegmenter,
  type KeptVoxels,
  type ProbabilityRequest,
  type Progress,
  type Run,
  type RunExtent,
  type RunNeeds,
  type RunOptions,
  type RunOptions16,
  type RunReport,
  type RunResult,
  runNeeds,
  type Segmenter,
  type WorkerSegmenterOptions,
} from "./segmentation/index.ts";
export {
  type Code,
  createLabelMap,
  createVolume,
  type GridSlice,
  type GridSlice16,
  type LabelArray,
  type LabelMap,
  type Segment,
  type SegmentAlgorithmType,
  type SliceProbabilities,
  segmentVolumesMl,
  type Volume,
  type VoxelArray,
  type VoxelUnit,
} from "./volume/index.ts";
export { type AssetFolders, setAssets } from "./workers/index.ts";
