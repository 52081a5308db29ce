import { type Accumulator, countPatches, overlapWith } from "./accumulator.ts";
import type { ModelGrid } from "./model-grid.ts";
import type { Patch, PlacedGraph } from "./patches.ts";

/**
 * Outputs of graphs as they are, before any activation, added up patch by patch: each voxel gets their mean, weighted by
 * where it lies in each patch. A slice is 32-bit floats until it is released.
 */
export function createLogitSums(
  grid: ModelGrid,
  graphs: readonly PlacedGraph[],
  toFinished: (values: Float32Array, pixels: number) => void = () => undefined,
): Accumulator {
  const [usedColumns, usedRows, usedSlices] = grid.used;
  const pixels = usedColumns.count * usedRows.count;
  const { classes } = graphs[0]!.activation;
  /** Of each slice the sums of its classes, and behind them those of the weights. */
  const slices = new Map<number, Float32Array>();
  const patchesLeft = countPatches(grid, graphs);
  const sumsOf = (index: number): Float32Array => {
    let found = slices.get(index);
    if (!found) {
      found = new Float32Array((classes + 1) * pixels);
      slices.set(index, found);
    }
    return found;
  };

  return {
    columns: usedColumns.count,
    rows: usedRows.count,
    classes,
    one: 1,
    slice: sumsOf,
    release: (index) => void slices.delete(index),
    add({ graph, placement, patchSet, walk }, patch, output) {
      const { start, steps, channelStep } = walk(graph.output, patch);
      const [width, height] = placement.patchSize;
      const columns = overlapWith(usedColumns, patch.start[0], width);
      const rows = overlapWith(usedRows, patch.start[1], height);
      const range = overlapWith(usedSlices, patch.start[2], placement.patchSize[2]);
      const length = columns.to - columns.from;
      const finished: number[] = [];
      for (let s = range.from; s < range.to; s++) {
        const index = patch.start[2] + s;
        const sums = sumsOf(index);
        for (let r = rows.from; r < rows.to; r++) {
          const weightsAt = columns.from + width * (r + height * s);
          const weights = patchSet.weights!.subarray(weightsAt, weightsAt + length);
          const to = placeOf(patch, r, columns.from);
          const from = start + s * steps[2] + r * steps[1] + columns.from * steps[0];
          for (let k = 0; k < classes; k++)
            addRow({ output, at: from + k * channelStep, step: steps[0] }, weights, sums, to + k * pixels);
          addWeights(weights, sums, to + classes * pixels);
        }
        const place = index - usedSlices.first;
        if (--patchesLeft[place]! > 0) continue;
        divide(sums, pixels, classes);
        toFinished(sums, pixels);
        finished.push(index);
      }
      return finished;
    },
  };

  function placeOf({ start }: Patch, row: number, column: number): number {
    return (start[1] + row - usedRows.first) * usedColumns.count + start[0] + column - usedColumns.first;
  }
}

// Plain loops over their own arguments: variables of an enclosing function would be loaded again for every voxel.

function addRow(
  { output, at: from, step }: { readonly output: Float32Array; readonly at: number; readonly step: number },
  weights: Float32Array,
  sums: Float32Array,
  to: number,
): void {
  for (let n = 0, at = from; n < weights.length; n++, at += step) sums[to + n]! += output[at]! * weights[n]!;
}

function addWeights(weights: Float32Array, sums: Float32Array, to: number): void {
  for (let n = 0; n < weights.length; n++) sums[to + n]! += weights[n]!;
}

function divide(sums: Float32Array, pixels: number, classes: number): void {
  const weights = classes * pixels;
  for (let k = 0, at = 0; k < classes; k++)
    for (let pixel = 0; pixel < pixels; pixel++, at++) sums[at]! /= sums[weights + pixel]!;
}
