import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { createBackend } from "../../../src/inference/index.ts";
import { type Model, seriesOf } from "../../../src/model/index.ts";
import { createLogitSums } from "../../../src/segmentation/plan/logit-sums.ts";
import { createModelGrid, type GridFrame } from "../../../src/segmentation/plan/model-grid.ts";
import { createNetworkInputs } from "../../../src/segmentation/plan/network-input.ts";
import { placeGraphs } from "../../../src/segmentation/plan/patches.ts";
import { createPlanUnits } from "../../../src/segmentation/plan/plan.ts";
import { createMappedReader } from "../../../src/segmentation/plan/target-grid/mapped-reader.ts";
import { layOutTargetGrid } from "../../../src/segmentation/plan/target-grid/target-image.ts";
import { nonZeroPart, sizeOfPart, wholePart } from "../../../src/segmentation/plan/target-grid/view-part.ts";
import type { Volume } from "../../../src/volume/index.ts";

/** An array in a single-precision file, its last axis fastest. */
interface RecordedArray {
  readonly path: string;
  readonly shape: readonly number[];
}

/** Intermediate results of nnU-Net's predictor (recorded_steps.py): `[channels, slices, rows, columns]`. */
export interface RecordedSteps {
  /** Cropped and normalised, before resampling. */
  readonly normalised: RecordedArray;
  readonly resampled: RecordedArray;
  /** Start positions of tiles along slices, rows and columns. */
  readonly starts: readonly [readonly number[], readonly number[], readonly number[]];
  readonly gaussian: RecordedArray;
  /** The mean over tiles, mirrors and folds. */
  readonly logits: RecordedArray;
  /** The same with sums in single precision, as nnU-Net does not keep them by itself. */
  readonly preciseLogits: RecordedArray;
}

const mostOfArrays = 1e-4;
const mostOfPreciseLogits = 1e-3;
/** In steps of half precision at the largest logit: both sides store sums in half precision, and each addition rounds. */
const mostStepsOfLogits = 2;

/** Compares every step from the images to the logits with the arrays of nnU-Net's predictor. */
export async function expectSameSteps(
  { model, images }: { readonly model: Model; readonly images: readonly Volume[] },
  steps: RecordedSteps,
): Promise<void> {
  const { manifest } = model;
  const network = manifest.networks[0]!;
  const { crop, resampling } = network.input;
  if (resampling.inPlane !== "target-grid") throw new Error(`${manifest.name} has no target grid`);
  let view!: GridFrame["view"];
  const grid = createModelGrid(images[0]!.grid, manifest, (frame) => {
    view = frame.view;
    return layOutTargetGrid(images, { crop, resampling }, frame);
  });

  const voxels = images.map((image) => image.voxels);
  const part = crop ? nonZeroPart(voxels, view, wholePart(view)) : wholePart(view);
  const [columns, rows, slices] = sizeOfPart(part);
  expect([images.length, slices, rows, columns]).toEqual(steps.normalised.shape);
  const normalised = read(steps.normalised);
  const channelLength = columns * rows * slices;
  for (const [channel, { intensity }] of seriesOf(network.input).entries()) {
    const readSlice = createMappedReader({ images: voxels, view, part }, channel, intensity);
    const own = new Float32Array(channelLength);
    for (let s = 0; s < slices; s++) readSlice(s, own.subarray(s * columns * rows, (s + 1) * columns * rows));
    const expected = normalised.subarray(channel * channelLength, (channel + 1) * channelLength);
    expect(largestDifference(own, expected)).toBeLessThanOrEqual(mostOfArrays);
  }

  // Both pad an image smaller than a patch; the recorded arrays are from before padding.
  const content = grid.axes.map((axis) => axis.content!) as [Span, Span, Span];
  const size = content.map(({ count }) => count).reverse();
  expect([images.length, ...size]).toEqual(steps.resampled.shape);
  const resampled = grid
    .target!.volumesFor(network)
    .map((volume) => cut((slice) => volume.slice(slice), grid.axes[0].modelCount, content));
  expect(largestDifference(joined(resampled), read(steps.resampled))).toBeLessThanOrEqual(mostOfArrays);

  const { networks } = placeGraphs(grid, manifest);
  const { patchSet } = networks[0]!;
  expect([2, 1, 0].map((axis) => patchSet.axes[axis as 0 | 1 | 2].starts)).toEqual(steps.starts);
  expect(patchSet.weights).toEqual(read(steps.gaussian));

  expect([networks[0]!.activation.classes, ...size]).toEqual(steps.logits.shape);
  expect(grid.used.map(({ first, count }) => [first, count])).toEqual(
    content.map(({ first, count }) => [first, count]),
  );
  const logits = read(steps.logits);
  const largest = logits.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const halfStep = 2 ** (Math.floor(Math.log2(largest)) - 10);
  const { inputs } = createNetworkInputs(images, grid, networks, manifest.consensus);
  const stages = networks.map((graph, index) => ({ graph, input: inputs[index]!, stage: 0 as const }));
  const units = createPlanUnits(grid, stages, { inSlabs: true });
  const ways = [
    { precision: grid.target!.sums, expected: logits, most: mostStepsOfLogits * halfStep },
    { precision: "float32" as const, expected: read(steps.preciseLogits), most: mostOfPreciseLogits },
  ].map((way) => ({ ...way, sums: createLogitSums(grid, networks, way) }));
  const sliceCount = grid.used[2].count;
  let finished = 0;
  await using backend = await createBackend(model);
  for (const unit of units.units) {
    const { graph, patch } = units.workOf(unit);
    const answer = await backend.run({ graph: unit.graph, units: [units.prepare(unit)] });
    for (const { sums, expected, most } of ways) {
      const pixels = sums.columns * sums.rows;
      for (const index of sums.add(graph, patch, answer.units[0]!.output!)) {
        const slice = sums.slice(index);
        for (let k = 0; k < sums.classes; k++) {
          const from = pixels * (index - grid.used[2].first + sliceCount * k);
          const own = slice.subarray(k * pixels, (k + 1) * pixels);
          expect(largestDifference(own, expected.subarray(from, from + pixels))).toBeLessThanOrEqual(most);
        }
        sums.release(index);
        finished++;
      }
    }
    units.release(unit);
  }
  expect(finished).toBe(ways.length * sliceCount);
}

interface Span {
  readonly first: number;
  readonly count: number;
}

/** The voxels within spans of a volume with that many columns. */
function cut(
  slice: (index: number) => Float32Array,
  width: number,
  [columns, rows, slices]: readonly [Span, Span, Span],
): Float32Array {
  const values = new Float32Array(columns.count * rows.count * slices.count);
  let at = 0;
  for (let s = 0; s < slices.count; s++) {
    const plane = slice(slices.first + s);
    for (let r = 0; r < rows.count; r++, at += columns.count) {
      const from = width * (rows.first + r) + columns.first;
      values.set(plane.subarray(from, from + columns.count), at);
    }
  }
  return values;
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const { length } = arrays[0]!;
  const all = new Float32Array(length * arrays.length);
  for (const [index, array] of arrays.entries()) all.set(array, index * length);
  return all;
}

function read({ path }: RecordedArray): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** Infinite for arrays of different lengths, or if a value is NaN. */
function largestDifference(own: Float32Array | Uint16Array, expected: Float32Array): number {
  if (own.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let n = 0; n < own.length; n++) {
    const difference = Math.abs(own[n]! - expected[n]!);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}
