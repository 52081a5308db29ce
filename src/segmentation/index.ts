/** From a volume to labels: preprocessing, the model, postprocessing, slice by slice. */
export { outputOrientation, toViewAxes } from "./plan/plane-view.ts";
export type { KeptVoxels } from "./run/kept-voxels.ts";
export type { RunReport, Stage } from "./run/run-report.ts";
export {
  createSegmenter,
  type Progress,
  type Run,
  type RunOptions,
  type RunResult,
  type Segmenter,
} from "./run/segmenter.ts";
export { createWorkerSegmenter } from "./run/worker-segmenter.ts";
