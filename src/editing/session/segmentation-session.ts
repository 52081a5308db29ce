import { busyWith } from "../../errors.ts";
import { type Grid, partOfGrid } from "../../geometry/index.ts";
import { type Box, boxSize, wholeBlock } from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import {
  checkSegments,
  createLabelMap,
  type LabelMap,
  type Segment,
  type VoxelArray,
} from "../../volume/index.ts";
import type { EditLimits, EditTarget, ValueRange } from "../operations/edit-target.ts";
import { intersectRanges } from "../operations/flood-fill.ts";
import type { OperationRunner } from "../operations/operation-runner.ts";
import type { EditOperation } from "../operations/operations.ts";
import { VoxelRunCollector } from "../voxel-runs.ts";
import { CountedLabels } from "./counted-labels.ts";
import {
  type AlgorithmTypes,
  DescribedSegments,
  type SegmentDisplay,
  withAlgorithmType,
} from "./described-segments.ts";
import type { Described, EditHistory, EditKind, EditStep, HistoryLimits } from "./edit-history.ts";
import { EditSteps } from "./edit-steps.ts";
import { EditsInProgress } from "./edits-in-progress.ts";
import { LabelCounts } from "./label-counts.ts";
import { type Layers, noLayers } from "./layers.ts";
import type { OpenEdit } from "./open-edit.ts";
import { Overlaps } from "./overlaps.ts";
import { SegmentVoxels } from "./segment-voxels.ts";
import {
  type PerformOptions,
  type PreviewOptions,
  SessionOperations,
  withBox,
} from "./session-operations.ts";
import type { Signal } from "./signal.ts";

export interface SessionOptions {
  /** The image below the labels, for everything that goes by its values. */
  readonly image?: VoxelArray;
  /** What each slice of the grid along k stands for, where that is not its spacing: for volumes in millilitres. */
  readonly sliceExtentsMm?: readonly number[] | undefined;
  readonly history?: HistoryLimits;
  /** Labels to begin with, one for each voxel; all background by default. Copied. */
  readonly labels?: Uint8Array | undefined;
}

/** What an edit may change, besides the session's limits, and whether it is only to be looked at. */
interface BeginOptions {
  readonly owned?: readonly number[];
  readonly kept?: readonly number[];
  readonly range?: ValueRange;
  readonly box?: Box | undefined;
  readonly isPreview?: boolean;
}

/**
 * One segmentation being made: the voxels (the only truth; what is drawn shares their memory), the segments, how they
 * came to be, and the history of edits. Knows nothing of how it is shown. While a preview is open, `voxels` and `counts` are
 * those of what is shown; volumes, `appliedVoxels`, `appliedCounts` and all that is made of them, of what is applied.
 */
export class SegmentationSession {
  readonly grid: Grid;
  readonly voxels: Uint8Array;
  readonly image: VoxelArray | undefined;
  readonly counts: LabelCounts;
  readonly history: EditHistory;
  /** The box in which voxels have changed. */
  readonly voxelsChanged: Signal<Box>;
  /** Segments were added, removed, or are shown in another way. */
  readonly segmentsChanged: Signal<void>;
  /** An edit began or ended. */
  readonly editingChanged: Signal<void>;
  /** Each segment's own voxels, wherever it lies. */
  readonly segmentVoxels: SegmentVoxels;
  /** What a person's edits may change, besides the locks: an HU range, a slice, which labels may be overwritten. */
  limits: Omit<EditLimits, "locked"> = {};

  readonly #described: DescribedSegments;
  readonly #sliceExtentsMm: readonly number[] | undefined;
  readonly #labels: CountedLabels;
  readonly #steps: EditSteps;
  readonly #edits: EditsInProgress;
  readonly #overlaps: Overlaps;
  readonly #operations: SessionOperations;

  /** `sliceAxis`: the grid axis along which the slice strip counts. */
  constructor(grid: Grid, segments: readonly Segment[], sliceAxis: 0 | 1 | 2, options: SessionOptions = {}) {
    const labelMap = createLabelMap({ grid, segments });
    this.grid = labelMap.grid;
    this.voxels = labelMap.voxels;
    this.image = options.image;
    this.#sliceExtentsMm = options.sliceExtentsMm;
    this.counts = new LabelCounts(grid, sliceAxis, options.sliceExtentsMm);
    this.#described = new DescribedSegments(segments);
    this.segmentsChanged = this.#described.changed;
    this.#labels = new CountedLabels(grid, labelMap.voxels, this.counts);
    if (options.labels) this.#labels.fill(options.labels);
    this.#steps = new EditSteps(this.#labels, this.#described, options.history);
    this.history = this.#steps.history;
    this.voxelsChanged = this.#labels.changed;
    this.editingChanged = this.#steps.editingChanged;
    this.#edits = new EditsInProgress(this.#labels, options.image, this.#described, this.#steps);
    this.segmentVoxels = new SegmentVoxels(
      this.#labels,
      this.#described,
      this.#edits,
      options.sliceExtentsMm,
    );
    this.#overlaps = new Overlaps(this.#labels, this.#described);
    this.#operations = new SessionOperations({
      described: this.#described,
      steps: this.#steps,
      overlaps: this.#overlaps,
      isRunning: () => this.isRunning,
      limits: () => this.editLimits("hand"),
      target: () => {
        if (!this.isEditing) this.#bringActiveForward();
        return this.editTarget;
      },
      beginEdit: (name, isPreview = false) => this.beginEdit("hand", name, { isPreview }),
    });
  }

  get segments(): readonly Segment[] {
    return this.#described.all;
  }

  get algorithmTypes(): AlgorithmTypes {
    return this.#described.types;
  }

  /** The segments and how they came to be, as if what is being drawn ended now. */
  get described(): Described {
    return this.#edits.described;
  }

  /** Something was done that no export holds, or is being drawn; a preview is neither. */
  get hasUnsavedWork(): boolean {
    return this.history.isUnsaved || this.#edits.hasChanged;
  }

  /**
   * The labels without what is only previewed: what is saved, exported, measured and compared. They are `voxels` itself
   * unless a preview is open.
   */
  get appliedVoxels(): Uint8Array {
    return this.#edits.appliedVoxels;
  }

  /** Counts of {@link appliedVoxels}. */
  get appliedCounts(): LabelCounts {
    return this.#edits.appliedCounts;
  }

  /** Of {@link appliedVoxels} those from `start` up to, but not including, `end`, with no more work than they need. */
  appliedPart(start: number, end: number): Uint8Array {
    return this.#edits.appliedPart(start, end);
  }

  get activeSegment(): number {
    return this.#described.active;
  }

  /** One that lies in a layer is brought forward, unless something is drawn. */
  set activeSegment(segmentNumber: number) {
    this.#described.active = segmentNumber;
    if (!this.isEditing) this.#bringActiveForward();
  }

  /** Segments that lie over others, in layers of their own. They are seen, kept and exported; edits see only the others. */
  get layers(): Layers {
    return this.#described.layers;
  }

  /**
   * Takes a segment out of its layer, so that it can be edited: those that it overlaps go into layers of their own. A step of the
   * history; nothing of any segment is lost.
   * @throws AutosegError `busy`.
   */
  bringForward(segmentNumber: number): void {
    if (!this.layers.has(segmentNumber)) return;
    const name = t("steps.forward", { label: this.#described.nameOf(segmentNumber) });
    const edit = this.#edits.begin({ kind: "review", name, limits: {}, owned: undefined, isPreview: false });
    this.#overlaps.bringForward(segmentNumber, edit);
    const wasSaved = !this.history.isUnsaved;
    edit.commit();
    // Where a segment lies is nothing that a file holds.
    if (wasSaved) this.history.markSaved();
  }

  #bringActiveForward(): void {
    if (this.layers.has(this.activeSegment)) this.bringForward(this.activeSegment);
  }

  findSegment(segmentNumber: number): Segment | undefined {
    return this.#described.find(segmentNumber);
  }

  display(segmentNumber: number): SegmentDisplay {
    return this.#described.display(segmentNumber);
  }

  setDisplay(segmentNumber: number, change: Partial<SegmentDisplay>): void {
    this.#described.setDisplay(segmentNumber, change);
  }

  /**
   * Volumes in ml that segments which were just opened have on a finer grid of their own. They are those segments' as long as
   * as many voxels show them.
   */
  stateVolumes(volumesMl: ReadonlyMap<number, number>): void {
    this.segmentVoxels.stateVolumes(volumesMl);
  }

  /** Of a segment: its voxels', or what a file has stated of just those. */
  volumeMl(segmentNumber: number): number {
    return this.segmentVoxels.volumeMl(segmentNumber);
  }

  get isEditing(): boolean {
    return this.editKind !== undefined;
  }

  /** Who is editing right now. */
  get editKind(): EditKind | undefined {
    return this.#steps.editKind;
  }

  /** An edit is only shown: what is applied stays as it is, and can be saved, measured and compared meanwhile. */
  get isPreviewing(): boolean {
    return this.#edits.isPreviewing;
  }

  /** A model draws. */
  get isRunning(): boolean {
    return this.#edits.run !== undefined;
  }

  /** Whether a person can draw: nothing else is being edited, but for a run, which leaves layers as they are. */
  get canDraw(): boolean {
    return !this.#steps.isDrawing && !(this.isRunning && this.layers.has(this.activeSegment));
  }

  /** The run waits: a person may draw anywhere meanwhile, and on finished slices while it goes on. */
  set isRunPaused(isPaused: boolean) {
    const { run } = this.#edits;
    if (run) run.isPaused = isPaused;
  }

  /** Whether a run that goes on has not come to a slice yet, or may not have. */
  isUnfinished(slice: { readonly axis: 0 | 1 | 2; readonly index: number }): boolean {
    return this.#edits.isUnfinished(slice);
  }

  /** What can be undone now: while a model runs only what was drawn since it began. */
  get nextUndo(): EditStep | undefined {
    return this.#steps.nextUndo;
  }

  get nextRedo(): EditStep | undefined {
    return this.#steps.nextRedo;
  }

  /** Another model's segments in the place of one's that are still empty; what is drawn, and what a person added, stays. */
  replaceEmptySegments(segments: readonly Segment[]): void {
    const kept = this.segments.filter(
      ({ segmentNumber, algorithmType }) =>
        algorithmType === "MANUAL" || this.counts.voxels(segmentNumber) > 0 || this.layers.has(segmentNumber),
    );
    const added = segments.filter(
      ({ segmentNumber }) => !kept.some((segment) => segment.segmentNumber === segmentNumber),
    );
    const all = [...kept, ...added].sort((a, b) => a.segmentNumber - b.segmentNumber);
    this.#described.describe({ segments: all, types: this.algorithmTypes, layers: this.layers });
  }

  /**
   * Begins an edit that becomes one step of the history. There is one at a time, and one by hand beside a run. `owned` are the labels it may turn into
   * background, all by default: a model's run leaves alone what is not its own. `kept` are segments that it leaves alone as if they were locked. `range` are the image values and `box` the voxels to which it
   * keeps, besides the session's limits. `isPreview`: it is only to be looked at until it is committed.
   */
  beginEdit(
    kind: EditKind,
    name: string,
    { owned, kept, range, box, isPreview = false }: BeginOptions = {},
  ): OpenEdit {
    const own = withBox(this.editLimits(kind), box);
    const limits = kept ? { ...own, locked: [...(own.locked ?? []), ...kept] } : own;
    if (kind === "run") return this.#edits.beginRun({ name, limits, owned });
    if (kind === "hand" && !this.isEditing) this.#bringActiveForward();
    // Beside a run no segment changes its layer.
    if (this.isRunning && this.layers.has(this.activeSegment)) throw busyWith("run");
    return this.#edits.begin({
      ...{ kind, name, owned, isPreview },
      limits: { ...limits, ...(range && { range: intersectRanges(range, limits.range) }) },
      ...(kind === "hand" && { beforeEnd: (edit: OpenEdit) => this.#overlaps.settle(edit) }),
    });
  }

  /**
   * Puts other segments and voxels in the place of all that is there, as one step of the history.
   * @param described the segments, and how they came to be.
   * @throws AutosegError `invalid-segment`, RangeError when memory is too short; then nothing has changed.
   */
  replace(kind: EditKind, name: string, voxels: Uint8Array, described: Described): void {
    checkSegments(described.segments, 255);
    const edit = this.beginEdit(kind, name);
    edit.segments = described.segments;
    edit.types = described.types;
    edit.layers = described.layers ?? noLayers;
    try {
      edit.writeAll(voxels);
    } catch (error) {
      edit.cancel();
      throw error;
    }
    edit.commit();
  }

  /**
   * Does an operation as one step of the history, a person's unless it is said to be something else. Nothing else can be
   * edited until it is done. `segments` are those after the step, where it makes new ones or removes some: then it goes by
   * the locks alone, since no voxel may be left without a segment. `name` is the step's; what the operation is called if left out.
   * @returns the step, or undefined when it changed nothing.
   * @throws AutosegError what the operation throws, `invalid-segment`, `busy` and `cancelled`; then nothing has changed.
   */
  async perform(
    operation: EditOperation,
    runner: OperationRunner,
    options: PerformOptions & { readonly signal?: AbortSignal } = {},
  ): Promise<EditStep | undefined> {
    return this.#operations.perform(operation, runner, options);
  }

  /**
   * Does an operation to be looked at: as an edit that is still open, to be committed as one step or cancelled.
   * @returns the edit, or undefined when there is nothing to change.
   * @throws AutosegError as {@link perform}.
   */
  async preview(
    operation: EditOperation,
    runner: OperationRunner,
    options: PreviewOptions & { readonly signal?: AbortSignal } = {},
  ): Promise<OpenEdit | undefined> {
    return this.#operations.preview(operation, runner, options);
  }

  /**
   * Other segments, with the same voxels, as a step of the history: one was added, renamed or recoloured. One that was
   * added is the active one then.
   * @throws AutosegError `invalid-segment`, `busy`; then nothing has changed.
   */
  describeSegments(segments: readonly Segment[], name: string): void {
    checkSegments(segments, 255);
    this.#steps.begin("hand", name);
    this.#steps.end();
    this.#described.showAnew(segments);
    this.#steps.record("hand", name, new VoxelRunCollector().toRuns(), { segments });
  }

  /**
   * A step that changes neither voxels nor segments: a person has said something of them, and whoever keeps what was said
   * brings it back with the step.
   */
  recordDecision(name: string): EditStep {
    this.#steps.begin("review", name);
    this.#steps.end();
    return this.#steps.record("review", name, new VoxelRunCollector().toRuns(), {})!;
  }

  /** The labels as they are applied, and the image, as operations see them; shares their memory. */
  get editTarget(): EditTarget {
    return {
      grid: this.grid,
      labels: wholeBlock(this.grid, this.appliedVoxels),
      ...(this.image && { image: wholeBlock(this.grid, this.image) }),
      sliceExtentsMm: this.#sliceExtentsMm,
      labelBox: (label) => this.appliedCounts.box(label),
      ...(this.layers.size > 0 && { layers: this.layers }),
    };
  }

  /** What an edit of that kind may change: locked labels never, hidden ones not by a hand that could not see what it does. */
  editLimits(kind: EditKind): EditLimits {
    const locked = this.#described.unchangeable(kind);
    if (kind !== "hand") return { locked };
    // What would be taken with an overlap goes into a layer; beside a run it is not taken, and layers stay.
    const keepsLayers = this.isRunning && this.#overlaps.isPossible;
    if (this.isRunning) locked.push(...this.layers.keys());
    return { ...this.limits, locked, ...(keepsLayers && { overwrites: [0] }) };
  }

  undo(): EditStep | undefined {
    return this.#steps.undo();
  }

  redo(): EditStep | undefined {
    return this.#steps.redo();
  }

  /** The segmentation as it is applied, described for export; shares the voxels. Segments without a voxel are left out. */
  toLabelMap(): LabelMap {
    const drawn = this.segments.filter(({ segmentNumber }) => this.appliedCounts.voxels(segmentNumber) > 0);
    const segments = drawn.map((segment) => withAlgorithmType(segment, this.algorithmTypes));
    return createLabelMap({ grid: this.grid, voxels: this.appliedVoxels, segments });
  }

  /** Segments in layers, described for export: each as a label map of the part of the grid in which it lies. */
  toLayerMaps(): LabelMap[] {
    return [...this.layers].flatMap(([segmentNumber, { box, values }]) => {
      const segment = this.findSegment(segmentNumber);
      if (!segment || !values.includes(1)) return [];
      const grid = partOfGrid(this.grid, box.from, boxSize(box));
      const voxels = values.map((value) => (value ? segmentNumber : 0));
      return [createLabelMap({ grid, voxels, segments: [withAlgorithmType(segment, this.algorithmTypes)] })];
    });
  }
}
