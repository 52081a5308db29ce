import type { GridSlice, Segment, SegmentAlgorithmType } from "../../volume/index.ts";
import type { VoxelRuns } from "../voxel-runs.ts";
import type { CountedLabels } from "./counted-labels.ts";
import type { DrawnBesideRun } from "./drawn-beside-run.ts";
import type { EditKind } from "./edit-history.ts";
import { EditJournal } from "./edit-journal.ts";
import type { Layers } from "./layers.ts";
import { LimitedWriter, type VoxelRow, type WritingParts } from "./limited-writer.ts";

export interface OpenEditParts extends WritingParts {
  readonly kind: EditKind;
  readonly name: string;
  /** Whether it is only a preview until it is committed. */
  readonly isPreview: boolean;
  /** May write more before the edit becomes a step. */
  readonly beforeEnd?: ((edit: OpenEdit) => void) | undefined;
  /** For an edit by hand: returns the run in progress beside it. */
  readonly run?: () => OpenEdit | undefined;
  /** For a run: what is drawn beside it, which it does not overwrite. */
  readonly besides?: DrawnBesideRun | undefined;
  /** For a run: calls `work` with the voxels as they would be without that. */
  readonly withoutBesides?: <Result>(work: () => Result) => Result;
  /** Called after a run of voxels was written. */
  readonly onWrite?: (first: number, end: number, before: number, label: number) => void;
  /** Called after many were written at once. */
  readonly onWriteRuns?: (runs: VoxelRuns) => void;
  /** The edit ended with these changes; without any if it was cancelled. */
  readonly onEnd: (runs: VoxelRuns | undefined) => void;
}

/** An edit in progress, whose voxels are visible while it is made. */
export class OpenEdit extends LimitedWriter {
  readonly kind: EditKind;
  readonly name: string;
  /** Set these to change the segments, or how they were made, in the same step. */
  segments: readonly Segment[] | undefined;
  types: ReadonlyMap<number, SegmentAlgorithmType> | undefined;
  layers: Layers | undefined;
  /** Whether it skipped slices that a run in progress has not finished yet. */
  meetsUnfinished = false;
  /** For a run: whether it is paused, so that the user may draw anywhere. */
  isPaused = false;

  readonly #parts: OpenEditParts;
  readonly #labels: CountedLabels;
  readonly #journal: EditJournal;
  #sliceAxis: 0 | 1 | 2 | undefined;
  readonly #slicesDone = new Set<number>();

  constructor(parts: OpenEditParts) {
    super(parts);
    this.#parts = parts;
    this.#labels = parts.labels;
    this.kind = parts.kind;
    this.name = parts.name;
    this.#journal = new EditJournal(parts.labels.voxels, parts.labels.grid.size[0]);
  }

  /** Whether it is only a preview: it is not saved, measured or exported until it is committed. */
  get isPreview(): boolean {
    return this.#parts.isPreview;
  }

  /** The labels from `start` up to, but not including, `end` as they were before the edit. */
  originals(start: number, end: number): Uint8Array {
    return this.#journal.originals(start, end);
  }

  /** All changes so far. */
  get changes(): VoxelRuns {
    return this.#journal.toRuns();
  }

  /** Whether it may have changed anything so far. */
  get hasChanged(): boolean {
    return this.#journal.isTouched;
  }

  /** For a run: the grid axis across which its slices lie; undefined before the first one. */
  get sliceAxis(): 0 | 1 | 2 | undefined {
    return this.#sliceAxis;
  }

  /** For a run: whether a slice across that axis is finished. */
  hasSlice(sliceIndex: number): boolean {
    return this.#slicesDone.has(sliceIndex);
  }

  /** Another edit is about to write these voxels; they will not count as this edit's changes. */
  keepFromOther(first: number, end: number): void {
    this.#journal.keep(first, end - 1);
    this.#parts.besides?.mark(first, end - first);
  }

  /** Another edit has written these voxels, which this edit has not touched. */
  rebase(first: number, end: number, label: number): void {
    this.#journal.rebase(first, end, label);
  }

  /** Beside a run in progress, writes only on slices that the run has finished. */
  override setRow(row: VoxelRow, label: number): void {
    const run = this.#parts.run?.();
    if (!run || run.isPaused) {
      super.setRow(row, label);
      return;
    }
    if (!this.reaches(row)) return;
    const { sliceAxis } = run;
    const { i, end, j, k } = row;
    if (sliceAxis === 0 && end > i + 1)
      for (let at = i; at < end; at++) this.setRow({ i: at, end: at + 1, j, k }, label);
    else if (sliceAxis !== undefined && run.hasSlice([i, j, k][sliceAxis]!)) super.setRow(row, label);
    else this.meetsUnfinished = true;
  }

  override writeSlice(slice: GridSlice): void {
    this.#sliceAxis = slice.sliceAxis;
    this.#slicesDone.add(slice.sliceIndex);
    super.writeSlice(slice);
  }

  protected override write(first: number, end: number, before: number, label: number): void {
    const { besides } = this.#parts;
    if (!besides || besides.isEmpty) this.#writeRun(first, end, before, label);
    else this.#forEachOwn(first, end, (start, stop) => this.#writeRun(start, stop, before, label));
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
    this.#journal.keep(first, end - 1);
    this.#parts.run?.()?.keepFromOther(first, end);
    this.#labels.setRun(first, end - first, before, label);
    this.#parts.onWrite?.(first, end, before, label);
  }

  protected override writeAtOnce(runs: VoxelRuns): void {
    const { besides } = this.#parts;
    const { start, length, before, after } = runs;
    const count = start.length;
    if ((!besides || besides.isEmpty) && this.#journal.record(runs)) {
      const run = this.#parts.run?.();
      if (run) for (let n = 0; n < count; n++) run.keepFromOther(start[n]!, start[n]! + length[n]!);
      this.#labels.setRuns(runs, "after");
      this.#parts.onWriteRuns?.(runs);
    } else
      for (let n = 0; n < count; n++) this.write(start[n]!, start[n]! + length[n]!, before[n]!, after[n]!);
    this.flush();
  }

  /** Tells the listeners what has changed since the last call. */
  flush(): void {
    this.#labels.flush();
  }

  /**
   * Ends the edit: it becomes a step of the history.
   * @throws RangeError if memory is too short for the step; the changes are then undone.
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

  /** Notifies listeners of a preview's voxels again: listeners that ignore previews hear of them only now. */
  #tellAgain({ start, length }: VoxelRuns): void {
    const labels = this.#labels;
    for (let n = 0; n < start.length; n++) labels.touchRun(start[n]!, length[n]!);
    labels.flush();
  }

  /** Ends the edit and undoes its changes. */
  cancel(): void {
    this.#journal.forEachChanged((index, length, now, before) =>
      this.#forEachOwn(index, index + length, (start, end) =>
        this.#labels.setRun(start, end - start, now, before),
      ),
    );
    this.flush();
    this.#parts.onEnd(undefined);
  }
}
