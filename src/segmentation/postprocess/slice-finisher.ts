import { type AnswerStore, storedOne } from "../plan/accumulator.ts";
import { createInterpolation } from "../plan/axis-mapping.ts";
import type { ModelGrid } from "../plan/model-grid.ts";
import type { WrittenSlice } from "../plan/slice-writer.ts";

/** A slice of the view that is finished. */
export interface FinishedSlice extends WrittenSlice {
  readonly slice: number;
}

/**
 * Hands out the slices of the series whose slices of the model's grid are all in, and lets go of those that none waits for.
 * @param classes of a voxel.
 */
export function createSliceFinisher(
  grid: ModelGrid,
  store: AnswerStore,
  classes: number,
  write: (values: Float32Array) => WrittenSlice,
): (modelSlices: readonly number[]) => FinishedSlice[] {
  const { lower, upper, weight } = createInterpolation(grid.axes[2]);
  /** Slices of the model's grid that a slice of the series needs. */
  const needs = (slice: number): number[] =>
    weight[slice]! > 0 ? [lower[slice]!, upper[slice]!] : [lower[slice]!];
  const waiting = new Map<number, number[]>();
  for (let slice = 0; slice < lower.length; slice++) {
    for (const modelSlice of needs(slice))
      waiting.set(modelSlice, [...(waiting.get(modelSlice) ?? []), slice]);
  }
  const isIn = new Set<number>();
  const values = new Float32Array(classes * store.columns * store.rows);

  const blend = (slice: number): Float32Array => {
    const below = store.slice(lower[slice]!);
    const above = store.slice(weight[slice]! > 0 ? upper[slice]! : lower[slice]!);
    const [near, far] = [(1 - weight[slice]!) / storedOne, weight[slice]! / storedOne];
    for (let at = 0; at < values.length; at++) values[at] = below[at]! * near + above[at]! * far;
    return values;
  };

  return (modelSlices) => {
    for (const modelSlice of modelSlices) isIn.add(modelSlice);
    const ready = new Set(
      modelSlices
        .flatMap((modelSlice) => waiting.get(modelSlice) ?? [])
        .filter((slice) => needs(slice).every((modelSlice) => isIn.has(modelSlice))),
    );
    const finished = [...ready].sort((a, b) => a - b).map((slice) => ({ slice, ...write(blend(slice)) }));
    for (const slice of ready) {
      for (const modelSlice of needs(slice)) {
        const left = waiting.get(modelSlice)!.filter((other) => other !== slice);
        waiting.set(modelSlice, left);
        if (left.length === 0) store.release(modelSlice);
      }
    }
    // A slice of the model's grid between whose neighbours no slice of the series lies was never waited for.
    for (const modelSlice of modelSlices) if (!waiting.get(modelSlice)?.length) store.release(modelSlice);
    return finished;
  };
}
