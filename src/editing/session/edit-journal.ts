import { VoxelRunCollector, type VoxelRuns } from "../voxel-runs.ts";

/** Voxels that are kept together: a few rows, so that a stroke across many slices copies little of each. */
const tileBits = 12;
const tileVoxels = 1 << tileBits;

/**
 * The voxels as they were before an edit, copied tile by tile when a tile is about to change: its cost grows with what is
 * touched, not with the volume. Of a whole result that is written at once it keeps the runs that change, and copies nothing.
 */
export class EditJournal {
  readonly #voxels: Uint8Array;
  readonly #columns: number;
  readonly #originals = new Map<number, Uint8Array>();
  #lastTile = -1;
  /** What was recorded in the place of copies; the tiles have nothing then. */
  #runs: VoxelRunCollector | undefined;

  constructor(voxels: Uint8Array, columns: number) {
    this.#voxels = voxels;
    this.#columns = columns;
  }

  /** Whether any voxel may have been written. */
  get isTouched(): boolean {
    return this.#originals.size > 0 || (this.#runs?.count ?? 0) > 0;
  }

  /**
   * To be called before a run within a row is written, in place of {@link keep}: in ascending order, and only while nothing
   * has been kept otherwise.
   */
  record(index: number, length: number, before: number, after: number): void {
    this.#runs ??= new VoxelRunCollector();
    this.#runs.addRun(index, length, before, after);
  }

  /** To be called before the voxels `first` to `last` (linear indices) are written. */
  keep(first: number, last: number): void {
    if (this.#runs) this.#keepRecorded(this.#runs);
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
  #keepRecorded(runs: VoxelRunCollector): void {
    runs.forEach((index, length, before) => {
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
    this.#runs = undefined;
  }

  /**
   * Calls `visit` for every voxel that has changed: its linear index, its label and the one that it had. Takes no memory, so
   * that an edit can be taken back where that is what it failed for.
   */
  forEachChanged(visit: (index: number, now: number, before: number) => void): void {
    this.#runs?.forEach((index, length, before, after) => {
      // Of the last one memory may have been too short to write it.
      for (let at = index; at < index + length; at++)
        if (this.#voxels[at] === after) visit(at, after, before);
    });
    for (const [tile, original] of this.#originals) {
      const start = tile * tileVoxels;
      for (let at = 0; at < original.length; at++) {
        const [now, before] = [this.#voxels[start + at]!, original[at]!];
        if (now !== before) visit(start + at, now, before);
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
    this.#runs?.forEach((index, length, before) => {
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
    if (this.#runs) return this.#runs.toRuns();
    const collector = new VoxelRunCollector();
    const columns = this.#columns;
    for (const tile of [...this.#originals.keys()].sort((a, b) => a - b)) {
      const original = this.#originals.get(tile)!;
      const start = tile * tileVoxels;
      let at = 0;
      while (at < original.length) {
        const rowEnd = (Math.floor((start + at) / columns) + 1) * columns - start;
        const stop = Math.min(original.length, rowEnd);
        for (; at < stop; at++) {
          const [before, after] = [original[at]!, this.#voxels[start + at]!];
          if (before !== after) collector.add(start + at, before, after);
        }
        if (stop === rowEnd) collector.endRow();
      }
    }
    return collector.toRuns();
  }
}
