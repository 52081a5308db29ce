/** Running a model on the machine's own processors: the only room that knows onnxruntime. */

export { createBackend } from "#backend";
export type {
  Backend,
  BackendOptions,
  Device,
  Provider,
  RefusedProvider,
  RunAnswer,
  RunRequest,
  UnitAnswer,
} from "./backend.ts";
export type { FallbackBackend } from "./fallback-backend.ts";
export type { Tensors } from "./network.ts";
export { createReferenceInput, sampleReference } from "./numeric-check.ts";
export type { AxisTable, SliceLabelling } from "./slice-labelling.ts";
export { workerStopped } from "./worker-stopped.ts";
