import type { ModelManifest } from "../../../src/model/index.ts";

/** A manifest that is valid, for tests to take parts of and to break. */
export function exampleManifest(): ModelManifest {
  return {
    schemaVersion: 1,
    name: "example",
    version: "1.0.0",
    title: "Example",
    architecture: "U-Net",
    description: "",
    intendedUse: "research",
    weights: { file: "model.onnx", precision: "float32", sizeBytes: 3, sha256: "0".repeat(64) },
    input: {
      name: "slices",
      layout: "NCHW",
      shape: [1, 3, 32, 48],
      plane: "axial",
      modality: "CT",
      adjacentSlices: { count: 3, distanceMm: 3 },
      intensity: { kind: "window", lowerHu: -40, upperHu: 160, outputRange: [0, 1] },
      resampling: { inPlane: "fit-field-of-view", minimumSpacingMm: 1.1 },
    },
    output: { name: "logits", layout: "NCHW", shape: [1, 3, 32, 48], activation: "softmax" },
    segments: [
      {
        value: 1,
        label: "Liver",
        color: [200, 120, 40],
        category: {
          codeValue: "123037004",
          codingSchemeDesignator: "SCT",
          codeMeaning: "Anatomical Structure",
        },
        type: { codeValue: "10200004", codingSchemeDesignator: "SCT", codeMeaning: "Liver" },
      },
      {
        value: 2,
        label: "Liver tumour",
        color: [60, 90, 220],
        category: {
          codeValue: "49755003",
          codingSchemeDesignator: "SCT",
          codeMeaning: "Morphologically Abnormal Structure",
        },
        type: { codeValue: "108369006", codingSchemeDesignator: "SCT", codeMeaning: "Neoplasm" },
        anatomicRegion: { codeValue: "10200004", codingSchemeDesignator: "SCT", codeMeaning: "Liver" },
      },
    ],
    postprocessing: [{ operation: "keep-largest-component", values: [1, 2] }],
    data: [{ name: "made for the tests", licence: "MIT" }],
    licence: "MIT",
    evidence: {},
  };
}
