import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkWeightsFile, type Graph, parseManifest, toGraphs } from "../../../src/model/index.ts";
import { readOnnxGraph } from "../../../src/model/onnx-graph.ts";
import { exampleJson, exampleManifest } from "./example-manifest.ts";
import { writeOnnx } from "./onnx-bytes.ts";

const input = { name: "slices", shape: ["n", 3, 32, 48] };
const output = { name: "logits", shape: ["n", 3, 32, 48] };
const weights = [
  { name: "w", type: "float32", bytes: 400 },
  { name: "shape", type: "int64", bytes: 32 },
] as const;
const good = { inputs: [input], outputs: [output], weights };

function check(
  parts: Parameters<typeof writeOnnx>[0],
  change: Partial<Graph> = {},
  precision: "float32" | "float16" = "float32",
) {
  const bytes = writeOnnx(parts);
  const graph = { ...toGraphs(exampleManifest())[0]!, ...change };
  const file = { ...graph.weights[0]!, precision, sizeBytes: bytes.length };
  return checkWeightsFile(bytes, graph, file);
}

describe("checkWeightsFile", () => {
  it("has nothing to say of a file that fits, its weights among the inputs or not", () => {
    expect(check(good)).toEqual([]);
    expect(check({ ...good, inputs: [input, { name: "w", shape: [100] }] })).toEqual([]);
  });

  it.each<[string, ReturnType<typeof check>, string]>([
    [
      "another input",
      check({ ...good, inputs: [{ ...input, name: "image" }] }),
      'has no input "slices", but "image". Correct the name in the manifest.',
    ],
    [
      "another output",
      check({ ...good, outputs: [{ ...output, name: "y" }] }),
      'has no output "logits", but "y".',
    ],
    [
      "an input that is not described",
      check({ ...good, inputs: [input, { name: "where", shape: ["n", 2, 32, 48] }] }),
      'needs an input "where" that the manifest does not describe. Add it to input.extraInputs.',
    ],
    [
      "half precision outside",
      check({ ...good, inputs: [{ ...input, type: "float16" }] }),
      'The input "slices" of model.onnx is float16; it must be float32.',
    ],
    [
      "labels where logits are described",
      check({ ...good, outputs: [{ ...output, type: "int64" }] }),
      'The output "logits" of model.onnx is int64; it must be float32.',
    ],
    [
      "another size",
      check({ ...good, inputs: [{ ...input, shape: ["n", 3, 64, 48] }] }),
      'The input "slices" of model.onnx is n x 3 x 64 x 48, but the manifest says 1 x 3 x 32 x 48 (NCHW). Correct layout and shape.',
    ],
    [
      "another number of dimensions",
      check({ ...good, outputs: [{ ...output, shape: ["n", 3, 32] }] }),
      "n x 3 x 32, but the",
    ],
    [
      "weights of half precision under a name of full",
      check({ ...good, weights: [{ name: "w", type: "float16", bytes: 200 }] }),
      "The weights of model.onnx are float16, but the manifest says float32. Correct weights.precision.",
    ],
    ["the other way round", check(good, {}, "float16"), "are float32, but the manifest says float16"],
  ])("finds %s", (_, findings, message) => {
    expect(findings).toEqual([{ severity: "error", message: expect.stringContaining(message) }]);
  });

  it("says all that is wrong, not the first alone", () => {
    const findings = check({ ...good, inputs: [{ ...input, type: "float16", shape: [1, 3, 8, 8] }] });
    expect(findings).toHaveLength(2);
  });

  it("finds a file of another size, and one that is no ONNX model", () => {
    const graph = toGraphs(exampleManifest())[0]!;
    const file = graph.weights[0]!;
    expect(checkWeightsFile(writeOnnx(good), graph, file)).toEqual([
      {
        severity: "error",
        message: expect.stringContaining("the manifest says 3. Correct weights.sizeBytes."),
      },
    ]);
    expect(checkWeightsFile(Uint8Array.of(1, 2, 3), graph, file)).toEqual([
      { severity: "error", message: "model.onnx is not an ONNX model. Export it again." },
    ]);
  });

  it("takes whole numbers where labels are described", () => {
    const json = {
      ...exampleJson(),
      output: { name: "labels", layout: "NHW", shape: [1, 32, 48], activation: "labels" },
    };
    const labels = { name: "labels", type: "int64", shape: [1, 32, 48] } as const;
    const { output: described } = toGraphs(parseManifest(json, "m"))[0]!;
    expect(check({ ...good, outputs: [labels] }, { output: described })).toEqual([]);
  });

  it("counts weights as what they are cast to: stored as half, used as single", () => {
    const stored = { ...good, weights: [{ name: "w", type: "float16", bytes: 200 }] as const };
    const nodes = [{ operator: "Cast", casts: ["w", "float32"] as const }];
    expect(check({ ...stored, nodes })).toEqual([]);
    expect(check({ ...stored, nodes }, {}, "float16")[0]!.message).toContain("are float32");
    expect(check({ ...stored, nodes: [{ ...nodes[0]!, operator: "Conv" }] })[0]!.message).toContain(
      "are float16",
    );
  });

  it("warns of what WebGPU computes wrongly", () => {
    const five = exampleJson();
    five.input.shape = [1, 5, 32, 48];
    five.input.adjacentSlices.count = 5;
    const graph = toGraphs(parseManifest(five, "m"))[0]!;
    const nodes = [
      { operator: "Conv", strides: [2, 2] },
      { operator: "Conv", autoPad: "SAME_UPPER", strides: [1, 1] },
      { operator: "MaxPool", autoPad: "SAME_LOWER", strides: [2, 2] },
    ];
    const findings = check(
      { ...good, inputs: [{ ...input, shape: [1, 5, 32, 48] }], nodes },
      { input: graph.input },
    );
    expect(findings.map(({ severity }) => severity)).toEqual(["warning", "warning"]);
    expect(findings[0]!.message).toContain("5 channels");
    expect(findings[1]!.message).toContain("MaxPool with auto_pad");
  });
});

describe("readOnnxGraph", () => {
  it("reads the network of the tests", () => {
    const path = new URL("../../fixtures/models/threshold-tiny/model.onnx", import.meta.url);
    const graph = readOnnxGraph(readFileSync(fileURLToPath(path)))!;
    expect(graph.inputs).toEqual([{ name: "slices", type: "float32", shape: [1, 3, 64, 64] }]);
    expect(graph.outputs).toEqual([{ name: "logits", type: "float32", shape: [1, 3, 64, 64] }]);
    expect(graph.weightsBytes.get("float32")).toBeGreaterThan(20_000);
    expect(graph.nodes.some(({ operator, strides }) => operator === "Conv" && strides.length === 2)).toBe(
      true,
    );
  });
});
