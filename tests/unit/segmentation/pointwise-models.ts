import { type Grid, ijkToLps } from "../../../src/geometry/index.ts";
import {
  type Graph,
  highestValue,
  type ModelManifest,
  parseManifest,
  toGraphs,
  toItemLength,
  toItemSize,
  toItemStrides,
} from "../../../src/model/index.ts";
import { createInferencePlan, type PlanOptions } from "../../../src/segmentation/plan/inference-plan.ts";
import type { InferencePlan, Unit } from "../../../src/segmentation/plan/plan.ts";
import {
  type GridSlice16,
  type LabelArray,
  labelArrayFor,
  type Volume,
  writeGridSlice,
} from "../../../src/volume/index.ts";
import { exampleJson } from "../model/example-manifest.ts";

export type Directions = Grid["directionsLps"];

/** Ways a series may lie in the patient, handedness and an oblique one included. */
export const acquisitions: Readonly<Record<string, Directions>> = {
  "head first supine": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  "feet first prone": [
    [1, 0, 0],
    [0, -1, 0],
    [0, 0, -1],
  ],
  sagittal: [
    [0, 1, 0],
    [0, 0, -1],
    [-1, 0, 0],
  ],
  coronal: [
    [1, 0, 0],
    [0, 0, -1],
    [0, 1, 0],
  ],
  oblique: [
    [0.96, 0.28, 0],
    [-0.28, 0.96, 0],
    [0, 0, -1],
  ],
};

/** A CT whose voxels are a function of where they lie. */
export function volumeOf(
  size: Grid["size"],
  spacingMm: Grid["spacingMm"],
  directionsLps: Directions,
  value: (lps: readonly number[]) => number,
): Volume {
  const grid: Grid = { size, spacingMm, originLps: [-12, 7, 30], directionsLps };
  const voxels = new Float32Array(size[0] * size[1] * size[2]);
  let at = 0;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++) voxels[at++] = value(ijkToLps(grid, [i, j, k]));
    }
  }
  return { grid, voxels, unit: "HU", modality: "CT" };
}

/** Position of the middle of a grid. */
export function middleOf(grid: Grid): readonly [number, number, number] {
  const [i, j, k] = grid.size.map((count) => (count - 1) / 2) as [number, number, number];
  return ijkToLps(grid, [i, j, k]);
}

/** What a simulated network answers for one pixel: one number a channel of its output, from those of its input. */
export type Answer = (inputs: readonly number[], graph: string) => readonly number[];

/** Runs a unit through a network that looks at each pixel alone, whatever its layout. Plain loops: there are millions. */
export function runPointwise(
  graph: Graph,
  tensors: Readonly<Record<string, Float32Array>>,
  answer: Answer,
): Float32Array {
  const [into, from] = [toItemStrides(graph.output), toItemStrides(graph.input)];
  const { slices, rows, columns } = toItemSize(graph.input);
  const channels = toItemSize(graph.input).channels;
  const given = tensors[graph.input.name]!;
  const output = new Float32Array(toItemLength(graph.output));
  for (let s = 0; s < slices; s++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const at = s * from.slices + r * from.rows + c * from.columns;
        const inputs: number[] = [];
        for (let channel = 0; channel < channels; channel++)
          inputs.push(given[at + channel * from.channels]!);
        const values = answer(inputs, graph.name);
        const to = s * into.slices + r * into.rows + c * into.columns;
        for (let channel = 0; channel < values.length; channel++)
          output[to + channel * into.channels] = values[channel]!;
      }
    }
  }
  return output;
}

/** What came of a run of all units. */
export interface Outcome {
  readonly plan: InferencePlan;
  readonly labels: LabelArray;
  readonly slices: readonly GridSlice16[];
}

/** Runs a whole plan with a simulated network, its units in an order of the test's own. */
export function segmentPointwise(
  volume: Volume,
  manifest: ModelManifest,
  answer: Answer,
  options: PlanOptions & { order?: (units: readonly Unit[]) => readonly Unit[] } = {},
): Outcome {
  const { order = (units) => units, ...planOptions } = options;
  const plan = createInferencePlan(volume, manifest, planOptions);
  const graphs = new Map(toGraphs(manifest).map((graph) => [graph.name, graph]));
  const Labels = labelArrayFor(highestValue(manifest));
  const labels = new Labels(volume.voxels.length).fill(255);
  const slices: GridSlice16[] = [];
  for (const stage of [0, 1]) {
    for (const unit of order(plan.units.filter((candidate) => candidate.stage === stage))) {
      const output = runPointwise(graphs.get(unit.graph)!, plan.prepare(unit), answer);
      for (const slice of plan.accept(unit, output)) {
        writeGridSlice(labels, volume.grid, slice);
        slices.push(slice);
      }
    }
  }
  return { plan, labels, slices };
}

/** The example's manifest with other parts of its input and output. */
export function exampleWith(input: object, output: object = {}, common: object = {}): ModelManifest {
  const json = exampleJson();
  const given = { ...json.input, ...input } as Record<string, unknown>;
  for (const key of Object.keys(given)) if (given[key] === undefined) delete given[key];
  return parseManifest(
    { ...json, input: given, output: { ...json.output, ...output }, ...common },
    "example",
  );
}
