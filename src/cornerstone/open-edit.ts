import {
  type Box,
  changeTable,
  type EditLimits,
  isInBox,
  type ValueRange,
  type VoxelRuns,
} from "../editing/index.ts";
import type { Grid } from "../geometry/index.ts";
import type { GridSlice } from "../segmentation/index.ts";
import type { Segment, SegmentAlgorithmType, VoxelArray } from "../volume/index.ts";
import { ChangedBox } from "./changed-box.ts";
import type { EditKind } from "./edit-history.ts";
import { EditJournal } from "./edit-journal.ts";
import type { LabelCounts } from "./label-counts.ts";

interface OpenEditParts {
  readonly kind: EditKind;
  readonly name: string;
  readonly grid: Grid;
  readonly voxels: Uint8Array;
  readonly image: VoxelArray | undefined;
  readonly counts: LabelCounts;
  readonly limits: EditLimits;
  /** Labels that this edit may turn into background; all where it is not given. */
  readonly owned: readonly number[] | undefined;
  readonly onChange: (changed: Box) => void;
  /** The edit is over: its changes are to be kept, or to be taken back. */
  readonly onEnd: (runs: VoxelRuns, isKept: boolean) => void;
}

/** An edit that is being made, voxel by voxel, and can be seen meanwhile. */
export class OpenEdit {
  readonly kind: EditKind;
  readonly name: string;
  /** Set these to change the segments or how they came to be in the same step. */
  segments: readonly Segment[] | undefined;
  types: ReadonlyMap<number, SegmentAlgorithmType> | undefined;

  readonly #parts: OpenEditParts;
  readonly #journal: EditJournal;
  readonly #allowed: Uint8Array;
  readonly #box: Box | undefined;
  readonly #range: ValueRange | undefined;
  readonly #changed = new ChangedBox();

  constructor(parts: OpenEditParts) {
    this.#parts = parts;
    this.kind = parts.kind;
    this.name = parts.name;
    this.#journal = new EditJournal(parts.voxels, parts.grid.size[0]);
    this.#allowed = changeTable(parts.limits);
    if (parts.owned) {
      for (let before = 0; before < 256; before++)
        if (!parts.owned.includes(before)) this.#allowed[256 * before] = 0;
    }
    this.#box = parts.limits.box;
    this.#range = parts.image && parts.limits.range;
  }

  /** Sets one voxel, unless the limits stand in the way. */
  set(i: number, j: number, k: number, label: number): void {
    if (this.#box && !isInBox(this.#box, [i, j, k])) return;
    this.#write(i, j, k, i + this.#parts.grid.size[0] * (j + this.#parts.grid.size[1] * k), label);
  }

  /** Sets the voxels of row (j, k) from column `i` up to, but not including, `end`. */
  setRow(i: number, end: number, j: number, k: number, label: number): void {
    const { grid, voxels } = this.#parts;
    const [from, to] = this.#box ? [this.#box.from, this.#box.to] : [[0, 0, 0] as const, grid.size];
    if (j < from[1] || j >= to[1] || k < from[2] || k >= to[2]) return;
    const row = grid.size[0] * (j + grid.size[1] * k);
    const last = Math.min(end, to[0]);
    for (let at = Math.max(i, from[0]); at < last; at++)
      if (voxels[row + at] !== label) this.#write(at, j, k, row + at, label);
  }

  #write(i: number, j: number, k: number, index: number, label: number): void {
    const { voxels, image, counts } = this.#parts;
    const before = voxels[index]!;
    if (!this.#allowed[256 * before + label]) return;
    if (this.#range && !(image![index]! >= this.#range.lower && image![index]! <= this.#range.upper)) return;
    this.#journal.keep(index, index);
    voxels[index] = label;
    counts.move(i, j, k, 1, before, label);
    this.#changed.add(i, i + 1, j, k);
  }

  /** Labels of one slice across any grid axis, in ascending order of the two others. */
  writeSlice({ sliceAxis, sliceIndex, labels }: GridSlice): void {
    const [columns, rows, slices] = this.#parts.grid.size;
    if (sliceAxis === 2) {
      let n = 0;
      for (let j = 0; j < rows; j++)
        for (let i = 0; i < columns; i++) this.set(i, j, sliceIndex, labels[n++]!);
    } else {
      let n = 0;
      const across = sliceAxis === 0 ? rows : columns;
      for (let k = 0; k < slices; k++)
        for (let a = 0; a < across; a++)
          if (sliceAxis === 0) this.set(sliceIndex, a, k, labels[n++]!);
          else this.set(a, sliceIndex, k, labels[n++]!);
    }
    this.flush();
  }

  /** All voxels at once. */
  writeAll(labels: Uint8Array): void {
    const [columns, rows, slices] = this.#parts.grid.size;
    const { voxels } = this.#parts;
    let n = 0;
    for (let k = 0; k < slices; k++)
      for (let j = 0; j < rows; j++)
        for (let i = 0; i < columns; i++, n++) if (voxels[n] !== labels[n]) this.set(i, j, k, labels[n]!);
    this.flush();
  }

  /** Tells the listeners what has changed since the last time. */
  flush(): void {
    const changed = this.#changed.take();
    if (changed) this.#parts.onChange(changed);
  }

  /** Ends the edit: it becomes a step of the history. */
  commit(): void {
    this.flush();
    this.#parts.onEnd(this.#journal.toRuns(), true);
  }

  /** Ends the edit and takes back what it changed. */
  cancel(): void {
    this.flush();
    this.#parts.onEnd(this.#journal.toRuns(), false);
  }
}
