import type { Segment, SegmentAlgorithmType } from "../../volume/index.ts";
import { filterRuns, runsSizeBytes, type VoxelRuns } from "../voxel-runs.ts";
import type { Layers } from "./layers.ts";
import { createSignal } from "./signal.ts";

/** What made a step: the user's hand, a model's run, a file that was opened, or a review decision. */
export type EditKind = "hand" | "run" | "file" | "review";

/** The segments and how they were made, on one side of an edit. */
export interface Described {
  readonly segments: readonly Segment[];
  readonly types: ReadonlyMap<number, SegmentAlgorithmType>;
  /** Segments in layers over others; none if left out. */
  readonly layers?: Layers | undefined;
}

/** One step that can be undone: a stroke, an operation, a model's run, a file that was opened, a decision. */
export interface EditStep {
  readonly kind: EditKind;
  /** Shown after "Undo". */
  readonly name: string;
  readonly runs: VoxelRuns;
  readonly before: Described;
  readonly after: Described;
}

/**
 * The runs by which a step really changed segments: not those that only moved voxels into or out of a layer. A segment that
 * was drawn over and now lies in a layer has lost nothing.
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

/** Numbers of the segments whose voxels a step changed, or moved into or out of a layer. */
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
  /** Memory for all steps; 256 MiB by default. The newest step is kept whatever its size. */
  readonly maximumBytes?: number;
}

/** Approximate memory of a step besides its runs. */
const stepBytes = 512;

/** Steps done and undone, and which state was last exported. */
export class EditHistory {
  readonly changed = createSignal();
  /** The oldest steps can no longer be undone: the limit on their number or memory was reached. */
  readonly forgotten = createSignal<readonly EditStep[]>();
  readonly #maximumSteps: number;
  readonly #maximumBytes: number;
  #done: EditStep[] = [];
  #undone: EditStep[] = [];
  /** Numbers of the states after each step; 0 is the initial one. Kept even for steps that were forgotten. */
  readonly #states = new WeakMap<EditStep, number>();
  #statesMade = 0;
  /** Number of the state that undoing everything leads to. */
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

  /** The steps that can be undone, oldest first. */
  get steps(): readonly EditStep[] {
    return this.#done;
  }

  /** Memory of all steps, including those that can be redone. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Whether something was done since the last export. */
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

  /** Inserts a step that began before those from `position` on, and ended after them: it will be undone after them. */
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

  /** Drops the steps that could be redone, because something else has changed. */
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

/** Layers are counted with the step that made them; most steps share existing ones. */
function sizeOf({ runs, before, after }: EditStep): number {
  let bytes = runsSizeBytes(runs) + stepBytes;
  if (after.layers !== before.layers)
    for (const [number, layer] of after.layers ?? [])
      if (before.layers?.get(number) !== layer) bytes += layer.values.byteLength;
  return bytes;
}
