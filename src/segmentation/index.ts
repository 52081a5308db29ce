/** From a volume to labels: preprocessing, the model, postprocessing, slice by slice. */

export { describeForModel } from "./body-regions/seen-regions.ts";
export { createPostprocess } from "./plan/inference-plan.ts";
export { createIntensityMap, type IntensityMap } from "./plan/intensity-map.ts";
export type { ProbabilityRequest } from "./plan/probability-request.ts";
export { KeptProbabilities } from "./plan/refinement.ts";
export { type RunExtent, type RunNeeds, runNeeds } from "./plan/run-needs.ts";
export { checkFrameOfReference } from "./run/patient-series.ts";
export type { Progress, Run, RunOptions, RunOptions16, RunReport, RunResult, Stage } from "./run/run.ts";
export { describeInBox, type KeptVoxels } from "./run/run-limits.ts";
export { createSegmenter, type Segmenter } from "./run/segmenter.ts";
export { createWorkerSegmenter, type WorkerSegmenterOptions } from "./run/worker-segmenter.ts";
