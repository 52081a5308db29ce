/** Running a model on the machine's own processors: the only room that knows onnxruntime. */

export { createBackend } from "#backend";
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
export type { FallbackBackend } from "./fallback-backend.ts";
export { createReferenceInput, sampleReference } from "./numeric-check.ts";
export { workerStopped } from "./runtime-backend.ts";
