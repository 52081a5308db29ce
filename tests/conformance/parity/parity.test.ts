import { type ChildProcessByStdio, spawn } from "node:child_process";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

/** Python with onnxruntime, which takes a second to start: one process for all models. */
let runner: {
  readonly program: ChildProcessByStdio<Writable, Readable, null>;
  readonly answers: AsyncIterator<string>;
};

beforeAll(() => {
  if (python.path === undefined) return;
  const script = join(import.meta.dirname, "run_onnx.py");
  const program = spawn(python.path, [script], { stdio: ["pipe", "pipe", "inherit"] });
  runner = { program, answers: createInterface(program.stdout)[Symbol.asyncIterator]() };
});

afterAll(() => runner?.program.kill());

async function runInPython(
  model: Model,
  graph: Graph,
  inputs: readonly Float32Array[],
): Promise<Float32Array[]> {
  const file = weightsLocation(model, graph.weights.find(({ precision }) => precision === "float32")!);
  const { program, answers } = runner;
  const task = {
    file,
    input: graph.input.name,
    output: graph.output.name,
    shape: toBatchShape(graph.input, 1),
    inputs: inputs.map(toBase64),
  };
  program.stdin.write(`${JSON.stringify(task)}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error("Python ended: see what it printed");
  return (JSON.parse(value) as string[]).map(fromBase64);
}

function expectSame(
  model: Model,
  graph: Graph,
  found: readonly Float32Array[],
  expected: readonly Float32Array[],
): void {
  expect(found).toHaveLength(expected.length);
  const { largest, scale, otherLabelsBeyondTies } = compareOutputs(graph, found, expected);
  expect(scale).toBeGreaterThan(0);
  expect(largest).toBeLessThanOrEqual(allowedPartOf(model) * scale);
  expect(otherLabelsBeyondTies).toBe(0);
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

    test("in Python's onnxruntime and in onnxruntime-node", async ({ skip }) => {
      if (python.missing) skip(python.missing);
      const found = await runInPython(model, graph, inputs);
      expectSame(model, graph, found, expected);
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

// Two models suffice here: tests/e2e/parity.test.ts runs every one on the same WebAssembly, in a browser.
test.each(["ct-liver-tumour", "threshold-tiny"])(
  "%s gives the same numbers in onnxruntime-web's WebAssembly and in onnxruntime-node",
  async (name) => {
    const folder = [...shippedModels, tinyModel].find((path) => basename(path) === name)!;
    const { model, graph } = await loadSingleGraph(folder);
    const inputs = await createInputs(graph);
    const [found, expected] = [
      await runInNode(model, graph, inputs, "wasm"),
      await runInNode(model, graph, inputs, "auto"),
    ];
    expectSame(model, graph, found, expected);
  },
);
