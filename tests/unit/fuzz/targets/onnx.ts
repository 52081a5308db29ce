import {
  checkWeightsFile,
  findExternalData,
  parseManifest,
  readOnnxGraph,
  toGraphs,
} from "../../../../src/model/index.ts";
import { exampleJson } from "../../model/example-manifest.ts";
import { bytesField, numberField, textField, writeOnnx } from "../../model/onnx-bytes.ts";
import { type FuzzTarget, orClause } from "../fuzz-target.ts";

const [graph] = toGraphs(parseManifest(exampleJson(), "fuzz"));
const inside = writeOnnx({
  inputs: [{ name: "slices", shape: [1, 3, 32, 48] }],
  outputs: [{ name: "logits", shape: ["batch", 3, 32, 48] }],
  nodes: [{ operator: "Conv", autoPad: "SAME_UPPER", strides: [2, 2] }],
  weights: [{ name: "w", type: "float32", bytes: 16 }],
});
const location = [...textField(1, "location"), ...textField(2, "package.json")];
const tensor = [...numberField(2, 1), ...bytesField(13, location), ...numberField(14, 1)];
const branch = bytesField(1, bytesField(5, bytesField(6, bytesField(5, tensor))));
const outside = Uint8Array.from([
  ...numberField(1, 8),
  ...bytesField(7, [...bytesField(5, tensor), ...branch]),
]);

/** An ONNX file, as it is looked into before onnxruntime has it. */
export const onnx: FuzzTarget = {
  name: "onnx",
  covers: "/src/model/",
  seeds: async () => [inside, outside],
  tokens: [
    [0x6a],
    [0x70, 1],
    [0x3a],
    [0x2a],
    [0x0b, 0x0c],
    [0x80, 0x80, 0x80, 0x80, 0x10],
    [0xff, 0xff, 0xff, 0xff, 0x0f],
  ].map((bytes) => Uint8Array.from(bytes)),
  async run(bytes) {
    readOnnxGraph(bytes);
    checkWeightsFile(bytes, graph!, graph!.weights[0]!);
    orClause(() => findExternalData(bytes));
  },
};
