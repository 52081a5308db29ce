import type { Segment, SegmentAlgorithmType } from "../../volume/index.ts";
import { filterRuns, runsSizeBytes, type VoxelRuns } from "../voxel-runs.ts";
import type { Layers } from "./layers.ts";
import { createSignal } from "./signal.ts";

/** What made a step: a person's hand, a model's run, a file that was opened, or what a person said of what is drawn. */
export type EditKind = "hand" | "run" | "file" | "review";

/** The segments and how they came to be, on one side of an edit. */
export interface Described {
  readonly segments: readonly Segment[];
  readonly types: ReadonlyMap<number, SegmentAlgorithmType>;
  /** Segments that lie over others; none where it is left out. */
  readonly layers?: Layers | undefined;
}

/** One step that can be undone: a stroke, an operation, a whole run of a model, a file that was opened, a decision. */
export interface EditStep {
  readonly kind: EditKind;
  /** What the user reads after "Undo". */
  readonly name: string;
  readonly runs: VoxelRuns;
  readonly before: Described;
  readonly after: Described;
}

/**
 * What a step has changed of segments: its runs, but for what only went into a layer or came forward. A segment that was drawn over
 * and lies in a layer now has lost nothing.
 */
export function changesOf({ kind, runs, before, after }: EditStep): VoxelRuns {
  if (before.layers === after.layers || kind === "run" || kind === "file") return runs;
  const wentIn = (label: number): boolean => isIn(after, label) && !isIn(before, label);
  const cameOut = (label: number): boolean => isIn(before, label) && !isIn(after, label);
  const changes = {
    ...runs,
    before: runs.before.map((label) => (wentIn(label) ? 0 : label)),
    after: runs.after.map((label) => (cameOut(label) ? 0 : label)),
  };
  return filterRuns(changes, (n) => changes.before[n] !== changes.after[n]);
}

/** Numbers of the segments whose voxels a step has changed, or moved from or into a layer. */
export function changedSegments({ runs, before, after }: EditStep): ReadonlySet<number> {
  const changed = new Set([...new Set(runs.before), ...new Set(runs.after)]);
  for (const number of [...(before.layers?.keys() ?? []), ...(after.layers?.keys() ?? [])])
    if (before.layers?.get(number) !== after.layers?.get(number)) changed.add(number);
  changed.delete(0);
  return changed;
}

function isIn({ layers }: Described, label: number): boolean {
  return layers?.has(label) ?? false;
}

export interface HistoryLimits {
  /** 100 by default. */
  readonly maximumSteps?: number;
  /** Memory that the steps may take; 256 MiB by default. The newest step stays whatever its size. */
  readonly maximumBytes?: number;
}

/** What every step takes besides its runs, roughly. */
const stepBytes = 512;

/** Steps done and undone, and which of them the last export holds. */
export class EditHistory {
  readonly changed = createSignal();
  /** The oldest steps can no longer be undone: their number or memory came to its limit. */
  readonly forgotten = createSignal<readonly EditStep[]>();
  readonly #maximumSteps: number;
  readonly #maximumBytes: number;
  #done: EditStep[] = [];
  #undone: EditStep[] = [];
  /** Numbers of the states after each step; 0 is the first. They outlive steps that were forgotten. */
  readonly #states = new WeakMap<EditStep, number>();
  #statesMade = 0;
  /** The state to which undoing everything leads. */
  #oldest = 0;
  #saved = 0;
  #sizeBytes = 0;

  constructor({ maximumSteps = 100, maximumBytes = 256 * 2 ** 20 }: HistoryLimits = {}) {
    this.#maximumSteps = maximumSteps;
    this.#maximumBytes = maximumBytes;
  }

  get nextUndo(): EditStep | undefined {
    return this.#done.at(-1);
  }

  get nextRedo(): EditStep | undefined {
    return this.#undone.at(-1);
  }

  /** The steps that can be undone, the oldest first. */
  get steps(): readonly EditStep[] {
    return this.#done;
  }

  /** Memory that all steps take, those that can be redone included. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** True when something was done that no export holds. */
  get isUnsaved(): boolean {
    return this.#current !== this.#saved;
  }

  markSaved(): void {
    this.#saved = this.#current;
    this.changed.emit();
  }

  push(step: EditStep): void {
    this.insert(step, this.#done.length);
  }

  /** A step that began before those from `position` on, and ended after them: it is undone after them. */
  insert(step: EditStep, position: number): void {
    for (const undone of this.#undone) this.#sizeBytes -= sizeOf(undone);
    this.#undone = [];
    const later = this.#done.splice(position);
    for (const one of [step, ...later]) {
      this.#done.push(one);
      this.#states.set(one, ++this.#statesMade);
    }
    this.#sizeBytes += sizeOf(step);
    const forgotten: EditStep[] = [];
    while (
      this.#done.length > 1 &&
      (this.#done.length > this.#maximumSteps || this.#sizeBytes > this.#maximumBytes)
    ) {
      const oldest = this.#done.shift()!;
      this.#sizeBytes -= sizeOf(oldest);
      this.#oldest = this.#states.get(oldest)!;
      forgotten.push(oldest);
    }
    this.changed.emit();
    if (forgotten.length > 0) this.forgotten.emit(forgotten);
  }

  /** What was undone cannot be done again: something else has changed since. */
  forgetRedo(): void {
    if (this.#undone.length === 0) return;
    for (const undone of this.#undone) this.#sizeBytes -= sizeOf(undone);
    this.#undone = [];
    this.changed.emit();
  }

  takeUndo(): EditStep | undefined {
    return this.#move(this.#done, this.#undone);
  }

  takeRedo(): EditStep | undefined {
    return this.#move(this.#undone, this.#done);
  }

  get #current(): number {
    const last = this.#done.at(-1);
    return last ? this.#states.get(last)! : this.#oldest;
  }

  #move(from: EditStep[], to: EditStep[]): EditStep | undefined {
    const step = from.pop();
    if (!step) return undefined;
    to.push(step);
    this.changed.emit();
    return step;
  }
}

/** Layers are counted with the step that made them; most steps share those that were there. */
function sizeOf({ runs, before, after }: EditStep): number {
  let bytes = runsSizeBytes(runs) + stepBytes;
  if (after.layers !== before.layers)
    for (const [number, layer] of after.layers ?? [])
      if (before.layers?.get(number) !== layer) bytes += layer.values.byteLength;
  return bytes;
}
