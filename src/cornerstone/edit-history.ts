import type { Segment, SegmentAlgorithmType } from "../volume/index.ts";
import { createSignal } from "./signal.ts";
import type { VoxelRuns } from "./voxel-runs.ts";

/** Who made an edit: a person, a model's run, or a file that was opened. */
export type EditKind = "hand" | "run" | "file";

/** The segments and how they came to be, on one side of an edit. */
export interface Described {
  readonly segments: readonly Segment[];
  readonly types: ReadonlyMap<number, SegmentAlgorithmType>;
}

/** One step that can be undone: a stroke, a whole run of a model, a file that was opened. */
export interface EditStep {
  readonly kind: EditKind;
  /** What the user reads after "Undo". */
  readonly name: string;
  readonly runs: VoxelRuns;
  readonly before: Described;
  readonly after: Described;
}

const maximumSteps = 100;

/** Steps done and undone, and which of them the last export holds. */
export class EditHistory {
  readonly changed = createSignal();
  #done: EditStep[] = [];
  #undone: EditStep[] = [];
  #saved: EditStep | undefined;

  get nextUndo(): EditStep | undefined {
    return this.#done.at(-1);
  }

  get nextRedo(): EditStep | undefined {
    return this.#undone.at(-1);
  }

  /** True when something was done that no export holds. */
  get isUnsaved(): boolean {
    return this.#done.at(-1) !== this.#saved;
  }

  /** True when a person has changed something that can still be undone. */
  get hasHandEdits(): boolean {
    const lastRun = this.#done.findLastIndex(({ kind }) => kind !== "hand");
    return this.#done.length - 1 > lastRun;
  }

  markSaved(): void {
    this.#saved = this.#done.at(-1);
    this.changed.emit();
  }

  push(step: EditStep): void {
    this.#done.push(step);
    if (this.#done.length > maximumSteps) this.#done.shift();
    this.#undone = [];
    this.changed.emit();
  }

  takeUndo(): EditStep | undefined {
    return this.#move(this.#done, this.#undone);
  }

  takeRedo(): EditStep | undefined {
    return this.#move(this.#undone, this.#done);
  }

  #move(from: EditStep[], to: EditStep[]): EditStep | undefined {
    const step = from.pop();
    if (!step) return undefined;
    to.push(step);
    this.changed.emit();
    return step;
  }
}
