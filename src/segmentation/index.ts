/** From a volume to labels: preprocessing, the model, postprocessing, slice by slice. */
export * from "./connected-components.ts";
export type { KeptVoxels } from "./kept-voxels.ts";
export { outputOrientation, toViewAxes } from "./plane-view.ts";
export type { RunReport, Stage, TimingsMs } from "./run-report.ts";
export * from "./segmenter.ts";
export type { ProbabilityRequest } from "./voxel-reader.ts";
export { createWorkerSegmenter } from "./worker-segmenter.ts";
