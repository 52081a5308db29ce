import { busyWith } from "../../errors.ts";
import { type Grid, partOfGrid } from "../../geometry/index.ts";
import {
  type Box,
  boxSize,
  GrowingBox,
  intersectBoxes,
  uniteBoxes,
  wholeBlock,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import {
  checkSegments,
  createLabelMap,
  type LabelMap,
  type Segment,
  type SegmentAlgorithmType,
  type VoxelArray,
} from "../../volume/index.ts";
import type { EditLimits, EditTarget, ValueRange } from "../operations/edit-target.ts";
import { intersectRanges } from "../operations/flood-fill.ts";
import type { OperationRunner } from "../operations/operation-runner.ts";
import { describeOperation, type EditOperation } from "../operations/operations.ts";
import { VoxelRunCollector, type VoxelRuns, writeRuns } from "../voxel-runs.ts";
import { CountedLabels } from "./counted-labels.ts";
import {
  type AlgorithmTypes,
  DescribedSegments,
  type SegmentDisplay,
  typesAfterHand,
  withAlgorithmType,
} from "./described-segments.ts";
import type { Described, EditHistory, EditKind, EditStep, HistoryLimits } from "./edit-history.ts";
import { EditSteps } from "./edit-steps.ts";
import { LabelCounts } from "./label-counts.ts";
import { forEachLayerRun, type Layers, layerOf, measureLayer, noLayers } from "./layers.ts";
import { OpenEdit } from "./open-edit.ts";
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

/** What else the step of an operation holds. */
export interface PerformOptions {
  readonly segments?: readonly Segment[];
  readonly name?: string;
  /** Only voxels of this box change, besides the session's limits. */
  readonly box?: Box;
  /** Only voxels of these segments and of the background change; of all by default. */
  readonly owned?: readonly number[];
  /** How the segments that gain voxels came to be then, where it is not by hand. */
  readonly algorithmType?: SegmentAlgorithmType;
}

/** What an edit may change, besides the session's limits, and whether it is only to be looked at. */
interface BeginOptions {
  readonly owned?: readonly number[];
  readonly range?: ValueRange;
  readonly isPreview?: boolean;
}

/** As {@link PerformOptions}, for an operation that leaves the segments as they are. */
export type PreviewOptions = Omit<PerformOptions, "segments" | "algorithmType">;

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
  /** What a person's edits may change, besides the locks: an HU range, a slice, which labels may be overwritten. */
  limits: Omit<EditLimits, "locked"> = {};

  /** By segment number: the volume that a file states on a finer grid, and the voxels that show it here. */
  #statedVolumes: ReadonlyMap<number, { readonly ml: number; readonly voxels: number }> = new Map();
  readonly #described: DescribedSegments;
  readonly #sliceExtentsMm: readonly number[] | undefined;
  readonly #labels: CountedLabels;
  readonly #steps: EditSteps;
  #openEdit: OpenEdit | undefined;
  #runEdit: OpenEdit | undefined;
  /** While a preview is open; the voxels once they were asked for. */
  #appliedVoxels: Uint8Array | undefined;
  #appliedCounts: LabelCounts | undefined;

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
  }

  get segments(): readonly Segment[] {
    return this.#described.all;
  }

  get algorithmTypes(): AlgorithmTypes {
    return this.#described.types;
  }

  /** The segments and how they came to be, as if what is being drawn ended now. */
  get described(): Described {
    const openEdit = this.#openEdit;
    const layers = this.#runEdit?.layers ?? this.layers;
    const run = this.#runEdit;
    const besides = this.#steps.besides;
    const { segments, types: algorithmTypes } =
      run && besides
        ? besides.described({
            segments: run.segments ?? this.segments,
            types: run.types ?? this.algorithmTypes,
          })
        : { segments: this.segments, types: this.algorithmTypes };
    if (!openEdit || openEdit.isPreview) return { segments, types: algorithmTypes, layers };
    if (run) return { segments, types: typesAfterHand(algorithmTypes, openEdit.changes), layers };
    return {
      layers: openEdit.layers ?? layers,
      segments: openEdit.segments ?? segments,
      types:
        openEdit.types ??
        (openEdit.kind === "hand"
          ? this.#described.typesAfterHand(openEdit.changes, openEdit.segments)
          : algorithmTypes),
    };
  }

  /** Something was done that no export holds, or is being drawn; a preview is neither. */
  get hasUnsavedWork(): boolean {
    const openEdit = this.#openEdit;
    if (this.history.isUnsaved || this.#runEdit?.hasChanged) return true;
    return openEdit?.hasChanged === true && !openEdit.isPreview;
  }

  /**
   * The labels without what is only previewed: what is saved, exported, measured and compared. They are `voxels` itself
   * unless a preview is open.
   */
  get appliedVoxels(): Uint8Array {
    const openEdit = this.#openEdit;
    if (!openEdit?.isPreview || !openEdit.hasChanged) return this.voxels;
    this.#appliedVoxels ??= openEdit.originals(0, this.voxels.length);
    return this.#appliedVoxels;
  }

  /** Counts of {@link appliedVoxels}. */
  get appliedCounts(): LabelCounts {
    return this.#appliedCounts ?? this.counts;
  }

  /** Of {@link appliedVoxels} those from `start` up to, but not including, `end`, with no more work than they need. */
  appliedPart(start: number, end: number): Uint8Array {
    const openEdit = this.#openEdit;
    return openEdit?.isPreview ? openEdit.originals(start, end) : this.voxels.subarray(start, end);
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
    const layer = this.layers.get(segmentNumber);
    if (!layer) return;
    const name = t("steps.forward", { label: this.#described.nameOf(segmentNumber) });
    const edit = this.#begin({ kind: "review", name, limits: {}, owned: undefined, isPreview: false });
    const layers = new Map(this.layers);
    layers.delete(segmentNumber);
    const below = new Set<number>();
    forEachLayerRun(layer, this.grid, (start, length) => {
      for (let at = start; at < start + length; at++) if (this.voxels[at]) below.add(this.voxels[at]!);
    });
    for (const label of below) {
      const moved = layerOf(this.#whole, label, this.counts.box(label));
      layers.set(label, moved);
      forEachLayerRun(moved, this.grid, (start, length) => edit.setRun(start, length, label, 0));
    }
    forEachLayerRun(layer, this.grid, (start, length) => edit.setRun(start, length, 0, segmentNumber));
    edit.layers = layers;
    const wasSaved = !this.history.isUnsaved;
    edit.commit();
    // Where a segment lies is nothing that a file holds.
    if (wasSaved) this.history.markSaved();
  }

  #bringActiveForward(): void {
    if (this.layers.has(this.activeSegment)) this.bringForward(this.activeSegment);
  }

  get #whole() {
    return { grid: this.grid, labels: wholeBlock(this.grid, this.voxels) };
  }

  /** What a segment that may overlap has taken from others is given back: they go into layers of their own, whole. */
  #keepOverlapped(edit: OpenEdit): void {
    if (!this.#hasOverlaps) return;
    const runs = edit.changes;
    const taken = new Set<number>();
    for (let n = 0; n < runs.start.length; n++) {
      const [before, after] = [runs.before[n]!, runs.after[n]!];
      if (before !== 0 && after !== before && after !== 0 && this.display(after).overlaps) taken.add(before);
    }
    if (taken.size === 0) return;
    const layers = new Map(edit.layers ?? this.layers);
    for (const label of taken) {
      const lost = runsOf(runs, (n) => runs.before[n] === label && this.display(runs.after[n]!).overlaps);
      const box = uniteBoxes(this.counts.box(label), boxOfRuns(lost, this.grid));
      const layer = layerOf(this.#whole, label, box, lost);
      forEachLayerRun(layerOf(this.#whole, label, this.counts.box(label)), this.grid, (start, length) =>
        edit.setRun(start, length, label, 0),
      );
      layers.set(label, layer);
    }
    edit.layers = layers;
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
    this.#statedVolumes = new Map(
      [...volumesMl].map(([number, ml]) => [number, { ml, voxels: this.counts.voxels(number) }]),
    );
    this.#described.changed.emit();
  }

  /** Of a segment: its voxels', or what a file has stated of just those. */
  volumeMl(segmentNumber: number): number {
    const layer = this.layers.get(segmentNumber);
    const counts = this.appliedCounts;
    const { voxels, ml } = layer
      ? measureLayer(layer, this.grid, this.#sliceExtentsMm)
      : { voxels: counts.voxels(segmentNumber), ml: undefined };
    const stated = this.#statedVolumes.get(segmentNumber);
    return voxels > 0 && stated?.voxels === voxels ? stated.ml : (ml ?? counts.volumeMl(segmentNumber));
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
    return this.#openEdit?.isPreview === true && !this.#runEdit;
  }

  /** A model draws. */
  get isRunning(): boolean {
    return this.#runEdit !== undefined;
  }

  /** Whether a person can draw: nothing else is being edited, but for a run, which leaves layers as they are. */
  get canDraw(): boolean {
    return !this.#steps.isDrawing && !(this.#runEdit && this.layers.has(this.activeSegment));
  }

  /** The run waits: a person may draw anywhere meanwhile, and on finished slices while it goes on. */
  set isRunPaused(isPaused: boolean) {
    if (this.#runEdit) this.#runEdit.isPaused = isPaused;
  }

  /** Whether a run that goes on has not come to a slice yet, or may not have. */
  isUnfinished({ axis, index }: { readonly axis: 0 | 1 | 2; readonly index: number }): boolean {
    const run = this.#runEdit;
    if (!run || run.isPaused) return false;
    return run.sliceAxis === undefined || (run.sliceAxis === axis && !run.hasSlice(index));
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
   * background, all by default: a model's run leaves alone what is not its own. `range` are the image values to which it
   * keeps, besides the session's limits. `isPreview`: it is only to be looked at until it is committed.
   */
  beginEdit(kind: EditKind, name: string, { owned, range, isPreview = false }: BeginOptions = {}): OpenEdit {
    if (kind === "run") return this.#beginRun(name, owned);
    if (kind === "hand" && !this.isEditing) this.#bringActiveForward();
    // Beside a run no segment changes its layer.
    if (this.#runEdit && this.layers.has(this.activeSegment)) throw busyWith("run");
    const limits = this.editLimits(kind);
    return this.#begin({
      ...{ kind, name, owned, isPreview },
      limits: { ...limits, ...(range && { range: intersectRanges(range, limits.range) }) },
      ...(kind === "hand" && { beforeEnd: (edit: OpenEdit) => this.#keepOverlapped(edit) }),
    });
  }

  #begin(parts: Omit<ConstructorParameters<typeof OpenEdit>[0], "labels" | "image" | "onEnd">): OpenEdit {
    const { kind, name, isPreview } = parts;
    const edit = new OpenEdit({
      ...parts,
      labels: this.#labels,
      image: this.image,
      run: () => this.#runEdit,
      onEnd: (runs) => {
        this.#openEdit = this.#appliedVoxels = this.#appliedCounts = undefined;
        this.#steps.end();
        if (runs) this.#steps.record(kind, name, runs, edit);
        else this.#steps.besides?.remark();
      },
    });
    const appliedCounts = isPreview ? this.counts.copy() : undefined;
    // Last: an edit that could not be made must not keep the next one waiting.
    this.#steps.begin(kind, name, kind === "hand");
    this.#openEdit = edit;
    this.#appliedCounts = appliedCounts;
    return edit;
  }

  /** A run, beside which a person may draw: it leaves that as it is, and its step lies below. */
  #beginRun(name: string, owned: readonly number[] | undefined): OpenEdit {
    this.#steps.begin("run", name);
    const besides = this.#steps.besides!;
    const edit = new OpenEdit({
      kind: "run",
      name,
      labels: this.#labels,
      image: this.image,
      limits: this.editLimits("run"),
      owned,
      isPreview: false,
      besides,
      withoutBesides: (work) => {
        const open = this.#openEdit?.changes;
        const drawn = [...besides.steps.map(({ runs }) => runs), ...(open ? [open] : [])];
        for (const runs of drawn.toReversed()) writeRuns(this.voxels, runs, "before");
        try {
          return work();
        } finally {
          for (const runs of drawn) writeRuns(this.voxels, runs, "after");
        }
      },
      onWrite: (first, end, before, label) => {
        this.#openEdit?.rebase(first, end, label);
        // What a preview leaves out goes on with the run.
        this.#appliedVoxels = undefined;
        this.#appliedCounts?.move(first, end - first, before, label);
        this.#steps.forgetRedo();
      },
      onEnd: (runs) => {
        this.#runEdit = undefined;
        this.#steps.endRun(name, runs, edit);
      },
    });
    this.#runEdit = edit;
    return edit;
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
    const { segments } = options;
    const besideRun = this.isRunning;
    const { name, runs } = await this.#compute(operation, runner, options);
    if (besideRun || this.#runEdit) return this.#writeBesideRun(name, runs);
    if (this.#takesWithOverlap(runs)) return this.#performWithOverlap(name, runs, options);
    this.#steps.write(runs, "after");
    const types = new Map(this.#described.typesAfterHand(runs, segments));
    const { algorithmType } = options;
    if (algorithmType)
      for (const label of new Set(runs.after)) if (label > 0) types.set(label, algorithmType);
    return this.#steps.record("hand", name, runs, { segments, types });
  }

  get #hasOverlaps(): boolean {
    return this.segments.some(({ segmentNumber }) => this.display(segmentNumber).overlaps);
  }

  #takesWithOverlap({ before, after }: VoxelRuns): boolean {
    if (!this.#hasOverlaps) return false;
    return after.some((label, n) => label !== 0 && before[n] !== 0 && this.display(label).overlaps);
  }

  /** As an edit by hand does it: what is taken from others stays theirs. */
  #performWithOverlap(
    name: string,
    runs: VoxelRuns,
    { segments, algorithmType }: PerformOptions,
  ): EditStep | undefined {
    const types = new Map(this.#described.typesAfterHand(runs, segments));
    if (algorithmType)
      for (const label of new Set(runs.after)) if (label > 0) types.set(label, algorithmType);
    const edit = this.beginEdit("hand", name);
    for (let n = 0; n < runs.start.length; n++)
      edit.setRun(runs.start[n]!, runs.length[n]!, runs.before[n]!, runs.after[n]!);
    edit.segments = segments;
    edit.types = types;
    edit.commit();
    return this.history.nextUndo;
  }

  /** The run may have written meanwhile: what is changed goes by the labels as they are now. */
  #writeBesideRun(name: string, runs: VoxelRuns): EditStep | undefined {
    const last = this.history.nextUndo;
    const edit = this.beginEdit("hand", name);
    edit.writeRuns(runs);
    edit.commit();
    const step = this.history.nextUndo;
    return step === last ? undefined : step;
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
    const { name, runs } = await this.#compute(operation, runner, options);
    if (runs.start.length === 0) return undefined;
    const edit = this.beginEdit("hand", name, { isPreview: true });
    edit.writeRuns(runs);
    return edit;
  }

  /** What an operation would change; nothing else can be edited meanwhile. */
  async #compute(
    operation: EditOperation,
    runner: OperationRunner,
    options: PerformOptions & { readonly signal?: AbortSignal },
  ): Promise<{ readonly name: string; readonly runs: VoxelRuns }> {
    const { segments } = options;
    if (segments) checkSegments(segments, 255);
    if (!this.isEditing) this.#bringActiveForward();
    const name =
      options.name ?? describeOperation(operation, (number) => this.#described.nameOf(number, segments));
    const limits = withOwned(withBox(this.editLimits("hand"), options.box), this.segments, options.owned);
    const removes = segments !== undefined && this.#described.wouldRemove(segments);
    this.#steps.begin("hand", name, segments === undefined && options.algorithmType === undefined);
    try {
      const runs = await runner.run(
        this.editTarget,
        operation,
        removes ? { locked: limits.locked! } : limits,
        options,
      );
      return { name, runs };
    } finally {
      this.#steps.end();
    }
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
    };
  }

  /** What an edit of that kind may change: locked labels never, hidden ones not by a hand that could not see what it does. */
  editLimits(kind: EditKind): EditLimits {
    const locked = this.#described.unchangeable(kind);
    if (kind !== "hand") return { locked };
    // What would be taken with an overlap goes into a layer; beside a run it is not taken.
    const keepsLayers = this.#runEdit && this.#hasOverlaps;
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

/** Those of the runs that `takes` says, by their places. */
function runsOf({ start, length, before, after }: VoxelRuns, takes: (n: number) => boolean): VoxelRuns {
  const places = [...start.keys()].filter(takes);
  return {
    start: Uint32Array.from(places, (n) => start[n]!),
    length: Uint16Array.from(places, (n) => length[n]!),
    before: Uint8Array.from(places, (n) => before[n]!),
    after: Uint8Array.from(places, (n) => after[n]!),
  };
}

function boxOfRuns({ start, length }: VoxelRuns, { size: [columns, rows] }: Grid): Box {
  const growing = new GrowingBox();
  for (let n = 0; n < start.length; n++) {
    const row = Math.floor(start[n]! / columns);
    const i = start[n]! - row * columns;
    growing.add(i, i + length[n]!, row % rows, Math.floor(row / rows));
  }
  return growing.box;
}

function withOwned(
  limits: EditLimits,
  segments: readonly Segment[],
  owned: readonly number[] | undefined,
): EditLimits {
  if (!owned) return limits;
  const others = segments
    .map(({ segmentNumber }) => segmentNumber)
    .filter((segmentNumber) => !owned.includes(segmentNumber));
  return { ...limits, locked: [...(limits.locked ?? []), ...others] };
}

function withBox(limits: EditLimits, box: Box | undefined): EditLimits {
  if (!box) return limits;
  return { ...limits, box: limits.box ? intersectBoxes(limits.box, box) : box };
}
