import { VoxelRunCollector, type VoxelRuns } from "../voxel-runs.ts";

/** Voxels that are kept together: a few rows, so that a stroke across many slices copies little of each. */
const tileBits = 12;
const tileVoxels = 1 << tileBits;

/**
 * The voxels as they were before an edit, copied tile by tile when a tile is about to change: its cost grows with what is
 * touched, not with the volume.
 */
export class EditJournal {
  readonly #voxels: Uint8Array;
  readonly #columns: number;
  readonly #originals = new Map<number, Uint8Array>();
  #lastTile = -1;

  constructor(voxels: Uint8Array, columns: number) {
    this.#voxels = voxels;
    this.#columns = columns;
  }

  /** Whether any voxel may have been written. */
  get isTouched(): boolean {
    return this.#originals.size > 0;
  }

  /** To be called before the voxels `first` to `last` (linear indices) are written. */
  keep(first: number, last: number): void {
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

  /**
   * Calls `visit` for every voxel that has changed: its linear index, its label and the one that it had. Takes no memory, so
   * that an edit can be taken back where that is what it failed for.
   */
  forEachChanged(visit: (index: number, now: number, before: number) => void): void {
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
    for (const [tile, original] of this.#originals) {
      const first = tile * tileVoxels;
      const [from, to] = [Math.max(first, start), Math.min(first + original.length, end)];
      if (from < to) copy.set(original.subarray(from - first, to - first), from - start);
    }
    return copy;
  }

  /** What has changed since, in ascending order. */
  toRuns(): VoxelRuns {
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
