/**
 * What an edit changed, as runs along the rows of the grid: memory grows with what was changed, not with the volume.
 * Run n covers `length[n]` voxels from linear index `start[n]`, in ascending order and within one row; all of them were
 * `before[n]` and became `after[n]`.
 */
export interface VoxelRuns {
  readonly start: Uint32Array;
  readonly length: Uint16Array;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

export function runsSizeBytes({ start, length, before, after }: VoxelRuns): number {
  return start.byteLength + length.byteLength + before.byteLength + after.byteLength;
}

/** Writes the runs' `after` into the voxels of the whole grid, or `before` to take them back. */
export function writeRuns(voxels: Uint8Array, runs: VoxelRuns, side: "before" | "after" = "after"): void {
  const { start, length } = runs;
  const labels = runs[side];
  for (let n = 0; n < start.length; n++) voxels.fill(labels[n]!, start[n]!, start[n]! + length[n]!);
}

/** Grows while changes are found, in ascending order; `toRuns` trims it. */
export class VoxelRunCollector {
  #count = 0;
  #start = new Uint32Array(64);
  #length = new Uint16Array(64);
  #before = new Uint8Array(64);
  #after = new Uint8Array(64);
  #next = -1;

  /** One voxel that changed; it joins the last run where it goes on. */
  add(index: number, before: number, after: number): void {
    const last = this.#count - 1;
    if (index === this.#next && this.#before[last] === before && this.#after[last] === after) {
      this.#length[last]!++;
    } else {
      if (this.#count === this.#start.length) this.#grow();
      this.#start[this.#count] = index;
      this.#length[this.#count] = 1;
      this.#before[this.#count] = before;
      this.#after[this.#count] = after;
      this.#count++;
    }
    this.#next = index + 1;
  }

  /** What follows lies in another row. */
  endRow(): void {
    this.#next = -1;
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
