import { joinRuns, VoxelRunCollector, type VoxelRuns } from "../voxel-runs.ts";

/** Voxels that are kept together: a few rows, so that a stroke across many slices copies little of each. */
const tileBits = 12;
const tileVoxels = 1 << tileBits;

type VisitRun = (index: number, length: number, now: number, before: number) => void;

/**
 * The voxels as they were before an edit, copied tile by tile when a tile is about to change: its cost grows with what is
 * touched, not with the volume. Of a result that is written at once it keeps the runs that change, and copies nothing.
 */
export class EditJournal {
  readonly #voxels: Uint8Array;
  readonly #columns: number;
  readonly #originals = new Map<number, Uint8Array>();
  #lastTile = -1;
  /** What was recorded in the place of copies, in ascending order; the tiles have nothing then. */
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
   * To be called before runs are written, in place of {@link keep}.
   * @returns false where that cannot be: something else is kept, or what was recorded does not lie before them all.
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
      // Only now: where memory was too short for the copy, the next write asks for it again.
      this.#lastTile = tile;
    }
  }

  /** Another edit has written these voxels of one label, which this one has not: they count as if they had been so before. */
  rebase(first: number, end: number, label: number): void {
    for (let at = first; at < end; ) {
      const tile = at >> tileBits;
      const stop = Math.min(end, (tile + 1) << tileBits);
      this.#originals.get(tile)?.fill(label, at - tile * tileVoxels, stop - tile * tileVoxels);
      at = stop;
    }
  }

  /** Makes copies of what was recorded. */
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
   * Calls `visit` for every run of voxels that has changed: its first linear index, its length within a row, its label and
   * the one that it had. Takes no memory, so that an edit can be taken back where that is what it failed for.
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
   * The voxels `start` up to, but not including, `end` as they were before; they share the memory of the voxels where none
   * was touched.
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

  /** What has changed since, in ascending order. */
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
