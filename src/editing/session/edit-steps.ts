import { busyWith } from "../../errors.ts";
import type { Segment } from "../../volume/index.ts";
import type { VoxelRuns } from "../voxel-runs.ts";
import type { CountedLabels } from "./counted-labels.ts";
import { type AlgorithmTypes, type DescribedSegments, typesAfterHand } from "./described-segments.ts";
import { DrawnBesideRun } from "./drawn-beside-run.ts";
import {
  type Described,
  EditHistory,
  type EditKind,
  type EditStep,
  type HistoryLimits,
} from "./edit-history.ts";
import { type Layers, noLayers } from "./layers.ts";
import { createSignal } from "./signal.ts";

/** The steps of a session, one at a time: voxels, counts and segments are changed, undone and redone together. */
export class EditSteps {
  readonly history: EditHistory;
  /** An edit began or ended. */
  readonly editingChanged = createSignal();
  readonly #labels: CountedLabels;
  readonly #described: DescribedSegments;
  #besides: DrawnBesideRun | undefined;
  #editing: { readonly kind: EditKind; readonly name: string } | undefined;

  constructor(labels: CountedLabels, described: DescribedSegments, limits: HistoryLimits | undefined) {
    this.#labels = labels;
    this.#described = described;
    this.history = new EditHistory(limits);
  }

  /** What kind of edit is in progress; an edit by hand takes precedence over a run. */
  get editKind(): EditKind | undefined {
    return this.#editing?.kind ?? (this.#besides ? "run" : undefined);
  }

  /** What is drawn while a model runs; undefined while none does. */
  get besides(): DrawnBesideRun | undefined {
    return this.#besides;
  }

  /** Whether an edit is open beside a run. */
  get isDrawing(): boolean {
    return this.#editing !== undefined;
  }

  /** The step that can be undone now; while a model runs, only steps drawn since it began. */
  get nextUndo(): EditStep | undefined {
    return this.#besides ? this.#besides.nextUndo : this.history.nextUndo;
  }

  get nextRedo(): EditStep | undefined {
    return this.#besides ? this.#besides.nextRedo : this.history.nextRedo;
  }

  /** @throws AutosegError `busy` while another edit is in progress; a run does not block an edit that may go on `beside` it. */
  begin(kind: EditKind, name: string, beside = false): void {
    if (this.#editing || (this.#besides && !beside)) throw busyWith("edit");
    if (kind === "run") {
      const { all, types, layers } = this.#described;
      this.#besides = new DrawnBesideRun({ segments: all, types, layers });
    } else this.#editing = { kind, name };
    this.editingChanged.emit();
  }

  end(): void {
    this.#editing = undefined;
    this.editingChanged.emit();
  }

  /** Ends a run. Its changes, if any, become a step below those drawn meanwhile. */
  endRun(
    name: string,
    runs: VoxelRuns | undefined,
    described: { readonly [Part in keyof Described]: Described[Part] | undefined },
  ): void {
    const besides = this.#besides!;
    this.#besides = undefined;
    this.editingChanged.emit();
    if (!runs) return;
    const { before } = besides;
    const segments = described.segments ?? before.segments;
    const after = {
      segments,
      types: described.types ?? before.types,
      layers: remaining(described.layers ?? before.layers ?? noLayers, segments, runs),
    };
    const { steps } = this.history;
    const first = steps.findIndex((step) => besides.steps.includes(step));
    const last = besides.rebase(after);
    this.history.insert({ kind: "run", name, runs, before, after }, first < 0 ? steps.length : first);
    this.#described.describe(last, runs.start.length === 0);
  }

  /** A run has written: steps undone beside it can no longer be redone. */
  forgetRedo(): void {
    this.#besides?.forgetRedo();
    this.history.forgetRedo();
  }

  /**
   * Makes a step from changes that were written; an edit by hand that changed nothing makes none. Segments and types that are
   * not given stay as they are; after an edit by hand, the types are updated.
   */
  record(
    kind: EditKind,
    name: string,
    runs: VoxelRuns,
    described: {
      readonly segments?: readonly Segment[] | undefined;
      readonly types?: AlgorithmTypes | undefined;
      readonly layers?: Layers | undefined;
    },
  ): EditStep | undefined {
    const { all, types, layers } = this.#described;
    const before = { segments: all, types, layers };
    const segments = described.segments ?? all;
    const after = {
      segments,
      layers: remaining(described.layers ?? layers, segments, kind === "run" ? runs : undefined),
      types: described.types ?? (kind === "hand" ? typesAfterHand(types, runs) : types),
    };
    if (runs.start.length === 0 && after.segments === before.segments && kind === "hand") {
      this.history.changed.emit();
      return undefined;
    }
    const step = { kind, name, runs, before, after };
    // First, since the history notifies listeners.
    this.#besides?.record(step);
    this.history.push(step);
    this.#described.describe(after, runs.start.length === 0);
    return step;
  }

  undo(): EditStep | undefined {
    if (this.#editing || !this.nextUndo) return undefined;
    this.#besides?.undo();
    const step = this.history.takeUndo();
    if (step) this.#replay(step, "before");
    return step;
  }

  redo(): EditStep | undefined {
    if (this.#editing || !this.nextRedo) return undefined;
    this.#besides?.redo();
    const step = this.history.takeRedo();
    if (step) this.#replay(step, "after");
    return step;
  }

  /** Writes one side of the changes into the voxels and notifies listeners. */
  write(runs: VoxelRuns, side: "before" | "after"): void {
    this.#labels.setRuns(runs, side);
    this.#labels.flush();
  }

  #replay(step: EditStep, side: "before" | "after"): void {
    this.write(step.runs, side);
    this.#described.describe(step[side], step.runs.start.length === 0);
  }
}

/** Layers of segments that still exist and that no model has drawn again. */
function remaining(layers: Layers, segments: readonly Segment[], run: VoxelRuns | undefined): Layers {
  if (layers.size === 0) return layers;
  const drawn = new Set(run?.after);
  const isLeft = (number: number): boolean =>
    !drawn.has(number) && segments.some(({ segmentNumber }) => segmentNumber === number);
  if ([...layers.keys()].every(isLeft)) return layers;
  return new Map([...layers].filter(([number]) => isLeft(number)));
}
