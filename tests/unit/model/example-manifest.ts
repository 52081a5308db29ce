import { type ModelManifest, parseManifest } from "../../../src/model/index.ts";

/** The file of a manifest that is valid, for tests to take parts of and to break. */
export function exampleJson() {
  return {
    schemaVersion: 1,
    name: "example",
    version: "1.0.0",
    title: "Example",
    architecture: "U-Net",
    description: "",
    intendedUse: "research",
    weights: [{ file: "model.onnx", precision: "float32", sizeBytes: 3, sha256: "0".repeat(64) }],
    input: {
      name: "slices",
      layout: "NCHW",
      shape: [1, 3, 32, 48] as (number | string)[],
      plane: "axial",
      modality: "CT",
      adjacentSlices: { count: 3, distanceMm: 3 },
      intensity: { kind: "window", lowerHu: -40, upperHu: 160, outputRange: [0, 1] } as object,
      resampling: { inPlane: "fit-field-of-view", minimumSpacingMm: 1.1 } as object,
    },
    output: {
      name: "logits",
      layout: "NCHW",
      shape: [1, 3, 32, 48] as (number | string)[],
      activation: "softmax",
    },
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
    postprocessing: [{ operation: "keep-largest-component", values: [1, 2] }] as object[],
    data: [{ name: "made for the tests", licence: "MIT" }],
    licence: "MIT",
    evidence: {},
  };
}

/** The example of three planes whose answers a network of its own weighs. */
export function exampleOfThreePlanes() {
  const { weights, input, output, ...common } = exampleJson();
  const { adjacentSlices: _, ...plain } = input;
  const square = ["batch", 40, 40, 1];
  const network = (plane: "axial" | "coronal" | "sagittal") => ({
    name: plane,
    weights: weights.map((file) => ({ ...file, file: `${plane}.onnx` })),
    input: {
      ...plain,
      layout: "NHWC",
      shape: square,
      plane,
      resampling: { inPlane: "target-spacing", spacingMm: 1, throughPlaneSpacingMm: 1 },
    },
    output: { ...output, layout: "NHWC", shape: ["batch", 40, 40, 3], values: "probabilities" },
  });
  return {
    ...common,
    networks: [network("sagittal"), network("coronal"), network("axial")],
    consensus: {
      kind: "network",
      weights: weights.map((file) => ({ ...file, file: "consensus.onnx" })),
      input: {
        name: "answers",
        layout: "NHWC",
        shape: ["batch", 40, 40, 10],
        plane: "axial",
        channels: ["image", "sagittal", "coronal", "axial"],
      },
      output: {
        name: "agreed",
        layout: "NHWC",
        shape: ["batch", 40, 40, 3],
        activation: "softmax",
        values: "probabilities",
      },
    },
  };
}

/** The example as it is after parsing. */
export function exampleManifest(): ModelManifest {
  return parseManifest(exampleJson(), "example");
}
