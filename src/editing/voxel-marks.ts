/** Marked voxels as runs of linear indices, in ascending order, no two adjacent: can be sent and stored. */
export interface MarkedRuns {
  readonly start: Uint32Array;
  readonly length: Uint32Array;
}

const tileBits = 12;
const tileVoxels = 1 << tileBits;

/** Marks on voxels; memory grows with the marked area, not with the volume. */
export class VoxelMarks {
  readonly #tiles = new Map<number, Uint8Array>();

  /** Marks voxels from linear index `start` on, or unmarks them. */
  set(start: number, length: number, isMarked: boolean): void {
    const end = start + length;
    for (let at = start; at < end; ) {
      const tile = at >> tileBits;
      const stop = Math.min(end, (tile + 1) << tileBits);
      let marks = this.#tiles.get(tile);
      if (!marks && isMarked) {
        marks = new Uint8Array(tileVoxels);
        this.#tiles.set(tile, marks);
      }
      marks?.fill(Number(isMarked), at - (tile << tileBits), stop - (tile << tileBits));
      at = stop;
    }
  }

  has(index: number): boolean {
    return this.#tiles.get(index >> tileBits)?.[index & (tileVoxels - 1)] === 1;
  }

  add({ start, length }: MarkedRuns): void {
    for (let n = 0; n < start.length; n++) this.set(start[n]!, length[n]!, true);
  }

  /** A copy of the marks, which can be changed independently. */
  copy(): VoxelMarks {
    const copy = new VoxelMarks();
    for (const [tile, marks] of this.#tiles) copy.#tiles.set(tile, marks.slice());
    return copy;
  }

  toRuns(): MarkedRuns {
    const [start, length]: [number[], number[]] = [[], []];
    let next = -1;
    for (const tile of [...this.#tiles.keys()].sort((a, b) => a - b)) {
      const marks = this.#tiles.get(tile)!;
      for (let at = 0; at < tileVoxels; ) {
        const first = at++;
        while (at < tileVoxels && marks[at] === marks[first]) at++;
        if (!marks[first]) continue;
        const index = (tile << tileBits) + first;
        if (index === next) length[length.length - 1]! += at - first;
        else {
          start.push(index);
          length.push(at - first);
        }
        next = index + at - first;
      }
    }
    return { start: Uint32Array.from(start), length: Uint32Array.from(length) };
  }
}
