import { toItemSize } from "../../model/index.ts";
import { type Accumulator, countPatches, overlapWith } from "./accumulator.ts";
import type { ModelGrid } from "./model-grid.ts";
import type { Patch, PlacedGraph } from "./patches.ts";
import { createClassHead } from "./target-grid/class-head.ts";
import { createHalfSums } from "./target-grid/half-sums.ts";
import { createSingleSums, type Sums } from "./target-grid/sums.ts";

interface LogitSumsOptions {
  /** The precision in which sums are kept, rounded after every patch. */
  readonly precision: "float16" | "float32";
  /** Post-processes the means of a slice, classes x pixels, once they are complete. */
  readonly finish?: (values: Float32Array, pixels: number) => void;
}

/**
 * Sums outputs as they are, before any activation: each voxel gets the mean over mirrors, then the mean over patches weighted
 * by the position in each, then the mean over graphs.
 */
export function createLogitSums(
  grid: ModelGrid,
  graphs: readonly PlacedGraph[],
  { precision, finish = () => undefined }: LogitSumsOptions,
): Accumulator {
  const [usedColumns, usedRows, usedSlices] = grid.used;
  const pixels = usedColumns.count * usedRows.count;
  const { classes } = graphs[0]!.activation;
  const createSums = precision === "float16" ? createHalfSums : createSingleSums;
  const sums = graphs.map(() => new Map<number, Sums>());
  const heads = graphs.map(({ graph: { output } }) => createClassHead(output, pixels, precision));
  const means = new Map<number, Float32Array>();
  const spare: Float32Array[] = [];
  const patchesLeft = countPatches(grid, graphs);
  const mirrored = createMirrorMeans();

  const sumsOf = (graph: number, slice: number): Sums => {
    const known = sums[graph]!.get(slice);
    if (known) return known;
    const made = heads[graph]!(createSums);
    sums[graph]!.set(slice, made);
    return made;
  };
  const meanOf = (slice: number): Float32Array => {
    const mean = spare.pop()?.fill(0) ?? new Float32Array(classes * pixels);
    for (const [graph, slices] of sums.entries())
      slices.get(slice)?.addMeansTo(mean, { index: graph, count: graphs.length });
    finish(mean, pixels);
    return mean;
  };

  return {
    columns: usedColumns.count,
    rows: usedRows.count,
    classes,
    one: 1,
    // Made when they are asked for: a patch finishes a slab of slices, whose means take far more than their sums.
    slice(index) {
      const mean = means.get(index) ?? meanOf(index);
      means.set(index, mean);
      return mean;
    },
    release(index) {
      const mean = means.get(index);
      if (mean) spare.push(mean);
      means.delete(index);
      for (const slices of sums) slices.delete(index);
    },
    add(placed, patch, output) {
      const { placement, patchSet } = placed;
      const values = mirrored(placed, patch, output);
      if (!values) return [];
      const graph = graphs.indexOf(placed);
      const [width, height, depth] = placement.patchSize;
      const columns = overlapWith(usedColumns, patch.start[0], width);
      const rows = overlapWith(usedRows, patch.start[1], height);
      const range = overlapWith(usedSlices, patch.start[2], depth);
      const finished: number[] = [];
      for (let s = range.from; s < range.to; s++) {
        const index = patch.start[2] + s;
        sumsOf(graph, index).add({
          columns: columns.to - columns.from,
          rows: rows.to - rows.from,
          values: values.values,
          from:
            values.start + columns.from * values.steps[0] + rows.from * values.steps[1] + s * values.steps[2],
          rowStep: values.steps[1],
          columnStep: values.steps[0],
          channelStep: values.channelStep,
          weights: patchSet.weights!,
          weightsFrom: columns.from + width * (rows.from + height * s),
          weightsRowStep: width,
          to:
            (patch.start[1] + rows.from - usedRows.first) * usedColumns.count +
            patch.start[0] +
            columns.from -
            usedColumns.first,
          toRowStep: usedColumns.count,
        });
        const place = index - usedSlices.first;
        patchesLeft[place]! -= patchSet.variants;
        if (patchesLeft[place]! === 0) finished.push(index);
      }
      return finished;
    },
  };
}

/** Values of a patch, and their layout in memory. */
interface PatchValues {
  readonly values: Float32Array;
  readonly start: number;
  readonly steps: readonly [number, number, number];
  readonly channelStep: number;
}

/**
 * Collects the outputs of a patch that is run mirrored in several ways.
 * @returns a function that returns their mean once the last of them has arrived.
 */
function createMirrorMeans() {
  const waiting = new Map<string, { readonly sum: Float32Array; left: number }>();
  const spare: Float32Array[] = [];
  return ({ graph, placement, patchSet, walk }: PlacedGraph, patch: Patch, output: Float32Array) => {
    const { channels } = toItemSize(graph.output);
    const given: PatchValues = { values: output, ...walk(graph.output, patch) };
    if (patchSet.variants === 1) return given;
    const [columns, rows, slices] = placement.patchSize;
    const length = columns * rows * slices;
    const key = `${graph.name} ${patch.place.join(" ")}`;
    let entry = waiting.get(key);
    if (!entry) {
      const known = spare.pop();
      const sum = known?.length === length * channels ? known.fill(0) : undefined;
      entry = { sum: sum ?? new Float32Array(length * channels), left: patchSet.variants };
      waiting.set(key, entry);
    }
    addPatch(given, [columns, rows, slices], entry.sum);
    if (--entry.left > 0) return undefined;
    waiting.delete(key);
    const { sum } = entry;
    for (let at = 0; at < sum.length; at++) sum[at]! /= patchSet.variants;
    spare.push(sum);
    return {
      values: sum,
      start: 0,
      steps: [1, columns, columns * rows],
      channelStep: length,
    } satisfies PatchValues;
  };
}

function addPatch(
  { values, start, steps: [columnStep, rowStep, sliceStep], channelStep }: PatchValues,
  [columns, rows, slices]: readonly [number, number, number],
  into: Float32Array,
): void {
  const length = columns * rows * slices;
  for (let first = 0, channel = start; first < into.length; first += length, channel += channelStep) {
    for (let s = 0, to = first; s < slices; s++) {
      for (let r = 0; r < rows; r++) {
        let from = channel + s * sliceStep + r * rowStep;
        for (let c = 0; c < columns; c++, from += columnStep, to++) into[to]! += values[from]!;
      }
    }
  }
}
