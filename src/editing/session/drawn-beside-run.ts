import { VoxelMarks } from "../voxel-marks.ts";
import type { VoxelRuns } from "../voxel-runs.ts";
import { typesAfterHand } from "./described-segments.ts";
import type { Described, EditStep } from "./edit-history.ts";

/**
 * What the user draws while a model runs. The run does not overwrite it. The run's step ends later but began before, so it
 * goes below these steps in the history, and they are undone first.
 */
export class DrawnBesideRun {
  /** Segments and types before the run. */
  readonly before: Described;
  #done: EditStep[] = [];
  #undone: EditStep[] = [];
  #marks = new VoxelMarks();
  #isMarked = false;

  constructor(before: Described) {
    this.before = before;
  }

  get steps(): readonly EditStep[] {
    return this.#done;
  }

  get nextUndo(): EditStep | undefined {
    return this.#done.at(-1);
  }

  get nextRedo(): EditStep | undefined {
    return this.#undone.at(-1);
  }

  /** Whether a voxel may have been drawn by the user. Cheap while nothing was drawn. */
  has(index: number): boolean {
    return this.#isMarked && this.#marks.has(index);
  }

  get isEmpty(): boolean {
    return !this.#isMarked;
  }

  /** Marks voxels that are being drawn. */
  mark(start: number, length: number): void {
    this.#marks.set(start, length, true);
    this.#isMarked = true;
  }

  record(step: EditStep): void {
    this.#done.push(step);
    this.#undone = [];
    this.#markAll(step.runs);
  }

  undo(): void {
    const step = this.#done.pop();
    if (step) this.#undone.push(step);
    this.remark();
  }

  redo(): void {
    const step = this.#undone.pop();
    if (!step) return;
    this.#done.push(step);
    this.#markAll(step.runs);
  }

  /** Called with every run of voxels that is written. */
  forgetRedo(): void {
    if (this.#undone.length > 0) this.#undone = [];
  }

  /** To be called after a stroke was cancelled: from now on only voxels in finished steps are marked. */
  remark(): void {
    this.#marks = new VoxelMarks();
    this.#isMarked = false;
    for (const { runs } of this.#done) this.#markAll(runs);
  }

  /** Adjusts the steps to the segments as they are after the run. @returns the segments after the last step. */
  rebase(afterRun: Described): Described {
    let last = afterRun;
    for (const step of this.#done) {
      const after = { ...last, types: typesAfterHand(last.types, step.runs) };
      Object.assign(step, { before: last, after });
      last = after;
    }
    return last;
  }

  /** The segments as they would be if a run that leaves `described` ended now. */
  described({ segments, types }: Described): Described {
    return { segments, types: this.#done.reduce((last, { runs }) => typesAfterHand(last, runs), types) };
  }

  #markAll({ start, length }: VoxelRuns): void {
    for (let n = 0; n < start.length; n++) this.mark(start[n]!, length[n]!);
  }
}
