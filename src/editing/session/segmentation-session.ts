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
  /** The image beneath the labels, for everything that uses its values. */
  readonly image?: VoxelArray;
  /** The thickness that each slice along k stands for, where that is not the grid's spacing; used for volumes in millilitres. */
  readonly sliceExtentsMm?: readonly number[] | undefined;
  readonly history?: HistoryLimits;
  /** Initial labels, one for each voxel; all background by default. Copied. */
  readonly labels?: Uint8Array | undefined;
}

/** What an edit may change, besides the session's limits, and whether it is only a preview. */
interface BeginOptions {
  readonly owned?: readonly number[];
  readonly kept?: readonly number[];
  readonly range?: ValueRange;
  readonly box?: Box | undefined;
  readonly isPreview?: boolean;
  /** Whether only locks limit it, for one that removes segments: no voxel may be left without one. */
  readonly onlyLocks?: boolean;
}

/**
 * One segmentation in progress: its voxels (the only copy; the display shares their memory), its segments, how they were
 * made, and the history of edits. It knows nothing about display. While a preview is open, `voxels` and `counts` include it;
 * volumes, `appliedVoxels`, `appliedCounts` and all that is derived from them do not.
 */
export class SegmentationSession {
  readonly grid: Grid;
  readonly voxels: Uint8Array;
  readonly image: VoxelArray | undefined;
  readonly counts: LabelCounts;
  readonly history: EditHistory;
  /** Emits the box in which voxels have changed. */
  readonly voxelsChanged: Signal<Box>;
  /** Segments were added or removed, or their display changed. */
  readonly segmentsChanged: Signal<void>;
  /** An edit began or ended. */
  readonly editingChanged: Signal<void>;
  /** The voxels of each segment, including those in layers. */
  readonly segmentVoxels: SegmentVoxels;
  /** What edits by hand may change, besides the locks: an HU range, a slice, which labels may be overwritten. */
  limits: Omit<EditLimits, "locked"> = {};

  readonly #described: DescribedSegments;
  readonly #sliceExtentsMm: readonly number[] | undefined;
  readonly #labels: CountedLabels;
  readonly #steps: EditSteps;
  readonly #edits: EditsInProgress;
  readonly #overlaps: Overlaps;
  readonly #operations: SessionOperations;

  /** @param sliceAxis the grid axis along which the slice strip counts. */
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

  /** The segments and how they were made, as if the edits in progress ended now. */
  get described(): Described {
    return this.#edits.described;
  }

  /** Whether something was done since the last export, or is being drawn; a preview does not count. */
  get hasUnsavedWork(): boolean {
    return this.history.isUnsaved || this.#edits.hasChanged;
  }

  /**
   * The labels without a preview: what is saved, exported, measured and compared. Identical to `voxels` unless a preview is
   * open.
   */
  get appliedVoxels(): Uint8Array {
    return this.#edits.appliedVoxels;
  }

  /** Counts of {@link appliedVoxels}. */
  get appliedCounts(): LabelCounts {
    return this.#edits.appliedCounts;
  }

  /** The part of {@link appliedVoxels} from `start` up to, but not including, `end`; computes no more than that. */
  appliedPart(start: number, end: number): Uint8Array {
    return this.#edits.appliedPart(start, end);
  }

  get activeSegment(): number {
    return this.#described.active;
  }

  /** A segment in a layer is brought forward, unless something is being drawn. */
  set activeSegment(segmentNumber: number) {
    this.#described.active = segmentNumber;
    if (!this.isEditing) this.#bringActiveForward();
  }

  /** Segments in layers of their own, over the others. They are shown, saved and exported, but edits change only the others. */
  get layers(): Layers {
    return this.#described.layers;
  }

  /**
   * Takes a segment out of its layer so that it can be edited; segments that it overlaps move into layers. A step of the
   * history; no segment loses a voxel.
   * @throws AutosegError `busy`.
   */
  bringForward(segmentNumber: number): void {
    if (!this.layers.has(segmentNumber)) return;
    const name = t("steps.forward", { label: this.#described.nameOf(segmentNumber) });
    const edit = this.#edits.begin({ kind: "review", name, limits: {}, owned: undefined, isPreview: false });
    this.#overlaps.bringForward(segmentNumber, edit);
    const wasSaved = !this.history.isUnsaved;
    edit.commit();
    // Which layer a segment lies in is not stored in files.
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
   * Sets volumes in ml that segments of a file just opened have on their own finer grid. They apply as long as a segment
   * keeps the same number of voxels.
   */
  stateVolumes(volumesMl: ReadonlyMap<number, number>): void {
    this.segmentVoxels.stateVolumes(volumesMl);
  }

  /** Volume of a segment in ml: that of its voxels, or the one a file stated for exactly these. */
  volumeMl(segmentNumber: number): number {
    return this.segmentVoxels.volumeMl(segmentNumber);
  }

  get isEditing(): boolean {
    return this.editKind !== undefined;
  }

  /** What kind of edit is in progress. */
  get editKind(): EditKind | undefined {
    return this.#steps.editKind;
  }

  /** Whether a preview is open: what is applied stays as it is, and can be saved, measured and compared meanwhile. */
  get isPreviewing(): boolean {
    return this.#edits.isPreviewing;
  }

  /** Whether a model is running. */
  get isRunning(): boolean {
    return this.#edits.run !== undefined;
  }

  /** Whether the user can draw: nothing else is being edited, except by a run, during which layers cannot change. */
  get canDraw(): boolean {
    return !this.#steps.isDrawing && !(this.isRunning && this.layers.has(this.activeSegment));
  }

  /** Whether the run is paused: the user may then draw anywhere; while it goes on, only on finished slices. */
  set isRunPaused(isPaused: boolean) {
    const { run } = this.#edits;
    if (run) run.isPaused = isPaused;
  }

  /** Whether a run in progress has not finished a slice yet, or may not have. */
  isUnfinished(slice: { readonly axis: 0 | 1 | 2; readonly index: number }): boolean {
    return this.#edits.isUnfinished(slice);
  }

  /** The step that can be undone now; while a model runs, only steps drawn since it began. */
  get nextUndo(): EditStep | undefined {
    return this.#steps.nextUndo;
  }

  get nextRedo(): EditStep | undefined {
    return this.#steps.nextRedo;
  }

  /** Replaces the empty segments of one model with another model's; what is drawn, and segments the user added, stay. */
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
   * Begins an edit that becomes one step of the history. Only one can be open at a time, plus one by hand beside a run.
   * `owned` are the labels that it may turn into background, all by default: a model's run does not clear what is not its
   * own. `kept` are segments that it treats as locked. `range` (image values) and `box` limit it in addition to the
   * session's limits. With `isPreview` it is only shown until it is committed;
   * with `onlyLocks` it may remove segments.
   */
  beginEdit(
    kind: EditKind,
    name: string,
    { owned, kept, range, box, isPreview = false, onlyLocks = false }: BeginOptions = {},
  ): OpenEdit {
    const all = this.editLimits(kind);
    const own = withBox(onlyLocks ? { locked: all.locked! } : all, box);
    const limits = kept ? { ...own, locked: [...(own.locked ?? []), ...kept] } : own;
    if (kind === "run") return this.#edits.beginRun({ name, limits, owned });
    if (kind === "hand" && !this.isEditing) this.#bringActiveForward();
    // Beside a run no segment moves into or out of a layer.
    if (this.isRunning && this.layers.has(this.activeSegment)) throw busyWith("run");
    return this.#edits.begin({
      kind,
      name,
      owned,
      isPreview,
      limits: { ...limits, ...(range && { range: intersectRanges(range, limits.range) }) },
      ...(kind === "hand" && { beforeEnd: (edit: OpenEdit) => this.#overlaps.settle(edit) }),
    });
  }

  /**
   * Replaces all segments and voxels, as one step of the history.
   * @param described the segments, and how they were made.
   * @throws AutosegError `invalid-segment`; RangeError if memory is too short. Nothing has changed then.
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
   * Runs an operation as one step of the history, by default the user's. Nothing else can be edited until it is done.
   * `segments` are those after the step, if it adds or removes some: then only locks limit it, since no voxel may be left
   * without a segment. `name` is the step's name; by default what the operation is called.
   * @returns the step, or undefined if it changed nothing.
   * @throws AutosegError what the operation throws, `invalid-segment`, `busy` and `cancelled`. Nothing has changed then.
   */
  async perform(
    operation: EditOperation,
    runner: OperationRunner,
    options: PerformOptions & { readonly signal?: AbortSignal } = {},
  ): Promise<EditStep | undefined> {
    return this.#operations.perform(operation, runner, options);
  }

  /**
   * Previews an operation as an edit that is still open, to be committed as one step or cancelled.
   * @returns the edit, or undefined if there is nothing to change.
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
   * Replaces the segments but not their voxels, as a step of the history: one was added, renamed or recoloured. A segment
   * that was added becomes the active one.
   * @throws AutosegError `invalid-segment`, `busy`. Nothing has changed then.
   */
  describeSegments(segments: readonly Segment[], name: string): void {
    checkSegments(segments, 255);
    this.#steps.begin("hand", name);
    this.#steps.end();
    this.#described.showAnew(segments);
    this.#steps.record("hand", name, new VoxelRunCollector().toRuns(), { segments });
  }

  /**
   * Records a step that changes neither voxels nor segments: a review decision. Whoever stores the decision restores it with
   * the step.
   */
  recordDecision(name: string): EditStep {
    this.#steps.begin("review", name);
    this.#steps.end();
    return this.#steps.record("review", name, new VoxelRunCollector().toRuns(), {})!;
  }

  /** The applied labels and the image, as operations see them; shares their memory. */
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

  /** What an edit of this kind may change: never locked labels, and by hand no hidden ones, since the user could not see it. */
  editLimits(kind: EditKind): EditLimits {
    const locked = this.#described.unchangeable(kind);
    if (kind !== "hand") return { locked };
    // What an overlap would take goes into a layer; beside a run nothing is taken, and layers stay.
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

  /** The applied segmentation, described for export; shares the voxels. Segments without voxels are omitted. */
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
