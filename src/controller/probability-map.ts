import type { Grid, Point } from "../geometry/index.ts";
import { type GridSlice16, writeGridSlice } from "../volume/index.ts";

/** A slice, and how uncertain the model is in it. */
export interface UncertainSlice {
  readonly sliceIndex: number;
  readonly uncertainty: number;
  /** Where the uncertainty in the slice is highest. */
  readonly ijk: Point<"ijk">;
}

/** A model's class probabilities for every voxel, collected slice by slice: 0..255 for 0..1. */
export class ProbabilityMap {
  readonly grid: Grid;
  readonly entropy: Uint8Array;
  readonly #segments = new Map<number, Uint8Array>();

  constructor(grid: Grid) {
    this.grid = grid;
    this.entropy = new Uint8Array(grid.size[0] * grid.size[1] * grid.size[2]);
  }

  has(segmentNumber: number): boolean {
    return this.#segments.has(segmentNumber);
  }

  /** @param toSession maps the model's segment numbers to the session's. */
  addSlice({ probabilities, ...slice }: GridSlice16, toSession = (number: number): number => number): void {
    const { segments = [], entropy } = probabilities ?? {};
    if (entropy) writeGridSlice(this.entropy, this.grid, { ...slice, labels: entropy });
    for (const { segmentNumber: ofModel, values } of segments) {
      const segmentNumber = toSession(ofModel);
      const all = this.#segments.get(segmentNumber) ?? new Uint8Array(this.entropy.length);
      this.#segments.set(segmentNumber, all);
      writeGridSlice(all, this.grid, { ...slice, labels: values });
    }
  }

  /**
   * Calls `change` for every voxel of `labels` whose label must change so that the segment consists of all voxels with a
   * probability of at least `threshold` (1..255). `label` is the segment's number; where the segment loses a voxel that it had in
   * `before`, the most likely of the others; elsewhere the label in `before`, so that a lower threshold tried first leaves no trace.
   */
  forEachChange(
    segmentNumber: number,
    threshold: number,
    { labels, before }: { readonly labels: Uint8Array; readonly before: Uint8Array },
    change: (i: number, j: number, k: number, label: number) => void,
  ): void {
    const values = this.#segments.get(segmentNumber);
    if (!values) return;
    const [columns, rows] = this.grid.size;
    for (let index = 0; index < values.length; index++) {
      const isIn = values[index]! >= threshold;
      const wasIn = before[index] === segmentNumber;
      const label = isIn
        ? segmentNumber
        : wasIn
          ? this.#likeliestOther(segmentNumber, index)
          : before[index]!;
      if (label === labels[index]) continue;
      const row = Math.floor(index / columns);
      const k = Math.floor(row / rows);
      change(index - row * columns, row - k * rows, k, label);
    }
  }

  #likeliestOther(segmentNumber: number, index: number): number {
    let [best, most, sum] = [0, 0, 0];
    for (const [other, values] of this.#segments) {
      sum += values[index]!;
      if (other === segmentNumber || values[index]! <= most) continue;
      [best, most] = [other, values[index]!];
    }
    return most > 255 - sum ? best : 0;
  }

  /** The slices across a grid axis in which the model is uncertain, the most uncertain first. */
  uncertainSlices(sliceAxis: 0 | 1 | 2): UncertainSlice[] {
    const { size } = this.grid;
    const sums = Array.from({ length: size[sliceAxis] }, () => ({ uncertainty: 0, at: [0, 0, 0] }));
    let index = 0;
    for (let k = 0; k < size[2]; k++) {
      for (let j = 0; j < size[1]; j++) {
        for (let i = 0; i < size[0]; i++, index++) {
          const excess = this.entropy[index]! - clearEdge;
          if (excess <= 0) continue;
          const ijk = [i, j, k];
          const sum = sums[ijk[sliceAxis]!]!;
          sum.uncertainty += excess;
          for (let axis = 0; axis < 3; axis++) sum.at[axis]! += excess * ijk[axis]!;
        }
      }
    }
    return sums
      .map(({ uncertainty, at }, sliceIndex) => {
        const [i, j, k] = at.map((sum) => Math.round(sum / uncertainty));
        return { sliceIndex, uncertainty, ijk: [i!, j!, k!] as const };
      })
      .filter(({ uncertainty }) => uncertainty > 0)
      .sort((a, b) => b.uncertainty - a.uncertainty);
  }
}

/** Lower entropies are usual along a clear edge. */
const clearEdge = 128;
