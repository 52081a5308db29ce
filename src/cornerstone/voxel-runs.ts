/**
 * What an edit changed, as runs along the rows of the grid: memory grows with what was changed, not with the volume.
 * Run n covers `length[n]` voxels from linear index `start[n]`; all of them were `before[n]` and became `after[n]`.
 */
export interface VoxelRuns {
  readonly start: Uint32Array;
  readonly length: Uint16Array;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Grows while runs are found; `toRuns` trims it. */
export class VoxelRunCollector {
  #count = 0;
  #start = new Uint32Array(64);
  #length = new Uint16Array(64);
  #before = new Uint8Array(64);
  #after = new Uint8Array(64);

  /** Adds the differences between two rows of voxels; `rowStart` is the linear index of the row's first voxel. */
  addRow(before: Uint8Array, after: Uint8Array, offset: number, columns: number, rowStart: number): void {
    let i = 0;
    while (i < columns) {
      const was = before[offset + i]!;
      const is = after[rowStart + i]!;
      if (was === is) {
        i++;
        continue;
      }
      const first = i;
      while (i < columns && before[offset + i] === was && after[rowStart + i] === is) i++;
      this.#push(rowStart + first, i - first, was, is);
    }
  }

  #push(start: number, length: number, before: number, after: number): void {
    if (this.#count === this.#start.length) this.#grow();
    this.#start[this.#count] = start;
    this.#length[this.#count] = length;
    this.#before[this.#count] = before;
    this.#after[this.#count] = after;
    this.#count++;
  }

  #grow(): void {
    const grown = <A extends Uint32Array | Uint16Array | Uint8Array>(old: A, fresh: A): A => {
      fresh.set(old);
      return fresh;
    };
    const size = this.#count * 2;
    this.#start = grown(this.#start, new Uint32Array(size));
    this.#length = grown(this.#length, new Uint16Array(size));
    this.#before = grown(this.#before, new Uint8Array(size));
    this.#after = grown(this.#after, new Uint8Array(size));
  }

  toRuns(): VoxelRuns {
    const count = this.#count;
    return {
      start: this.#start.slice(0, count),
      length: this.#length.slice(0, count),
      before: this.#before.slice(0, count),
      after: this.#after.slice(0, count),
    };
  }
}
