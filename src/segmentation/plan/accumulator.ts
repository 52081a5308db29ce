import { type NetworkOutput, toItemStrides } from "../../model/index.ts";
import type { Activation } from "./activation.ts";
import type { ModelGrid, Placement } from "./model-grid.ts";
import { type Patch, type PatchSet, walkTensor } from "./patches.ts";

/** What a probability of 1 is stored as: below the 65535 of 16 bits, so that rounded parts may add up to a little more. */
export const storedOne = 64000;

/** Probabilities of the used part of the model's grid, added up patch by patch, 16 bits each. */
export interface AnswerStore {
  readonly columns: number;
  readonly rows: number;
  /** Probabilities of a slice of the grid: classes x rows x columns of its used part; zeros before any is added. */
  slice(slice: number): Uint16Array;
  /** Lets go of a slice that is not needed any more. */
  release(slice: number): void;
  /** Slices whose last patch is in, of those that a patch covers. */
  add(source: AnswerSource, patch: Patch, values: Float32Array): number[];
}

/** A graph whose answers go into a store. */
export interface AnswerSource {
  readonly output: NetworkOutput;
  readonly placement: Placement;
  readonly patchSet: PatchSet;
  readonly activation: Activation;
}

/** @param sources all that goes into the store; each voxel gets the mean of theirs, and of all mirrored ways. */
export function createAnswerStore(grid: ModelGrid, sources: readonly AnswerSource[]): AnswerStore {
  const [usedColumns, usedRows, usedSlices] = grid.used;
  const pixels = usedColumns.count * usedRows.count;
  const { classes } = sources[0]!.activation;
  const slices = new Map<number, Uint16Array>();
  const patchesLeft = countPatches(grid, sources);
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
    slice,
    release: (index) => void slices.delete(index),
    add({ output, placement, patchSet, activation }, patch, values) {
      const strides = toItemStrides(output);
      const { start, steps } = walkTensor(placement, strides, patch.mirrors);
      const share = storedOne / (patchSet.variants * sources.length);
      const [columnWeights, rowWeights, sliceWeights] = ([0, 1, 2] as const).map(
        (axis) => patchSet.axes[axis].weights[patch.place[axis]]!,
      ) as [Float64Array, Float64Array, Float64Array];
      const [columns, rows, range] = ([0, 1, 2] as const).map((axis) =>
        overlapWith(grid.used[axis], patch.start[axis], placement.patchSize[axis]),
      ) as [Overlap, Overlap, Overlap];
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
            activation.read(values, from, strides.channels, probabilities);
            const part = weight * columnWeights[c]!;
            // Storing truncates, so half of one is added for rounding.
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

interface Overlap {
  readonly from: number;
  readonly to: number;
}

/** The part of a patch, as indices into it, that lies within a span of the grid. */
function overlapWith(span: { first: number; count: number }, start: number, size: number): Overlap {
  return { from: Math.max(0, span.first - start), to: Math.min(size, span.first + span.count - start) };
}

/** Patches that each used slice of the grid takes part in. */
function countPatches({ used }: ModelGrid, sources: readonly AnswerSource[]): Int32Array {
  const { first, count } = used[2];
  const counts = new Int32Array(count);
  for (const { patchSet, placement } of sources) {
    for (const { start } of patchSet.patches) {
      const { from, to } = overlapWith({ first, count }, start[2], placement.patchSize[2]);
      for (let s = from; s < to; s++) counts[start[2] + s - first]!++;
    }
  }
  return counts;
}
