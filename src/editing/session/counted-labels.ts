import type { Grid } from "../../geometry/index.ts";
import { type Box, GrowingBox, voxelsInBox } from "../../regions/index.ts";
import { type VoxelRuns, writeRuns } from "../voxel-runs.ts";
import type { LabelCounts } from "./label-counts.ts";
import { createSignal } from "./signal.ts";

/**
 * Labels on a grid with their counts, and a record of where they changed. All changes to the labels of a session go through
 * it:
 * drawing, undo and redo.
 */
export class CountedLabels {
  readonly grid: Grid;
  readonly voxels: Uint8Array;
  readonly counts: LabelCounts;
  /** Emits the box in which voxels have changed. */
  readonly changed = createSignal<Box>();
  readonly #box = new GrowingBox();

  /** @param voxels all background. */
  constructor(grid: Grid, voxels: Uint8Array, counts: LabelCounts) {
    this.grid = grid;
    this.voxels = voxels;
    this.counts = counts;
  }

  /**
   * Changes the label of a run of voxels within a row that all have the label `before`. Allocates nothing: once voxels are
   * written, counting them must not fail.
   * @param start linear index of the first one.
   */
  setRun(start: number, length: number, before: number, after: number): void {
    this.voxels.fill(after, start, start + length);
    this.counts.move(start, length, before, after);
    this.touchRun(start, length);
  }

  /** The same for many runs; `side` is what they become. */
  setRuns(runs: VoxelRuns, side: "before" | "after"): void {
    writeRuns(this.voxels, runs, side);
    const { from, to } = this.counts.moveRuns(runs, side);
    if (to[0] === 0) return;
    this.#box.add(from[0], to[0], from[1], from[2]);
    this.#box.add(from[0], to[0], to[1] - 1, to[2] - 1);
  }

  /** Sets the initial labels, before anybody listens. @param labels one for each voxel. */
  fill(labels: Uint8Array): void {
    const columns = this.grid.size[0];
    for (let row = 0; row < labels.length; row += columns)
      for (let at = row; at < row + columns; ) {
        const label = labels[at]!;
        const start = at++;
        while (at < row + columns && labels[at] === label) at++;
        if (label !== 0) this.setRun(start, at - start, 0, label);
      }
    this.#box.clear();
  }

  /** Includes a run of voxels within a row in the next {@link flush}, although it was not written. */
  touchRun(start: number, length: number): void {
    // As in LabelCounts.move.
    const columns = this.grid.size[0];
    const rows = this.grid.size[1];
    const i = start % columns;
    const row = (start - i) / columns;
    const j = row % rows;
    this.#box.add(i, i + length, j, (row - j) / rows);
  }

  /** Tells the listeners what has changed since the last call. */
  flush(): void {
    const { box } = this.#box;
    if (voxelsInBox(box) === 0) return;
    this.#box.clear();
    this.changed.emit(box);
  }
}
