import { type Box, wholeBox } from "../../regions/index.ts";
import type { GridSlice, Segment, SegmentAlgorithmType, VoxelArray } from "../../volume/index.ts";
import { changeTable, type EditLimits, type ValueRange } from "../operations/edit-target.ts";
import type { VoxelRuns } from "../voxel-runs.ts";
import type { CountedLabels } from "./counted-labels.ts";
import type { DrawnBesideRun } from "./drawn-beside-run.ts";
import type { EditKind } from "./edit-history.ts";
import { EditJournal } from "./edit-journal.ts";
import { LabelPair } from "./label-pair.ts";
import type { Layers } from "./layers.ts";

interface OpenEditParts {
  readonly kind: EditKind;
  readonly name: string;
  readonly labels: CountedLabels;
  readonly image: VoxelArray | undefined;
  readonly limits: EditLimits;
  /** Labels that this edit may turn into background; all where it is not given. */
  readonly owned: readonly number[] | undefined;
  /** Whether it is only to be looked at until it is committed. */
  readonly isPreview: boolean;
  /** May write more before it becomes a step. */
  readonly beforeEnd?: ((edit: OpenEdit) => void) | undefined;
  /** Of an edit by hand: the run that goes on beside it now. */
  readonly run?: () => OpenEdit | undefined;
  /** Of a run: what is drawn beside it, which it leaves as it is. */
  readonly besides?: DrawnBesideRun | undefined;
  /** Of a run: does something with the voxels as they would be without that. */
  readonly withoutBesides?: <Result>(work: () => Result) => Result;
  /** Called after a run of voxels was written. */
  readonly onWrite?: (first: number, end: number, before: number, label: number) => void;
  /** The edit is over, with these changes; without any when they were taken back. */
  readonly onEnd: (runs: VoxelRuns | undefined) => void;
}

/** Columns `i` up to, but not including, `end` of row (j, k). */
export interface VoxelRow {
  readonly i: number;
  readonly end: number;
  readonly j: number;
  readonly k: number;
}

/** An edit that is being made, voxel by voxel, and can be seen meanwhile. */
export class OpenEdit {
  readonly kind: EditKind;
  readonly name: string;
  /** Set these to change the segments or how they came to be in the same step. */
  segments: readonly Segment[] | undefined;
  types: ReadonlyMap<number, SegmentAlgorithmType> | undefined;
  layers: Layers | undefined;
  /** The label of voxels that the limits have kept from being changed; of several the last. */
  refused: number | undefined;
  /** It came upon slices that a run which goes on has not done yet, and left them. */
  meetsUnfinished = false;
  /** Of a run: it waits, and a person may draw anywhere. */
  isPaused = false;

  readonly #parts: OpenEditParts;
  readonly #journal: EditJournal;
  readonly #allowed: Uint8Array;
  readonly #box: Box;
  readonly #range: ValueRange | undefined;
  #sliceAxis: 0 | 1 | 2 | undefined;
  readonly #slicesDone = new Set<number>();
  /** Whether what is written is the first of this edit, and comes in ascending order. */
  #isRecording = false;

  constructor(parts: OpenEditParts) {
    this.#parts = parts;
    this.kind = parts.kind;
    this.name = parts.name;
    this.#journal = new EditJournal(parts.labels.voxels, parts.labels.grid.size[0]);
    this.#allowed = changeTable(parts.limits);
    if (parts.owned) {
      for (let before = 0; before < 256; before++)
        if (!parts.owned.includes(before)) this.#allowed[256 * before] = 0;
    }
    this.#box = parts.limits.box ?? wholeBox(parts.labels.grid);
    this.#range = parts.image && parts.limits.range;
  }

  /** Whether it is only to be looked at until it is committed: nothing of it is saved, measured or exported before. */
  get isPreview(): boolean {
    return this.#parts.isPreview;
  }

  /** The labels `start` up to, but not including, `end` as they were before it. */
  originals(start: number, end: number): Uint8Array {
    return this.#journal.originals(start, end);
  }

  /** What it has changed so far. */
  get changes(): VoxelRuns {
    return this.#journal.toRuns();
  }

  /** Whether it may have changed anything so far. */
  get hasChanged(): boolean {
    return this.#journal.isTouched;
  }

  /** Of a run: the grid axis across which its slices lie; undefined before the first. */
  get sliceAxis(): 0 | 1 | 2 | undefined {
    return this.#sliceAxis;
  }

  /** Of a run: whether a slice across that axis is done. */
  hasSlice(sliceIndex: number): boolean {
    return this.#slicesDone.has(sliceIndex);
  }

  /** Another edit is about to write these voxels, which are not this one's changes. */
  keepFromOther(first: number, end: number): void {
    this.#journal.keep(first, end - 1);
    this.#parts.besides?.mark(first, end - first);
  }

  /** Another edit has written these voxels, which this one has not touched. */
  rebase(first: number, end: number, label: number): void {
    this.#journal.rebase(first, end, label);
  }

  /** Sets one voxel, unless the limits stand in the way. */
  set(i: number, j: number, k: number, label: number): void {
    this.setRow({ i, end: i + 1, j, k }, label);
  }

  /** Sets the voxels of a row that the limits allow. */
  setRow({ i, end, j, k }: VoxelRow, label: number): void {
    const { grid, voxels } = this.#parts.labels;
    const { from, to } = this.#box;
    if (j < from[1] || j >= to[1] || k < from[2] || k >= to[2]) return;
    const run = this.#parts.run?.();
    if (run && !run.isPaused) {
      const { sliceAxis } = run;
      if (sliceAxis === 0 && end > i + 1) {
        for (let at = i; at < end; at++) this.setRow({ i: at, end: at + 1, j, k }, label);
        return;
      }
      if (sliceAxis === undefined || !run.hasSlice([i, j, k][sliceAxis]!)) {
        this.meetsUnfinished = true;
        return;
      }
    }
    const row = grid.size[0] * (j + grid.size[1] * k);
    const stop = row + Math.min(end, to[0]);
    // Runs of equal labels are handled at once: a voxel by itself costs as much as a run.
    for (let at = row + Math.max(i, from[0]); at < stop; ) {
      const before = voxels[at]!;
      const first = at++;
      while (at < stop && voxels[at] === before) at++;
      if (!this.#allowed[256 * before + label]) {
        if (before !== 0 && before !== label) this.refused = before;
        continue;
      }
      if (this.#range) this.#writeInRange(first, at, before, label);
      else this.#write(first, at, before, label);
    }
  }

  #writeInRange(first: number, end: number, before: number, label: number): void {
    const image = this.#parts.image!;
    const { lower, upper } = this.#range!;
    for (let at = first; at < end; at++) {
      const start = at;
      while (at < end && image[at]! >= lower && image[at]! <= upper) at++;
      if (start < at) this.#write(start, at, before, label);
    }
  }

  #write(first: number, end: number, before: number, label: number): void {
    this.#forEachOwn(first, end, (start, stop) => this.#writeRun(start, stop, before, label));
  }

  /** Calls `visit` for the voxels that no other edit has written. */
  #forEachOwn(first: number, end: number, visit: (start: number, end: number) => void): void {
    const { besides } = this.#parts;
    if (!besides || besides.isEmpty) {
      visit(first, end);
      return;
    }
    for (let at = first; at < end; at++) {
      const start = at;
      while (at < end && !besides.has(at)) at++;
      if (start < at) visit(start, at);
    }
  }

  #writeRun(first: number, end: number, before: number, label: number): void {
    if (this.#isRecording) this.#journal.record(first, end - first, before, label);
    else this.#journal.keep(first, end - 1);
    this.#parts.run?.()?.keepFromOther(first, end);
    this.#parts.labels.setRun(first, end - first, before, label);
    this.#parts.onWrite?.(first, end, before, label);
  }

  /** Another label for a run of voxels within a row that all have the label `before`, whatever the limits. */
  setRun(start: number, length: number, before: number, label: number): void {
    this.#write(start, start + length, before, label);
  }

  /** Runs of voxels that an operation would change. */
  writeRuns({ start, length, after }: VoxelRuns): void {
    const [columns, rows] = this.#parts.labels.grid.size;
    this.#inOrder(() => {
      for (let n = 0; n < start.length; n++) {
        const row = Math.floor(start[n]! / columns);
        const i = start[n]! - row * columns;
        this.setRow({ i, end: i + length[n]!, j: row % rows, k: Math.floor(row / rows) }, after[n]!);
      }
    });
  }

  /** Writes voxels in ascending order, and tells of them. */
  #inOrder(write: () => void): void {
    this.#isRecording = !this.#journal.isTouched;
    try {
      write();
    } finally {
      this.#isRecording = false;
    }
    this.flush();
  }

  /** Labels of one slice across any grid axis, in ascending order of the two others. */
  writeSlice({ sliceAxis, sliceIndex, labels }: GridSlice): void {
    const [columns, rows, slices] = this.#parts.labels.grid.size;
    this.#sliceAxis = sliceAxis;
    this.#slicesDone.add(sliceIndex);
    if (sliceAxis === 0) {
      for (let k = 0; k < slices; k++)
        for (let j = 0; j < rows; j++) this.set(sliceIndex, j, k, labels[j + rows * k]!);
    } else if (sliceAxis === 1) {
      for (let k = 0; k < slices; k++) this.#writeRow(labels, columns * k, sliceIndex, k);
    } else {
      for (let j = 0; j < rows; j++) this.#writeRow(labels, columns * j, j, sliceIndex);
    }
    this.flush();
  }

  /** All voxels at once. */
  writeAll(labels: Uint8Array): void {
    const [columns, rows] = this.#parts.labels.grid.size;
    const { from, to } = this.#box;
    const pair = new LabelPair(this.#parts.labels.voxels, labels, columns);
    this.#inOrder(() => {
      for (let k = from[2]; k < to[2]; k++)
        for (let j = from[1]; j < to[1]; j++) {
          const start = columns * (j + rows * k);
          if (pair.isSame(start, start + columns)) continue;
          if (this.#range) this.#writeRow(labels, start, j, k);
          else this.#writeChanges(pair, labels, start);
        }
    });
  }

  /** As {@link #writeRow}, of a row within the limits' box where they know of no image values. */
  #writeChanges(pair: LabelPair, labels: Uint8Array, start: number): void {
    const { voxels } = this.#parts.labels;
    const end = start + this.#box.to[0];
    for (let at = start + this.#box.from[0]; at < end; ) {
      const before = voxels[at]!;
      const label = labels[at]!;
      const first = at;
      at = pair.endOfRun(first, end);
      if (before === label) continue;
      if (this.#allowed[256 * before + label]) this.#write(first, at, before, label);
      else if (before !== 0) this.refused = before;
    }
  }

  /** The labels of row (j, k), which begin at `start`. */
  #writeRow(labels: Uint8Array, start: number, j: number, k: number): void {
    const columns = this.#parts.labels.grid.size[0];
    for (let i = 0; i < columns; ) {
      const label = labels[start + i]!;
      const first = i++;
      while (i < columns && labels[start + i] === label) i++;
      this.setRow({ i: first, end: i, j, k }, label);
    }
  }

  /** Tells the listeners what has changed since the last time. */
  flush(): void {
    this.#parts.labels.flush();
  }

  /**
   * Ends the edit: it becomes a step of the history.
   * @throws RangeError when memory is too short for the step; then what was changed has been taken back.
   */
  commit(): void {
    let runs: VoxelRuns;
    try {
      this.#parts.beforeEnd?.(this);
      this.flush();
      const toRuns = (): VoxelRuns => this.#journal.toRuns();
      runs = this.#parts.withoutBesides ? this.#parts.withoutBesides(toRuns) : toRuns();
    } catch (error) {
      this.cancel();
      throw error;
    }
    this.#parts.onEnd(runs);
    if (this.isPreview) this.#tellAgain(runs);
  }

  /** What was only shown is applied now: whoever goes by what is applied hears of it only here. */
  #tellAgain({ start, length }: VoxelRuns): void {
    const { labels } = this.#parts;
    for (let n = 0; n < start.length; n++) labels.touchRun(start[n]!, length[n]!);
    labels.flush();
  }

  /** Ends the edit and takes back what it changed. */
  cancel(): void {
    this.#journal.forEachChanged((index, length, now, before) =>
      this.#forEachOwn(index, index + length, (start, end) =>
        this.#parts.labels.setRun(start, end - start, now, before),
      ),
    );
    this.flush();
    this.#parts.onEnd(undefined);
  }
}
