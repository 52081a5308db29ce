import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findInputFiles } from "../../../src/cli/input-files.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { createBackend } from "../../../src/inference/index.ts";
import {
  type Graph,
  loadModel,
  type Model,
  toGraphs,
  toInputRange,
  toItemSize,
} from "../../../src/model/index.ts";
import { isPromptedManifest } from "../../../src/model/prompted-manifest.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** Folders of the shipped models that segment without prompts. */
export const shippedModels: readonly string[] = readdirSync(join(root, "models"))
  .map((name) => join(root, "models", name))
  .filter((folder) => existsSync(join(folder, "manifest.json")))
  .filter((folder) => !isPromptedManifest(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"))))
  .sort();

export const tinyModel = join(root, "tests", "fixtures", "models", "threshold-tiny");

/** An untrained network of nnU-Net's kind, as written by the importer (models/training/tests/make_imported.py). */
const imported = (name: string) => join(root, "tests", "fixtures", "models", `imported-${name}`);

/** A model whose last layer was cut off, so that its graph outputs features. */
export const headModel = imported("head");

export const importedModels: readonly string[] = [imported("plane"), imported("volume"), headModel];

/**
 * Tolerance for a logit, relative to the largest logit: single precision has a relative error of 1e-7, which accumulates
 * differently over thirty layers on every processor.
 */
export const allowedPart = 1e-4;

/**
 * SegNet puts each value at the position of the largest of four. If two of them are equal up to rounding, as on a uniform
 * background, processors choose differently, and logits around that pixel differ. Labels must not.
 */
const allowedPartOfSegNet = 0.05;

/** Tolerance for a logit of a model, relative to the largest one. */
export function allowedPartOf({ manifest }: Model): number {
  return manifest.architecture === "SegNet" ? allowedPartOfSegNet : allowedPart;
}

/** Slices of the sample study for the middle of an input: lung bases, liver, kidneys. */
const middleSlices = [60, 45, 20];

/** Soft tissue window in HU that is mapped to the range the model expects. */
const [lowerHu, upperHu] = [-160, 240];

/**
 * Real images as inputs of a graph with one image input: slices of the sample study with their neighbours, with pixels left out
 * or repeated to fit, `[channels, (slices,) rows, columns]`. What they show matters less than that all runs get the same.
 */
export async function createInputs(graph: Graph, count = middleSlices.length): Promise<Float32Array[]> {
  if (!["NCHW", "NCDHW"].includes(graph.input.layout) || graph.input.extraInputs)
    throw new Error(`${graph.name}: only an image alone is made here`);
  study ??= readSeries(await findInputFiles([join(root, "sample-dicom", "ct-abdomen-synthetic")]));
  const { grid, voxels } = (await study).volume;
  const [sourceColumns, sourceRows, slices] = grid.size;
  const { channels, slices: depth, rows, columns } = toItemSize(graph.input);
  const planes = channels * depth;
  const [lowest, highest] = toInputRange(graph, 0);
  return middleSlices.slice(0, count).map((middle) => {
    const input = new Float32Array(planes * rows * columns);
    for (let plane = 0, at = 0; plane < planes; plane++) {
      const slice = Math.min(Math.max(middle + plane - Math.floor(planes / 2), 0), slices - 1);
      for (let row = 0; row < rows; row++) {
        const from = sourceColumns * (Math.floor(((row + 0.5) * sourceRows) / rows) + sourceRows * slice);
        for (let column = 0; column < columns; column++, at++) {
          const hu = voxels[from + Math.floor(((column + 0.5) * sourceColumns) / columns)]!;
          const part = (Math.min(Math.max(hu, lowerHu), upperHu) - lowerHu) / (upperHu - lowerHu);
          input[at] = lowest + (highest - lowest) * part;
        }
      }
    }
    return input;
  });
}

let study: ReturnType<typeof readSeries> | undefined;

/** A model with one graph, as all shipped ones are. */
export async function loadSingleGraph(folder: string): Promise<{ model: Model; graph: Graph }> {
  const model = await loadModel(folder);
  const [graph, ...others] = toGraphs(model.manifest);
  if (!graph || others.length > 0) throw new Error(`${folder} has several graphs`);
  return { model, graph };
}

/** Outputs of a model for every input in this process, on onnxruntime-node's CPU provider or onnxruntime-web's WebAssembly. */
export async function runInNode(
  model: Model,
  { name, input }: Graph,
  inputs: readonly Float32Array[],
  device: "auto" | "wasm",
): Promise<Float32Array[]> {
  await using backend = await createBackend(model, { device });
  const { units } = await backend.run({
    graph: name,
    units: inputs.map((values) => ({ [input.name]: values })),
  });
  return units.map(({ output }) => output!);
}

export interface Difference {
  /** The largest difference of two logits, and the absolute value of the largest logit. */
  readonly largest: number;
  readonly scale: number;
  /** Pixels with another highest channel. */
  readonly otherLabels: number;
  /** Those of them that are not ties: the two highest channels differ by more than the differences of logits can explain. */
  readonly otherLabelsBeyondTies: number;
}

/** Compares outputs of shape `[channels, rows, columns]` with those for the same input in `expected`. */
export function compareOutputs(
  { output }: Graph,
  found: readonly Float32Array[],
  expected: readonly Float32Array[],
): Difference {
  const { channels, rows, columns } = toItemSize(output);
  const pixels = rows * columns;
  let [largest, scale] = [0, 0];
  for (const [index, values] of expected.entries()) {
    const others = found[index]!;
    // An iterator over ten million numbers would take longer than the model.
    for (let at = 0; at < values.length; at++) {
      largest = Math.max(largest, Math.abs(values[at]! - others[at]!));
      scale = Math.max(scale, Math.abs(values[at]!));
    }
  }
  let [otherLabels, otherLabelsBeyondTies] = [0, 0];
  for (const [index, values] of expected.entries()) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const before = highestChannel(values, pixel, channels, pixels);
      const now = highestChannel(found[index]!, pixel, channels, pixels);
      if (before === now) continue;
      otherLabels++;
      const margin = values[before * pixels + pixel]! - values[now * pixels + pixel]!;
      if (margin > 2 * allowedPart * scale) otherLabelsBeyondTies++;
    }
  }
  return { largest, scale, otherLabels, otherLabelsBeyondTies };
}

/** The highest channel at every pixel; the lowest of them on a tie. */
export function labelsOf({ output }: Graph, values: Float32Array): Uint8Array {
  const { channels, rows, columns } = toItemSize(output);
  const pixels = rows * columns;
  return Uint8Array.from({ length: pixels }, (_, pixel) => highestChannel(values, pixel, channels, pixels));
}

function highestChannel(values: Float32Array, pixel: number, channels: number, pixels: number): number {
  let highest = 0;
  for (let channel = 1; channel < channels; channel++)
    if (values[channel * pixels + pixel]! > values[highest * pixels + pixel]!) highest = channel;
  return highest;
}
