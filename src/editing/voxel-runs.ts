/**
 * What an edit changed, as runs along the rows of the grid: memory grows with what was changed, not with the volume. Run n
 * covers
 * `length[n]` voxels from linear index `start[n]`, in ascending order and within one row; all of them were `before[n]` and
 * became
 * `after[n]`.
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

/** Writes the runs' `after` into the voxels of the whole grid, or `before` to undo them. */
export function writeRuns(voxels: Uint8Array, runs: VoxelRuns, side: "before" | "after" = "after"): void {
  const { start, length } = runs;
  const labels = runs[side];
  for (let n = 0; n < start.length; n++) voxels.fill(labels[n]!, start[n]!, start[n]! + length[n]!);
}

/** The runs whose index `takes` accepts. */
export function filterRuns(
  { start, length, before, after }: VoxelRuns,
  takes: (n: number) => boolean,
): VoxelRuns {
  const places = [...start.keys()].filter(takes);
  return {
    start: Uint32Array.from(places, (n) => start[n]!),
    length: Uint16Array.from(places, (n) => length[n]!),
    before: Uint8Array.from(places, (n) => before[n]!),
    after: Uint8Array.from(places, (n) => after[n]!),
  };
}

/** Concatenates runs that follow one another. */
export function joinRuns(parts: readonly VoxelRuns[]): VoxelRuns {
  if (parts.length === 1) return parts[0]!;
  const count = parts.reduce((sum, { start }) => sum + start.length, 0);
  const joined = {
    start: new Uint32Array(count),
    length: new Uint16Array(count),
    before: new Uint8Array(count),
    after: new Uint8Array(count),
  };
  let at = 0;
  for (const part of parts) {
    for (const column of ["start", "length", "before", "after"] as const)
      joined[column].set(part[column], at);
    at += part.start.length;
  }
  return joined;
}

/** Collects changes in ascending order; `toRuns` trims its memory. */
export class VoxelRunCollector {
  #count = 0;
  #start = new Uint32Array(64);
  #length = new Uint16Array(64);
  #before = new Uint8Array(64);
  #after = new Uint8Array(64);
  #next = -1;

  /**
   * Adds changed voxels of one row (one by default); they extend the last run if they follow it.
   * @throws RangeError if memory is too short; nothing is added then.
   */
  add(index: number, before: number, after: number, length = 1): void {
    const last = this.#count - 1;
    if (index === this.#next && this.#before[last] === before && this.#after[last] === after) {
      this.#length[last]! += length;
    } else {
      if (this.#count === this.#start.length) this.#grow();
      this.#start[this.#count] = index;
      this.#length[this.#count] = length;
      this.#before[this.#count] = before;
      this.#after[this.#count] = after;
      this.#count++;
    }
    this.#next = index + length;
  }

  /** The next voxels lie in another row. */
  endRow(): void {
    this.#next = -1;
  }

  #grow(): void {
    const grown = <A extends Uint32Array | Uint16Array | Uint8Array>(old: A, fresh: A): A => {
      fresh.set(old);
      return fresh;
    };
    const size = this.#count * 2;
    const [start, length] = [new Uint32Array(size), new Uint16Array(size)];
    const [before, after] = [new Uint8Array(size), new Uint8Array(size)];
    // Grow all of them or none: the first one determines how much room there is.
    this.#length = grown(this.#length, length);
    this.#before = grown(this.#before, before);
    this.#after = grown(this.#after, after);
    this.#start = grown(this.#start, start);
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
