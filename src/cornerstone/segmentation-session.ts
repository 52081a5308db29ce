import type { Grid } from "../geometry/index.ts";
import type { GridSlice } from "../segmentation/index.ts";
import { createLabelMap, type LabelMap, type Segment, type SegmentAlgorithmType } from "../volume/index.ts";
import { EditHistory, type EditKind, type EditStep } from "./edit-history.ts";
import { LabelCounts } from "./label-counts.ts";
import { OpenEdit } from "./open-edit.ts";
import { createSignal } from "./signal.ts";
import type { VoxelRuns } from "./voxel-runs.ts";

/** How a segment is shown and whether it may be changed; nothing of it is exported. */
export interface SegmentDisplay {
  readonly visible: boolean;
  readonly locked: boolean;
  /** 0..1: of the fill; the outline stays. */
  readonly opacity: number;
}

/** How each segment came to be; a segment without an entry was never touched. */
export type AlgorithmTypes = ReadonlyMap<number, SegmentAlgorithmType>;

const initialDisplay: SegmentDisplay = { visible: true, locked: false, opacity: 0.3 };

/**
 * One segmentation being made: the voxels (the only truth; what is drawn shares their memory), the segments, how they
 * came to be, and the history of edits. Knows nothing of how it is shown.
 */
export class SegmentationSession {
  readonly grid: Grid;
  readonly voxels: Uint8Array;
  readonly counts: LabelCounts;
  readonly history = new EditHistory();
  /** Slices (index k) whose voxels have changed. */
  readonly voxelsChanged = createSignal<readonly number[]>();
  /** Segments were added, removed, or are shown in another way. */
  readonly segmentsChanged = createSignal();

  #segments: readonly Segment[];
  #types: AlgorithmTypes = new Map();
  #display = new Map<number, SegmentDisplay>();
  #activeSegment: number;
  #openEdit: OpenEdit | undefined;

  /** `sliceAxis`: the grid axis along which the slice strip counts. */
  constructor(grid: Grid, segments: readonly Segment[], sliceAxis: 0 | 1 | 2) {
    const labelMap = createLabelMap({ grid, segments });
    this.grid = labelMap.grid;
    this.voxels = labelMap.voxels;
    this.counts = new LabelCounts(grid, sliceAxis);
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
    return this.#openEdit !== undefined;
  }

  /** Who is editing right now. */
  get editKind(): EditKind | undefined {
    return this.#openEdit?.kind;
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

  /** Other segments for a segmentation that is still empty; what is drawn keeps its description. */
  replaceEmptySegments(segments: readonly Segment[]): void {
    const kept = this.#segments.filter(({ segmentNumber }) => this.counts.voxels(segmentNumber) > 0);
    const added = segments.filter(
      ({ segmentNumber }) => !kept.some((segment) => segment.segmentNumber === segmentNumber),
    );
    this.#setSegments([...kept, ...added].sort((a, b) => a.segmentNumber - b.segmentNumber));
  }

  /**
   * Begins an edit that becomes one step of the history. There is one at a time. `owned` are the labels it may turn into
   * background, all by default: a model's run leaves alone what is not its own.
   */
  beginEdit(kind: EditKind, name: string, owned?: readonly number[]): OpenEdit {
    if (this.#openEdit) throw new Error(`"${name}" begins while "${this.#openEdit.name}" is not finished.`);
    const edit = new OpenEdit({
      kind,
      name,
      grid: this.grid,
      voxels: this.voxels,
      counts: this.counts,
      protectedLabels: this.#protectedLabels(kind),
      erasableLabels: new Uint8Array(256).map((_, label) => (!owned || owned.includes(label) ? 1 : 0)),
      onChange: (slices) => this.voxelsChanged.emit(slices),
      onCommit: (runs) => this.#commit(edit, runs),
    });
    this.#openEdit = edit;
    return edit;
  }

  undo(): EditStep | undefined {
    if (this.#openEdit) return undefined;
    const step = this.history.takeUndo();
    if (step) this.#apply(step, "before");
    return step;
  }

  redo(): EditStep | undefined {
    if (this.#openEdit) return undefined;
    const step = this.history.takeRedo();
    if (step) this.#apply(step, "after");
    return step;
  }

  /** The segmentation as it is now, described for export; shares the voxels. Segments without a voxel are left out. */
  toLabelMap(): LabelMap {
    const segments = this.#segments
      .filter(({ segmentNumber }) => this.counts.voxels(segmentNumber) > 0)
      .map((segment): Segment => {
        const algorithmType = this.#types.get(segment.segmentNumber) ?? "MANUAL";
        if (algorithmType !== "MANUAL") return { ...segment, algorithmType };
        const { algorithmName: _name, algorithmVersion: _version, ...description } = segment;
        return { ...description, algorithmType };
      });
    return createLabelMap({ grid: this.grid, voxels: this.voxels, segments });
  }

  /** Labels an edit of that kind must leave alone: locked ones always, hidden ones when a hand could not see what it does. */
  #protectedLabels(kind: EditKind): Uint8Array {
    const labels = new Uint8Array(256);
    for (const { segmentNumber } of this.#segments) {
      const { locked, visible } = this.display(segmentNumber);
      if (locked || (kind === "hand" && !visible)) labels[segmentNumber] = 1;
    }
    return labels;
  }

  #commit(edit: OpenEdit, runs: VoxelRuns): void {
    this.#openEdit = undefined;
    const before = { segments: this.#segments, types: this.#types };
    const after = {
      segments: edit.segments ?? this.#segments,
      types: edit.types ?? this.#typesAfterHand(edit, runs),
    };
    if (runs.start.length === 0 && after.segments === before.segments && edit.kind === "hand") {
      this.history.changed.emit();
      return;
    }
    this.history.push({ kind: edit.kind, name: edit.name, runs, before, after });
    this.#types = after.types;
    this.#setSegments(after.segments);
  }

  /** AUTOMATIC becomes SEMIAUTOMATIC for every segment that won or lost a voxel by hand; a new one is MANUAL. */
  #typesAfterHand(edit: OpenEdit, runs: VoxelRuns): AlgorithmTypes {
    if (edit.kind !== "hand") return this.#types;
    const types = new Map(this.#types);
    for (const label of new Set([...runs.before, ...runs.after])) {
      if (label === 0) continue;
      types.set(
        label,
        types.get(label) === undefined || types.get(label) === "MANUAL" ? "MANUAL" : "SEMIAUTOMATIC",
      );
    }
    return types;
  }

  #apply(step: EditStep, side: "before" | "after"): void {
    const { start, length } = step.runs;
    const [from, to] =
      side === "before" ? [step.runs.after, step.runs.before] : [step.runs.before, step.runs.after];
    const [columns, rows] = this.grid.size;
    const slices = new Set<number>();
    for (let n = 0; n < start.length; n++) {
      const first = start[n]!;
      const count = length[n]!;
      const row = Math.floor(first / columns);
      const k = Math.floor(row / rows);
      this.voxels.fill(to[n]!, first, first + count);
      slices.add(k);
      if (this.counts.sliceAxis === 0)
        for (let i = 0; i < count; i++) this.counts.move((first % columns) + i, from[n]!, to[n]!, 1);
      else this.counts.move(this.counts.sliceAxis === 2 ? k : row - k * rows, from[n]!, to[n]!, count);
    }
    this.#types = step[side].types;
    this.voxelsChanged.emit([...slices].sort((a, b) => a - b));
    this.#setSegments(step[side].segments);
  }

  #setSegments(segments: readonly Segment[]): void {
    this.#segments = segments;
    if (!this.findSegment(this.#activeSegment)) this.#activeSegment = segments[0]?.segmentNumber ?? 0;
    this.segmentsChanged.emit();
  }
}

/** Slices as a run hands them out. */
export type { GridSlice };
