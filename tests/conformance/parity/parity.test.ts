import { execFileSync } from "node:child_process";
import { basename, dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { withPrecision } from "../../../scripts/evaluate-models/run-case.ts";
import { diceOf } from "../../../src/metrics/index.ts";
import {
  type Graph,
  type Model,
  modalityOf,
  toBatchShape,
  toItemSize,
  weightsLocation,
} from "../../../src/model/index.ts";
import { toMask } from "../../../src/regions/index.ts";
import { findPython } from "../installed.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import {
  allowedPartOf,
  compareOutputs,
  createInputs,
  labelsOf,
  loadSingleGraph,
  runInNode,
  shippedModels,
  tinyModel,
} from "./parity.ts";

const python = findPython("onnxruntime", "numpy");

/** Segments of fewer pixels say little by their Dice: one pixel more or less is too much of them. */
const enoughPixels = 500;

function runInPython(model: Model, graph: Graph, inputs: readonly Float32Array[]): Float32Array[] {
  const file = weightsLocation(model, graph.weights.find(({ precision }) => precision === "float32")!);
  const script = join(import.meta.dirname, "run_onnx.py");
  const answer = execFileSync(python.path!, [script, file, graph.input.name, graph.output.name], {
    input: JSON.stringify({ shape: toBatchShape(graph.input, 1), inputs: inputs.map(toBase64) }),
    maxBuffer: 2 ** 28,
  });
  return (JSON.parse(answer.toString()) as string[]).map(fromBase64);
}

describe.each([...shippedModels, tinyModel].map((folder) => ({ name: basename(folder), folder })))(
  "$name gives the same numbers",
  ({ folder }) => {
    let model: Model;
    let graph: Graph;
    let inputs: Float32Array[];
    let expected: Float32Array[];

    beforeAll(async () => {
      ({ model, graph } = await loadSingleGraph(folder));
      inputs = await createInputs(graph);
      expected = await runInNode(model, graph, inputs, "auto");
    });

    const expectSame = (found: readonly Float32Array[]) => {
      const { largest, scale, otherLabelsBeyondTies } = compareOutputs(graph, found, expected);
      expect(scale).toBeGreaterThan(0);
      expect(largest).toBeLessThanOrEqual(allowedPartOf(model) * scale);
      expect(otherLabelsBeyondTies).toBe(0);
    };

    test("in Python's onnxruntime and in onnxruntime-node", ({ skip }) => {
      if (python.missing) skip(python.missing);
      expectSame(runInPython(model, graph, inputs));
    });

    test("in onnxruntime-web's WebAssembly and in onnxruntime-node", async () => {
      expectSame(await runInNode(model, graph, inputs, "wasm"));
    });

    test("and the same labels in half precision, but for a few pixels at borders", async ({ skip }) => {
      const half = withPrecision(model, "float16");
      if (!half) skip(`${basename(dirname(model.location))} has no weights of half precision`);
      const found = await runInNode(half!, graph, inputs, "auto");
      const { rows, columns } = toItemSize(graph.output);
      const grid = { size: [columns, rows, inputs.length] as const, spacingMm: [1, 1, 1] as const };
      const join8 = (outputs: readonly Float32Array[]) =>
        Uint8Array.from(outputs.flatMap((output) => [...labelsOf(graph, output)]));
      const [before, now] = [join8(expected), join8(found)];
      const differing = before.reduce((sum, label, index) => sum + (label === now[index] ? 0 : 1), 0);
      expect(differing / before.length).toBeLessThanOrEqual(0.001);
      // What a model for MR marks in a CT is mostly border; it is held on patients' MR by the recorded figures.
      if (modalityOf(model.manifest) !== "CT") return;
      for (const { value } of model.manifest.segments) {
        const mask = toMask(before, grid, [value]);
        if (mask.voxels.reduce((sum, isIn) => sum + isIn, 0) < enoughPixels) continue;
        expect(diceOf(toMask(now, grid, [value]), mask)).toBeGreaterThanOrEqual(0.999);
      }
    });
  },
);
