/** Models as their users bring them: a manifest and ONNX files. */
export * from "./check-weights.ts";
export { findExternalData } from "./external-data.ts";
export * from "./input.ts";
export * from "./load-model.ts";
export * from "./manifest.ts";
export * from "./network.ts";
export { readOnnxGraph } from "./onnx-graph.ts";
export {
  bodyRegionsOfModel,
  checkModality,
  type ImageFacts,
  type ModelFit,
  modelFit,
  suitabilityWarnings,
} from "./suitability.ts";
export * from "./tensor.ts";
