import {
  type Box,
  describeOperation,
  type EditLimits,
  type EditOperation,
  type EditTarget,
  intersectRanges,
  type OperationRunner,
  type ValueRange,
  type VoxelRuns,
  wholeBlock,
} from "../editing/index.ts";
import type { Grid } from "../geometry/index.ts";
import { createLabelMap, type LabelMap, type Segment, type VoxelArray } from "../volume/index.ts";
import { type AlgorithmTypes, typesAfterHand, withAlgorithmType } from "./algorithm-types.ts";
import { writeCounted } from "./counted-write.ts";
import { EditHistory, type EditKind, type EditStep, type HistoryLimits } from "./edit-history.ts";
import { LabelCounts } from "./label-counts.ts";
import { OpenEdit } from "./open-edit.ts";
import { createSignal } from "./signal.ts";

/** How a segment is shown and whether it may be changed; nothing of it is exported. */
export interface SegmentDisplay {
  readonly visible: boolean;
  readonly locked: boolean;
  /** 0..1: of the fill; the outline stays. */
  readonly opacity: number;
}

export interface SessionOptions {
  /** The image below the labels, for everything that goes by its values. */
  readonly image?: VoxelArray;
  readonly history?: HistoryLimits;
}

/** What else the step of an operation holds. */
export interface PerformOptions {
  readonly segments?: readonly Segment[];
  readonly name?: string;
}

const initialDisplay: SegmentDisplay = { visible: true, locked: false, opacity: 0.3 };

/**
 * One segmentation being made: the voxels (the only truth; what is drawn shares their memory), the segments, how they
 * came to be, and the history of edits. Knows nothing of how it is shown.
 */
export class SegmentationSession {
  readonly grid: Grid;
  readonly voxels: Uint8Array;
  readonly image: VoxelArray | undefined;
  readonly counts: LabelCounts;
  readonly history: EditHistory;
  /** The box in which voxels have changed. */
  readonly voxelsChanged = createSignal<Box>();
  /** Segments were added, removed, or are shown in another way. */
  readonly segmentsChanged = createSignal();
  /** An edit began or ended. */
  readonly editingChanged = createSignal();
  /** What a person's edits may change, besides the locks: an HU range, a slice, which labels may be overwritten. */
  limits: Omit<EditLimits, "locked"> = {};

  #segments: readonly Segment[];
  #types: AlgorithmTypes = new Map();
  #display = new Map<number, SegmentDisplay>();
  #activeSegment: number;
  #editing: { readonly kind: EditKind; readonly name: string } | undefined;

  /** `sliceAxis`: the grid axis along which the slice strip counts. */
  constructor(grid: Grid, segments: readonly Segment[], sliceAxis: 0 | 1 | 2, options: SessionOptions = {}) {
    const labelMap = createLabelMap({ grid, segments });
    this.grid = labelMap.grid;
    this.voxels = labelMap.voxels;
    this.image = options.image;
    this.counts = new LabelCounts(grid, sliceAxis);
    this.history = new EditHistory(options.history);
    this.#segments = segments;
    this.#activeSegment = segments[0]?.segmentNumber ?? 0;
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get algorithmTypes(): AlgorithmTypes {
    return this.#types;
  }

  get activeSegment(): number {
    return this.#activeSegment;
  }

  set activeSegment(segmentNumber: number) {
    if (!this.findSegment(segmentNumber)) return;
    this.#activeSegment = segmentNumber;
    this.segmentsChanged.emit();
  }

  get isEditing(): boolean {
    return this.#editing !== undefined;
  }

  /** Who is editing right now. */
  get editKind(): EditKind | undefined {
    return this.#editing?.kind;
  }

  findSegment(segmentNumber: number): Segment | undefined {
    return this.#segments.find((segment) => segment.segmentNumber === segmentNumber);
  }

  display(segmentNumber: number): SegmentDisplay {
    return this.#display.get(segmentNumber) ?? initialDisplay;
  }

  setDisplay(segmentNumber: number, change: Partial<SegmentDisplay>): void {
    this.#display.set(segmentNumber, { ...this.display(segmentNumber), ...change });
    this.segmentsChanged.emit();
  }

  /** Another model's segments in the place of one's that are still empty; what is drawn, and what a person added, stays. */
  replaceEmptySegments(segments: readonly Segment[]): void {
    const kept = this.#segments.filter(
      ({ segmentNumber, algorithmType }) =>
        algorithmType === "MANUAL" || this.counts.voxels(segmentNumber) > 0,
    );
    const added = segments.filter(
      ({ segmentNumber }) => !kept.some((segment) => segment.segmentNumber === segmentNumber),
    );
    this.#setSegments([...kept, ...added].sort((a, b) => a.segmentNumber - b.segmentNumber));
  }

  /**
   * Begins an edit that becomes one step of the history. There is one at a time. `owned` are the labels it may turn into
   * background, all by default: a model's run leaves alone what is not its own. `range` are the image values to which it
   * keeps, besides the session's limits.
   */
  beginEdit(
    kind: EditKind,
    name: string,
    { owned, range }: { readonly owned?: readonly number[]; readonly range?: ValueRange } = {},
  ): OpenEdit {
    this.#begin(kind, name);
    const limits = this.editLimits(kind);
    const edit = new OpenEdit({
      kind,
      name,
      grid: this.grid,
      voxels: this.voxels,
      image: this.image,
      counts: this.counts,
      limits: { ...limits, ...(range && { range: intersectRanges(range, limits.range) }) },
      owned,
      onChange: (changed) => this.voxelsChanged.emit(changed),
      onEnd: (runs, isKept) => {
        this.#end();
        if (isKept) this.#record(kind, name, runs, edit);
        else this.#write(runs, "before");
      },
    });
    return edit;
  }

  /**
   * Does an operation as one step of the history, a person's unless it is said to be something else. Nothing else can be
   * edited until it is done. `segments` are those after the step, where it makes new ones or removes some: then it goes by
   * the locks alone, since no voxel may be left without a segment. `name` is the step's; what the operation is called if left out.
   * @returns the step, or undefined when it changed nothing.
   * @throws AutosegError what the operation throws, and `cancelled`; then nothing has changed.
   */
  async perform(
    operation: EditOperation,
    runner: OperationRunner,
    options: PerformOptions & { readonly signal?: AbortSignal } = {},
  ): Promise<EditStep | undefined> {
    const named = [...this.#segments, ...(options.segments ?? [])];
    const nameOf = (number: number): string =>
      named.find(({ segmentNumber }) => segmentNumber === number)?.label ?? "background";
    const name = options.name ?? describeOperation(operation, nameOf);
    const limits = this.editLimits("hand");
    const removes =
      options.segments && this.#segments.some((segment) => !isOneOf(options.segments!, segment));
    this.#begin("hand", name);
    let runs: VoxelRuns;
    try {
      runs = await runner.run(
        this.editTarget,
        operation,
        removes ? { locked: limits.locked! } : limits,
        options,
      );
    } finally {
      this.#end();
    }
    this.#write(runs, "after");
    const added = options.segments?.filter(({ segmentNumber }) => !this.findSegment(segmentNumber));
    const parts = added?.map(({ segmentNumber }) => segmentNumber);
    const types = typesAfterHand(this.#types, runs, parts);
    if (options.segments)
      for (const number of types.keys())
        if (!options.segments.some(({ segmentNumber }) => segmentNumber === number)) types.delete(number);
    return this.#record("hand", name, runs, { segments: options.segments, types });
  }

  /**
   * Other segments, with the same voxels, as a step of the history: one was added, renamed or recoloured. One that was
   * added is the active one then.
   */
  describeSegments(segments: readonly Segment[], name: string): void {
    this.#begin("hand", name);
    this.#end();
    for (const segment of segments)
      if (!isOneOf(this.#segments, segment)) this.#display.delete(segment.segmentNumber);
    const none: VoxelRuns = {
      start: new Uint32Array(),
      length: new Uint16Array(),
      before: new Uint8Array(),
      after: new Uint8Array(),
    };
    this.#record("hand", name, none, { segments });
  }

  /** The labels and the image as operations see them; shares their memory. */
  get editTarget(): EditTarget {
    return {
      grid: this.grid,
      labels: wholeBlock(this.grid, this.voxels),
      ...(this.image && { image: wholeBlock(this.grid, this.image) }),
      labelBox: (label) => this.counts.box(label),
    };
  }

  /** What an edit of that kind may change: locked labels never, hidden ones not by a hand that could not see what it does. */
  editLimits(kind: EditKind): EditLimits {
    const locked = this.#segments
      .map(({ segmentNumber }) => segmentNumber)
      .filter((segmentNumber) => {
        const display = this.display(segmentNumber);
        return display.locked || (kind === "hand" && !display.visible);
      });
    return kind === "hand" ? { ...this.limits, locked } : { locked };
  }

  undo(): EditStep | undefined {
    if (this.#editing) return undefined;
    const step = this.history.takeUndo();
    if (step) this.#replay(step, "before");
    return step;
  }

  redo(): EditStep | undefined {
    if (this.#editing) return undefined;
    const step = this.history.takeRedo();
    if (step) this.#replay(step, "after");
    return step;
  }

  /** The segmentation as it is now, described for export; shares the voxels. Segments without a voxel are left out. */
  toLabelMap(): LabelMap {
    const drawn = this.#segments.filter(({ segmentNumber }) => this.counts.voxels(segmentNumber) > 0);
    const segments = drawn.map((segment) => withAlgorithmType(segment, this.#types));
    return createLabelMap({ grid: this.grid, voxels: this.voxels, segments });
  }

  #begin(kind: EditKind, name: string): void {
    if (this.#editing) throw new Error(`"${name}" begins while "${this.#editing.name}" is not finished.`);
    this.#editing = { kind, name };
    this.editingChanged.emit();
  }

  #end(): void {
    this.#editing = undefined;
    this.editingChanged.emit();
  }

  /** Makes a step of changes that have been written; none of an edit by hand that changed nothing. */
  #record(
    kind: EditKind,
    name: string,
    runs: VoxelRuns,
    described: {
      readonly segments?: readonly Segment[] | undefined;
      readonly types?: AlgorithmTypes | undefined;
    },
  ): EditStep | undefined {
    const before = { segments: this.#segments, types: this.#types };
    const after = {
      segments: described.segments ?? this.#segments,
      types: described.types ?? (kind === "hand" ? typesAfterHand(this.#types, runs) : this.#types),
    };
    if (runs.start.length === 0 && after.segments === before.segments && kind === "hand") {
      this.history.changed.emit();
      return undefined;
    }
    const step = { kind, name, runs, before, after };
    this.history.push(step);
    this.#types = after.types;
    this.#setSegments(after.segments, runs.start.length === 0);
    return step;
  }

  #replay(step: EditStep, side: "before" | "after"): void {
    this.#write(step.runs, side);
    this.#types = step[side].types;
    this.#setSegments(step[side].segments, step.runs.start.length === 0);
  }

  /** Writes one side of changes into the voxels, and tells of it. */
  #write(runs: VoxelRuns, side: "before" | "after"): void {
    const changed = writeCounted(this.voxels, this.counts, this.grid, runs, side);
    if (changed) this.voxelsChanged.emit(changed);
  }

  #setSegments(segments: readonly Segment[], activatesAdded = false): void {
    const added = segments.filter((segment) => !isOneOf(this.#segments, segment));
    this.#segments = segments;
    if (activatesAdded && added.length === 1) this.#activeSegment = added[0]!.segmentNumber;
    if (!this.findSegment(this.#activeSegment)) this.#activeSegment = segments[0]?.segmentNumber ?? 0;
    this.segmentsChanged.emit();
  }
}

function isOneOf(segments: readonly Segment[], { segmentNumber }: Segment): boolean {
  return segments.some((segment) => segment.segmentNumber === segmentNumber);
}
