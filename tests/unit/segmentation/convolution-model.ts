import { createHash } from "node:crypto";
import { bytesField, numberField, textField } from "../model/onnx-bytes.ts";

/** Rows and columns of what the models here see. */
export const side = 32;

/** A model that is one convolution of single pixels. */
export interface ConvolutionModel {
  readonly name: string;
  readonly title: string;
  /** What each channel of the input counts for in each class: classes x channels. */
  readonly slopes: readonly (readonly number[])[];
  /** Of each class. */
  readonly offsets: readonly number[];
  /** Label value and output channel of each segment. */
  readonly segments: readonly { readonly value: number; readonly channel: number; readonly label: string }[];
  /** Of the input, over what is here. */
  readonly input?: object;
  readonly postprocessing?: readonly object[];
}

/** The files of the model's folder by their names. */
export function convolutionFiles(model: ConvolutionModel): Map<string, Uint8Array<ArrayBuffer>> {
  const weights = graph(model);
  const channels = model.slopes[0]!.length;
  const code = (codeValue: string) => ({
    codeValue,
    codingSchemeDesignator: "99TEST",
    codeMeaning: codeValue,
  });
  const tensor = (name: string, count: number) => ({
    name,
    layout: "NCHW",
    shape: [1, count, side, side],
  });
  const { name, title, segments, input, postprocessing = [] } = model;
  const manifest = {
    schemaVersion: 1,
    name,
    version: "1.0.0",
    title,
    architecture: "Convolution",
    description: "Test fixture.",
    intendedUse: "research",
    weights: [
      {
        file: "model.onnx",
        precision: "float32",
        sizeBytes: weights.length,
        sha256: createHash("sha256").update(weights).digest("hex"),
      },
    ],
    input: {
      ...tensor("slices", channels),
      plane: "axial",
      modality: "CT",
      intensity: { kind: "window", lowerHu: -1024, upperHu: 3072, outputRange: [-1024, 3072] },
      resampling: { inPlane: "fit-field-of-view", minimumSpacingMm: 0.5 },
      ...input,
    },
    output: { ...tensor("logits", model.slopes.length), activation: "softmax" },
    segments: segments.map((segment, index) => ({
      ...segment,
      color: [index % 256, (7 * index) % 256, 80],
      category: code("organ"),
      type: code(`class-${segment.value}`),
    })),
    postprocessing,
    data: [{ name: "none", licence: "MIT" }],
    licence: "MIT",
    evidence: {},
  };
  return new Map([
    ["model.onnx", weights],
    ["manifest.json", new TextEncoder().encode(JSON.stringify(manifest))],
  ]);
}

function graph({ slopes, offsets }: ConvolutionModel): Uint8Array<ArrayBuffer> {
  const tensor = (name: string, shape: readonly number[], values: readonly number[]) => [
    ...shape.flatMap((size) => numberField(1, size)),
    ...numberField(2, 1),
    ...textField(8, name),
    ...bytesField(9, new Uint8Array(Float32Array.from(values).buffer)),
  ];
  const image = (name: string, count: number) => {
    const shape = [1, count, side, side].flatMap((size) => bytesField(1, numberField(1, size)));
    return [
      ...textField(1, name),
      ...bytesField(2, bytesField(1, [...numberField(1, 1), ...bytesField(2, shape)])),
    ];
  };
  const node = [
    ...["slices", "slopes", "offsets"].flatMap((name) => textField(1, name)),
    ...textField(2, "logits"),
    ...textField(4, "Conv"),
  ];
  const [classes, channels] = [slopes.length, slopes[0]!.length];
  const content = [
    ...bytesField(1, node),
    ...textField(2, "convolution"),
    ...bytesField(5, tensor("slopes", [classes, channels, 1, 1], slopes.flat())),
    ...bytesField(5, tensor("offsets", [classes], offsets)),
    ...bytesField(11, image("slices", channels)),
    ...bytesField(12, image("logits", classes)),
  ];
  return Uint8Array.from([
    ...numberField(1, 8),
    ...bytesField(7, content),
    ...bytesField(8, numberField(2, 17)),
  ]);
}
