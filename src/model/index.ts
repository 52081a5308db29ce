/** Models as users supply them: a manifest and ONNX files. */
export type { BodyRegion } from "./body-region.ts";
export { checkWeightsFile } from "./check-weights.ts";
export { classesOf, readHead } from "./class-head.ts";
export { chooseClasses, findClasses } from "./classes.ts";
export { findExternalData } from "./external-data.ts";
export { fetchModelFolder } from "./fetch-own-model.ts";
export { type ExtraInput, type Intensity, type NetworkInput, seriesOf, type TargetGrid } from "./input.ts";
export { overNonZero } from "./intensity.ts";
export {
  type AnyModel,
  checkWeights,
  type GraphModel,
  loadAnyModel,
  loadModel,
  loadPromptedModel,
  loadWeights,
  type Model,
  type PromptedModel,
  weightsLocation,
} from "./load-model.ts";
export {
  finalOutput,
  highestValue,
  identityOf,
  modalityOf,
  modelAlone,
  modelBefore,
  outputOrientation,
  parseManifest,
  refinedValues,
  seesSeveral,
  segmentsOf,
  toGraphs,
  toSegments,
} from "./manifest.ts";
export type { ModelManifest } from "./manifest-schema.ts";
export {
  type Consensus,
  type Graph,
  type Network,
  type NetworkOutput,
  type Precision,
  toInputRange,
  toInputTensors,
  type WeightsFile,
} from "./network.ts";
export { readOnnxGraph } from "./onnx-graph.ts";
export { isOwnAddress } from "./own-model-files.ts";
export { type FolderFile, forgetOwnModel, holdsModel, keepOwnModel, listOwnModels } from "./own-models.ts";
export { isPatchManifest, listWeights, parsePromptedManifest } from "./prompted-manifest.ts";
export type { EncodedManifest, PatchManifest, PromptedManifest } from "./prompted-schema.ts";
export {
  bodyRegionsOfModel,
  checkModality,
  type ImageFacts,
  type ModelFit,
  modelFit,
  noneFits,
  type SeenRegions,
  statesBodyPart,
  suitabilityWarnings,
  whyChoose,
} from "./suitability.ts";
export {
  type ItemStrides,
  type Tensor,
  toBatchShape,
  toItemLength,
  toItemSize,
  toItemStrides,
} from "./tensor.ts";
