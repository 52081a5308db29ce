import { type Box, intersectBoxes, wholeBox } from "../../regions/index.ts";
import type { GridSlice, VoxelArray } from "../../volume/index.ts";
import { changeTable, type EditLimits, type ValueRange } from "../operations/edit-target.ts";
import { VoxelRunCollector, type VoxelRuns } from "../voxel-runs.ts";
import type { CountedLabels } from "./counted-labels.ts";
import { LabelPair } from "./label-pair.ts";

/** What may be written, and where. */
export interface WritingParts {
  readonly labels: CountedLabels;
  readonly image: VoxelArray | undefined;
  readonly limits: EditLimits;
  /** Labels that may become background; all by default. */
  readonly owned: readonly number[] | undefined;
}

/** Columns `i` up to, but not including, `end` of row (j, k). */
export interface VoxelRow {
  readonly i: number;
  readonly end: number;
  readonly j: number;
  readonly k: number;
}

/** Writes labels as rows, slices, runs or whole volumes, except where the limits of an edit forbid it. */
export abstract class LimitedWriter {
  /** The label of voxels that the limits protected from a change; the last one if there were several. */
  refused: number | undefined;
  readonly #labels: CountedLabels;
  readonly #image: VoxelArray | undefined;
  readonly #allowed: Uint8Array;
  readonly #box: Box;
  readonly #range: ValueRange | undefined;
  /** While many runs are collected to be written at once: those that change, in ascending order. */
  #found: VoxelRunCollector | undefined;

  constructor({ labels, image, limits, owned }: WritingParts) {
    this.#labels = labels;
    this.#image = image;
    this.#allowed = changeTable(limits);
    if (owned) {
      for (let before = 0; before < 256; before++)
        if (!owned.includes(before)) this.#allowed[256 * before] = 0;
    }
    this.#box = limits.box ?? wholeBox(labels.grid);
    this.#range = image && limits.range;
  }

  /** Changes a run of voxels within a row that all have the label `before`, as linear indices. */
  protected abstract write(first: number, end: number, before: number, label: number): void;

  /** Changes many runs, in ascending order, and notifies listeners once. */
  protected abstract writeAtOnce(runs: VoxelRuns): void;

  /** Sets one voxel, if the limits allow it. */
  set(i: number, j: number, k: number, label: number): void {
    this.setRow({ i, end: i + 1, j, k }, label);
  }

  /** Whether the limits' box includes part of a row. */
  protected reaches({ j, k }: VoxelRow): boolean {
    const { from, to } = this.#box;
    return j >= from[1] && j < to[1] && k >= from[2] && k < to[2];
  }

  /** Sets the voxels of a row that the limits allow. */
  setRow(written: VoxelRow, label: number): void {
    if (!this.reaches(written)) return;
    const { i, end, j, k } = written;
    const { grid, voxels } = this.#labels;
    const { from, to } = this.#box;
    const row = grid.size[0] * (j + grid.size[1] * k);
    const stop = row + Math.min(end, to[0]);
    // Handle runs of equal labels at once: a single voxel costs as much as a run.
    for (let at = row + Math.max(i, from[0]); at < stop; ) {
      const before = voxels[at]!;
      const first = at++;
      while (at < stop && voxels[at] === before) at++;
      this.#writeAllowed(first, at, before, label);
    }
  }

  #writeInRange(first: number, end: number, before: number, label: number): void {
    const image = this.#image!;
    const { lower, upper } = this.#range!;
    for (let at = first; at < end; at++) {
      const start = at;
      while (at < end && image[at]! >= lower && image[at]! <= upper) at++;
      if (start < at) this.#take(start, at, before, label);
    }
  }

  /** Changes a run of voxels within a row that all have the label `before`, ignoring the limits. */
  setRun(start: number, length: number, before: number, label: number): void {
    this.write(start, start + length, before, label);
  }

  /** Writes runs of voxels that an operation would change. */
  writeRuns({ start, length, after }: VoxelRuns): void {
    const [columns, rows] = this.#labels.grid.size;
    this.#atOnce(() => {
      for (let n = 0; n < start.length; n++) {
        const row = Math.floor(start[n]! / columns);
        const i = start[n]! - row * columns;
        this.setRow({ i, end: i + length[n]!, j: row % rows, k: Math.floor(row / rows) }, after[n]!);
      }
    });
  }

  /** Writes the labels of one slice across any grid axis, in ascending order of the two other axes. */
  writeSlice({ sliceAxis, sliceIndex, labels }: GridSlice): void {
    const [columns, rows, slices] = this.#labels.grid.size;
    if (sliceAxis === 0) {
      for (let k = 0; k < slices; k++)
        for (let j = 0; j < rows; j++) this.set(sliceIndex, j, k, labels[j + rows * k]!);
    } else if (sliceAxis === 1) {
      for (let k = 0; k < slices; k++) this.#writeRow(labels, columns * k, sliceIndex, k);
    } else {
      for (let j = 0; j < rows; j++) this.#writeRow(labels, columns * j, j, sliceIndex);
    }
    this.#labels.flush();
  }

  /** Writes all voxels. @param labelled a box outside of which all of `labels` are background; it need not be searched there. */
  writeAll(labels: Uint8Array, labelled = wholeBox(this.#labels.grid)): void {
    const { voxels, counts, grid } = this.#labels;
    const [columns, rows] = grid.size;
    const { from, to } = this.#box;
    const pair = new LabelPair(voxels, labels);
    const write = (first: number, end: number, before: number, after: number): void =>
      this.#writeAllowed(first, end, before, after);
    const [firstUsed, endOfUsed] = counts.usedRows;
    const used = counts.usedColumns;
    const {
      from: [i0, j0, k0],
      to: [i1, j1, k1],
    } = intersectBoxes(labelled, this.#box);
    // Outside of these columns both sides are background.
    const firstColumn = Math.max(from[0], Math.min(used[0], i0));
    const endOfColumns = Math.min(to[0], Math.max(used[1], i1));
    this.#atOnce(() => {
      for (let k = from[2]; k < to[2]; k++) {
        const isEmpty = counts.isEmptySlice(k);
        const isLabelled = k >= k0 && k < k1;
        if (isEmpty && !isLabelled) continue;
        const first = isEmpty ? j0 : from[1];
        const end = isEmpty ? j1 : to[1];
        // Row by row: whole slices would take longer until the browser has compiled the code.
        for (let j = first; j < end; j++) {
          const row = columns * (j + rows * k);
          if (!isEmpty && j >= firstUsed && j < endOfUsed)
            pair.forEachChange(row + firstColumn, row + endOfColumns, false, write);
          else if (isLabelled && j >= j0 && j < j1) pair.forEachChange(row + i0, row + i1, true, write);
        }
      }
    });
  }

  /** Changes a run of voxels within a row that all have the label `before`, if the limits allow it. */
  #writeAllowed(first: number, end: number, before: number, label: number): void {
    if (!this.#allowed[256 * before + label]) {
      if (before !== 0 && before !== label) this.refused = before;
    } else if (this.#range) this.#writeInRange(first, end, before, label);
    else this.#take(first, end, before, label);
  }

  #take(first: number, end: number, before: number, label: number): void {
    const found = this.#found;
    if (!found) {
      this.write(first, end, before, label);
      return;
    }
    if (first % this.#labels.grid.size[0] === 0) found.endRow();
    found.add(first, before, label, end - first);
  }

  /** Collects what `find` would write, in ascending order, and then writes it: if memory runs out, nothing is written. */
  #atOnce(find: () => void): void {
    const found = new VoxelRunCollector();
    this.#found = found;
    try {
      find();
    } finally {
      this.#found = undefined;
    }
    this.writeAtOnce(found.toRuns());
  }

  /** Writes the labels of row (j, k), which begin at `start`. */
  #writeRow(labels: Uint8Array, start: number, j: number, k: number): void {
    const columns = this.#labels.grid.size[0];
    for (let i = 0; i < columns; ) {
      const label = labels[start + i]!;
      const first = i++;
      while (i < columns && labels[start + i] === label) i++;
      this.setRow({ i: first, end: i, j, k }, label);
    }
  }
}
