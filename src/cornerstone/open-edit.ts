import type { Grid } from "../geometry/index.ts";
import type { GridSlice } from "../segmentation/index.ts";
import type { Segment, SegmentAlgorithmType } from "../volume/index.ts";
import type { EditKind } from "./edit-history.ts";
import type { LabelCounts } from "./label-counts.ts";
import { VoxelRunCollector, type VoxelRuns } from "./voxel-runs.ts";

interface OpenEditParts {
  readonly kind: EditKind;
  readonly name: string;
  readonly grid: Grid;
  readonly voxels: Uint8Array;
  readonly counts: LabelCounts;
  /** 1 for every label whose voxels stay, and that no voxel may become. */
  readonly protectedLabels: Uint8Array;
  /** 1 for every label that this edit may turn into background. */
  readonly erasableLabels: Uint8Array;
  readonly onChange: (slices: readonly number[]) => void;
  readonly onCommit: (runs: VoxelRuns) => void;
}

/**
 * An edit that is being made. A slice is copied when its first voxel changes, so that the differences can be kept
 * as runs when the edit is finished: its cost grows with the slices touched, not with the volume.
 */
export class OpenEdit {
  readonly kind: EditKind;
  readonly name: string;
  /** Set these to change the segments or how they came to be in the same step. */
  segments: readonly Segment[] | undefined;
  types: ReadonlyMap<number, SegmentAlgorithmType> | undefined;

  readonly #parts: OpenEditParts;
  readonly #originals = new Map<number, Uint8Array>();
  readonly #changedSlices = new Set<number>();

  constructor(parts: OpenEditParts) {
    this.#parts = parts;
    this.kind = parts.kind;
    this.name = parts.name;
  }

  /** Sets one voxel, unless a protected label stands in the way. */
  set(i: number, j: number, k: number, label: number): void {
    const { voxels, grid, counts, protectedLabels, erasableLabels } = this.#parts;
    const index = i + grid.size[0] * (j + grid.size[1] * k);
    const before = voxels[index]!;
    if (before === label || protectedLabels[before] || protectedLabels[label]) return;
    if (label === 0 && !erasableLabels[before]) return;
    this.#keepOriginal(k);
    voxels[index] = label;
    counts.move(counts.sliceAxis === 2 ? k : counts.sliceAxis === 1 ? j : i, before, label, 1);
  }

  /** Labels of one slice across any grid axis, in ascending order of the two others. */
  writeSlice({ sliceAxis, sliceIndex, labels }: GridSlice): void {
    const [columns, rows, slices] = this.#parts.grid.size;
    if (sliceAxis === 2) {
      let n = 0;
      for (let j = 0; j < rows; j++)
        for (let i = 0; i < columns; i++) this.set(i, j, sliceIndex, labels[n++]!);
    } else {
      let n = 0;
      const across = sliceAxis === 0 ? rows : columns;
      for (let k = 0; k < slices; k++)
        for (let a = 0; a < across; a++)
          if (sliceAxis === 0) this.set(sliceIndex, a, k, labels[n++]!);
          else this.set(a, sliceIndex, k, labels[n++]!);
    }
    this.flush();
  }

  /** All voxels at once. */
  writeAll(labels: Uint8Array): void {
    const [columns, rows, slices] = this.#parts.grid.size;
    const { voxels } = this.#parts;
    let n = 0;
    for (let k = 0; k < slices; k++)
      for (let j = 0; j < rows; j++)
        for (let i = 0; i < columns; i++, n++) if (voxels[n] !== labels[n]) this.set(i, j, k, labels[n]!);
    this.flush();
  }

  /** Tells the listeners which slices have changed since the last time. */
  flush(): void {
    if (this.#changedSlices.size === 0) return;
    const slices = [...this.#changedSlices].sort((a, b) => a - b);
    this.#changedSlices.clear();
    this.#parts.onChange(slices);
  }

  /** Ends the edit: it becomes a step of the history. */
  commit(): void {
    this.flush();
    const { grid, voxels, onCommit } = this.#parts;
    const [columns, rows] = grid.size;
    const collector = new VoxelRunCollector();
    for (const k of [...this.#originals.keys()].sort((a, b) => a - b)) {
      const original = this.#originals.get(k)!;
      for (let j = 0; j < rows; j++)
        collector.addRow(original, voxels, j * columns, columns, columns * (j + rows * k));
    }
    this.#originals.clear();
    onCommit(collector.toRuns());
  }

  #keepOriginal(k: number): void {
    this.#changedSlices.add(k);
    if (this.#originals.has(k)) return;
    const { grid, voxels } = this.#parts;
    const frame = grid.size[0] * grid.size[1];
    this.#originals.set(k, voxels.slice(k * frame, (k + 1) * frame));
  }
}
