import { type ModelAxis, type ModelGrid, placesBack } from "./model-grid.ts";
import type { Patch, PlacedGraph } from "./patches.ts";
import { createSliceBlend } from "./slice-blend.ts";

/** The stored value of probability 1: below the 16-bit maximum of 65535, so that rounded terms may add up to slightly more. */
export const storedOne = 64000;

/** The networks' outputs on the used part of the model's grid, summed patch by patch. */
export interface Accumulator {
  readonly columns: number;
  readonly rows: number;
  /** Number of classes per voxel. */
  readonly classes: number;
  /** The stored value of 1. */
  readonly one: number;
  /** Values of a slice of the grid: classes x rows x columns of its used part; zeros before anything is added. */
  slice(slice: number): Uint16Array | Float32Array;
  /** Discards a slice that is no longer needed. */
  release(slice: number): void;
  /** Adds the output of a graph for a patch. @returns the slices of the grid whose last patch this was. */
  add(graph: PlacedGraph, patch: Patch, output: Float32Array): number[];
}

/**
 * An accumulator of probabilities, 16 bits each.
 * @param graphs all whose outputs are added; each voxel gets their mean, including mirrored runs.
 */
export function createAccumulator(grid: ModelGrid, graphs: readonly PlacedGraph[]): Accumulator {
  const [usedColumns, usedRows, usedSlices] = grid.used;
  const pixels = usedColumns.count * usedRows.count;
  const { classes } = graphs[0]!.activation;
  const slices = new Map<number, Uint16Array>();
  const patchesLeft = countPatches(grid, graphs);
  const probabilities = new Float64Array(classes);

  const slice = (index: number): Uint16Array => {
    let found = slices.get(index);
    if (!found) {
      found = new Uint16Array(classes * pixels);
      slices.set(index, found);
    }
    return found;
  };

  return {
    columns: usedColumns.count,
    rows: usedRows.count,
    classes,
    one: storedOne,
    slice,
    release: (index) => void slices.delete(index),
    add({ graph, placement, patchSet, activation, walk }, patch, output) {
      const { start, steps, channelStep } = walk(graph.output, patch);
      const share = storedOne / (patchSet.variants * graphs.length);
      const weightsAlong = (axis: ModelAxis) => patchSet.axes[axis].weights[patch.place[axis]]!;
      const [columnWeights, rowWeights, sliceWeights] = [weightsAlong(0), weightsAlong(1), weightsAlong(2)];
      const partAlong = (axis: ModelAxis) =>
        overlapWith(grid.used[axis], patch.start[axis], placement.patchSize[axis]);
      const [columns, rows, range] = [partAlong(0), partAlong(1), partAlong(2)];
      const finished: number[] = [];
      for (let s = range.from; s < range.to; s++) {
        const index = patch.start[2] + s;
        const stored = slice(index);
        for (let r = rows.from; r < rows.to; r++) {
          const weight = share * sliceWeights[s]! * rowWeights[r]!;
          let from = start + s * steps[2] + r * steps[1] + columns.from * steps[0];
          let to =
            (patch.start[1] + r - usedRows.first) * usedColumns.count +
            patch.start[0] +
            columns.from -
            usedColumns.first;
          for (let c = columns.from; c < columns.to; c++, from += steps[0], to++) {
            activation.read(output, from, channelStep, probabilities);
            const part = weight * columnWeights[c]!;
            // Storing truncates, so 0.5 is added to round.
            for (let k = 0, at = to; k < classes; k++, at += pixels)
              stored[at]! += probabilities[k]! * part + 0.5;
          }
        }
        const place = index - usedSlices.first;
        if (--patchesLeft[place]! === 0) finished.push(index);
      }
      return finished;
    },
  };
}

/** The part of a patch that lies within a span of the grid, as indices into the patch. */
export function overlapWith(span: { first: number; count: number }, start: number, size: number) {
  return { from: Math.max(0, span.first - start), to: Math.min(size, span.first + span.count - start) };
}

/** For each used slice of the grid, the number of patches that contribute to it. */
export function countPatches({ used }: ModelGrid, graphs: readonly PlacedGraph[]): Int32Array {
  const { first, count } = used[2];
  const counts = new Int32Array(count);
  for (const { patchSet, placement } of graphs) {
    for (const { start } of patchSet.patches) {
      const { from, to } = overlapWith({ first, count }, start[2], placement.patchSize[2]);
      for (let s = from; s < to; s++) counts[start[2] + s - first]!++;
    }
  }
  return counts;
}

/** A slice of the view with all probabilities complete: classes x rows x columns, valid until the next one is requested. */
export interface FinishedSlice {
  readonly slice: number;
  readonly probabilities: Float32Array;
}

/**
 * Interpolates slices of the view from those of the model's grid as soon as both neighbours are complete, and releases slices
 * that no other slice needs.
 * @returns a function to call with the model slices that were completed.
 */
export function createSliceFinisher(
  grid: ModelGrid,
  accumulator: Accumulator,
): (modelSlices: readonly number[]) => Iterable<FinishedSlice> {
  const { lower, upper, weight } = placesBack(grid.axes[2]);
  /** Slices of the model's grid that a slice of the view needs. */
  const needs = (slice: number): number[] =>
    weight[slice]! > 0 ? [lower[slice]!, upper[slice]!] : [lower[slice]!];
  const waiting = new Map<number, number[]>();
  for (let slice = 0; slice < lower.length; slice++) {
    for (const modelSlice of needs(slice))
      waiting.set(modelSlice, [...(waiting.get(modelSlice) ?? []), slice]);
  }
  const isIn = new Set<number>();
  const { columns, rows, classes, one } = accumulator;
  const values = new Float32Array(classes * columns * rows);
  const blendSlices = createSliceBlend();

  const blend = (slice: number): Float32Array => {
    const below = accumulator.slice(lower[slice]!);
    const above = accumulator.slice(weight[slice]! > 0 ? upper[slice]! : lower[slice]!);
    blendSlices(below, above, [(1 - weight[slice]!) / one, weight[slice]! / one], values);
    return values;
  };

  return function* (modelSlices) {
    for (const modelSlice of modelSlices) isIn.add(modelSlice);
    const ready = new Set(
      modelSlices
        .flatMap((modelSlice) => waiting.get(modelSlice) ?? [])
        .filter((slice) => needs(slice).every((modelSlice) => isIn.has(modelSlice))),
    );
    for (const slice of [...ready].sort((a, b) => a - b)) {
      const probabilities = blend(slice);
      for (const modelSlice of needs(slice)) {
        const left = waiting.get(modelSlice)!.filter((other) => other !== slice);
        waiting.set(modelSlice, left);
        if (left.length === 0) accumulator.release(modelSlice);
      }
      yield { slice, probabilities };
    }
    // Model slices between which no slice of the view lies are not needed by any.
    for (const modelSlice of modelSlices)
      if (!waiting.get(modelSlice)?.length) accumulator.release(modelSlice);
  };
}
