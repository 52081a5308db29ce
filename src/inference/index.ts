/** Running a model on this machine: the only room that imports onnxruntime. */

export { createBackend, createEncodedBackend } from "#backend";
export type {
  AxisTable,
  Backend,
  BackendOptions,
  Device,
  Provider,
  RefusedProvider,
  RunAnswer,
  RunRequest,
  SliceLabelling,
  Tensors,
} from "./backend.ts";
export { forgetWeights, keepWeights, measureKeptWeights } from "./browser-store.ts";
export type { EncodedBackend, EncodedModel, NumberTensor } from "./encoded-backend.ts";
export type { FallbackBackend } from "./fallback-backend.ts";
export { createReferenceInput, sampleReference } from "./numeric-check.ts";
export { runtimeAssets } from "./runtime-assets.ts";
export { workerStopped } from "./runtime-backend.ts";
