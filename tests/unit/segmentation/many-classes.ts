import { createHash } from "node:crypto";
import type { Volume } from "../../../src/volume/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { bytesField, numberField, textField } from "../model/onnx-bytes.ts";

/** A model of more classes than a byte has numbers: class k where a voxel has k HU, in slices of 32 x 32 pixels. */
const classes = 300;
const side = 32;

/** The values of segments: their channel's number, and 1000 more for those that no byte holds anyhow. */
export const labelOf = (channel: number): number => (channel > 255 ? channel + 1000 : channel);

/** One convolution of a pixel x: 2 k x - k x k is highest for the class k next to x. */
function graph(): Uint8Array<ArrayBuffer> {
  const tensor = (name: string, shape: readonly number[], values: Float32Array) => [
    ...shape.flatMap((size) => numberField(1, size)),
    ...numberField(2, 1),
    ...textField(8, name),
    ...bytesField(9, new Uint8Array(values.buffer)),
  ];
  const image = (name: string, channels: number) => {
    const shape = [1, channels, side, side].flatMap((size) => bytesField(1, numberField(1, size)));
    return [
      ...textField(1, name),
      ...bytesField(2, bytesField(1, [...numberField(1, 1), ...bytesField(2, shape)])),
    ];
  };
  const each = (value: (channel: number) => number) =>
    Float32Array.from({ length: classes }, (_, channel) => value(channel));
  const node = [
    ...["slices", "slopes", "offsets"].flatMap((name) => textField(1, name)),
    ...textField(2, "logits"),
    ...textField(4, "Conv"),
  ];
  const content = [
    ...bytesField(1, node),
    ...textField(2, "many"),
    ...bytesField(
      5,
      tensor(
        "slopes",
        [classes, 1, 1, 1],
        each((k) => 2 * k),
      ),
    ),
    ...bytesField(
      5,
      tensor(
        "offsets",
        [classes],
        each((k) => -k * k),
      ),
    ),
    ...bytesField(11, image("slices", 1)),
    ...bytesField(12, image("logits", classes)),
  ];
  return Uint8Array.from([
    ...numberField(1, 8),
    ...bytesField(7, content),
    ...bytesField(8, numberField(2, 17)),
  ]);
}

/** The files of the model's folder by their names. */
export function manyClassesFiles(
  postprocessing: readonly object[] = [],
): Map<string, Uint8Array<ArrayBuffer>> {
  const weights = graph();
  const code = (codeValue: string) => ({
    codeValue,
    codingSchemeDesignator: "99TEST",
    codeMeaning: codeValue,
  });
  const tensor = (name: string, channels: number) => ({
    ...{ name, layout: "NCHW", shape: [1, channels, side, side] },
  });
  const manifest = {
    schemaVersion: 1,
    ...{ name: "many-classes", version: "1.0.0", title: "Many classes", architecture: "Convolution" },
    ...{ description: "Test fixture: the class of a voxel is its value.", intendedUse: "research" },
    weights: [
      {
        ...{ file: "model.onnx", precision: "float32", sizeBytes: weights.length },
        sha256: createHash("sha256").update(weights).digest("hex"),
      },
    ],
    input: {
      ...tensor("slices", 1),
      ...{ plane: "axial", modality: "CT" },
      intensity: { kind: "window", lowerHu: 0, upperHu: 1000, outputRange: [0, 1000] },
      resampling: { inPlane: "fit-field-of-view", minimumSpacingMm: 1 },
    },
    output: { ...tensor("logits", classes), activation: "softmax" },
    segments: Array.from({ length: classes - 1 }, (_, index) => ({
      ...{ value: labelOf(index + 1), channel: index + 1, label: `Class ${index + 1}` },
      color: [index % 256, (7 * index) % 256, 80],
      ...{ category: code("organ"), type: code(`class-${index + 1}`) },
    })),
    postprocessing,
    ...{ data: [{ name: "none", licence: "MIT" }], licence: "MIT", evidence: {} },
  };
  return new Map([
    ["model.onnx", weights],
    ["manifest.json", new TextEncoder().encode(JSON.stringify(manifest))],
  ]);
}

/** Three slices that show every class in each. */
export function manyClassesVolume(): Volume {
  const voxels = Int16Array.from({ length: 3 * side * side }, (_, at) => (at * 7) % classes);
  return { grid: straightGrid([side, side, 3], [2, 2, 3]), voxels, unit: "HU", modality: "CT" };
}
