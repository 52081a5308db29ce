/** Running a model on the machine's own processors: the only room that knows onnxruntime. */
export { createBackend } from "#backend";
export type { Backend, BackendOptions, Device, Provider } from "./backend.ts";
export { createReferenceInput, sampleReference } from "./numeric-check.ts";
