import { joinRuns, VoxelRunCollector, type VoxelRuns } from "../voxel-runs.ts";

/** Voxels are copied in tiles of a few rows, so that a stroke across many slices copies little of each. */
const tileBits = 12;
const tileVoxels = 1 << tileBits;

type VisitRun = (index: number, length: number, now: number, before: number) => void;

/**
 * The voxels as they were before an edit, copied tile by tile just before a tile changes: the cost grows with what is
 * touched, not with the volume. For a result that is written at once it records the runs that change instead, and copies
 * nothing.
 */
export class EditJournal {
  readonly #voxels: Uint8Array;
  readonly #columns: number;
  readonly #originals = new Map<number, Uint8Array>();
  #lastTile = -1;
  /** Runs recorded instead of copies, in ascending order; no tile has been copied then. */
  #recorded: VoxelRuns[] = [];
  #recordedEnd = 0;

  constructor(voxels: Uint8Array, columns: number) {
    this.#voxels = voxels;
    this.#columns = columns;
  }

  /** Whether any voxel may have been written. */
  get isTouched(): boolean {
    return this.#originals.size > 0 || this.#recorded.length > 0;
  }

  /**
   * To be called before runs are written, instead of {@link keep}.
   * @returns false if this is not possible: tiles have been copied already, or an earlier run does not lie before these.
   */
  record(runs: VoxelRuns): boolean {
    const { start, length } = runs;
    const last = start.length - 1;
    if (last < 0) return true;
    if (this.#originals.size > 0 || start[0]! < this.#recordedEnd) return false;
    this.#recorded.push(runs);
    this.#recordedEnd = start[last]! + length[last]!;
    return true;
  }

  /** To be called before the voxels `first` to `last` (linear indices) are written. */
  keep(first: number, last: number): void {
    if (this.#recorded.length > 0) this.#keepRecorded();
    const end = last >> tileBits;
    for (let tile = first >> tileBits; tile <= end; tile++) {
      if (tile === this.#lastTile) continue;
      if (!this.#originals.has(tile))
        this.#originals.set(tile, this.#voxels.slice(tile * tileVoxels, (tile + 1) * tileVoxels));
      // Only now: if the copy failed for lack of memory, the next write must try again.
      this.#lastTile = tile;
    }
  }

  /** Another edit has written these voxels, which this edit has not touched: from now on they count as original. */
  rebase(first: number, end: number, label: number): void {
    for (let at = first; at < end; ) {
      const tile = at >> tileBits;
      const stop = Math.min(end, (tile + 1) << tileBits);
      this.#originals.get(tile)?.fill(label, at - tile * tileVoxels, stop - tile * tileVoxels);
      at = stop;
    }
  }

  /** Turns recorded runs into copies of tiles. */
  #keepRecorded(): void {
    this.#forEachRecorded((index, length, _, before) => {
      const end = index + length;
      for (let tile = index >> tileBits; tile << tileBits < end; tile++) {
        const start = tile << tileBits;
        let original = this.#originals.get(tile);
        if (!original) {
          original = this.#voxels.slice(start, start + tileVoxels);
          this.#originals.set(tile, original);
        }
        original.fill(before, Math.max(0, index - start), end - start);
      }
    });
    this.#recorded = [];
  }

  #forEachRecorded(visit: VisitRun): void {
    for (const { start, length, before, after } of this.#recorded)
      for (let n = 0; n < start.length; n++) visit(start[n]!, length[n]!, after[n]!, before[n]!);
  }

  /**
   * Calls `visit` for every run of changed voxels: its first linear index, its length within a row, its label and its
   * original label. Allocates nothing, so that an edit can be undone when memory has run out.
   */
  forEachChanged(visit: VisitRun): void {
    this.#forEachRecorded(visit);
    for (const [tile, original] of this.#originals) this.#forEachChangedOf(tile, original, visit);
  }

  #forEachChangedOf(tile: number, original: Uint8Array, visit: VisitRun): void {
    const [voxels, columns] = [this.#voxels, this.#columns];
    const start = tile * tileVoxels;
    for (let at = 0; at < original.length; ) {
      const rowEnd = (Math.floor((start + at) / columns) + 1) * columns - start;
      const stop = Math.min(original.length, rowEnd);
      while (at < stop) {
        const [before, now] = [original[at]!, voxels[start + at]!];
        const first = at++;
        if (before === now) continue;
        while (at < stop && original[at] === before && voxels[start + at] === now) at++;
        visit(start + first, at - first, now, before);
      }
    }
  }

  /**
   * The voxels from `start` up to, but not including, `end` as they were before; shares memory with the voxels if none of
   * them was touched.
   */
  originals(start: number, end: number): Uint8Array {
    const part = this.#voxels.subarray(start, end);
    if (!this.isTouched) return part;
    const copy = part.slice();
    this.#forEachRecorded((index, length, _, before) => {
      if (index < end && index + length > start)
        copy.fill(before, Math.max(0, index - start), index + length - start);
    });
    for (const [tile, original] of this.#originals) {
      const first = tile * tileVoxels;
      const [from, to] = [Math.max(first, start), Math.min(first + original.length, end)];
      if (from < to) copy.set(original.subarray(from - first, to - first), from - start);
    }
    return copy;
  }

  /** All changes so far, in ascending order. */
  toRuns(): VoxelRuns {
    if (this.#recorded.length > 0) return joinRuns(this.#recorded);
    const collector = new VoxelRunCollector();
    for (const tile of [...this.#originals.keys()].sort((a, b) => a - b))
      this.#forEachChangedOf(tile, this.#originals.get(tile)!, (index, length, now, before) => {
        if (index % this.#columns === 0) collector.endRow();
        collector.add(index, before, now, length);
      });
    return collector.toRuns();
  }
}
