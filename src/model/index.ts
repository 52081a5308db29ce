/** Models as their users bring them: a manifest and an ONNX file. */
export * from "./load-model.ts";
export * from "./manifest.ts";
