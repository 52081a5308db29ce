import type { Grid } from "../../geometry/index.ts";

/** The voxels of one segment as runs of indices into a grid: as small as what is drawn, however large the grid. */
export class VoxelRunList {
  /** First index and the one after the last, of each run. */
  #ends = new Int32Array(128);
  #length = 0;

  clear(): void {
    this.#length = 0;
  }

  push(start: number, end: number): void {
    if (this.#length > 0 && this.#ends[this.#length - 1] === start) {
      this.#ends[this.#length - 1] = end;
      return;
    }
    if (this.#length === this.#ends.length) {
      const larger = new Int32Array(2 * this.#length);
      larger.set(this.#ends);
      this.#ends = larger;
    }
    this.#ends[this.#length++] = start;
    this.#ends[this.#length++] = end;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Whether `test` holds for every run; stops at the first for which it does not. */
  every(test: (start: number, end: number) => boolean): boolean {
    for (let at = 0; at < this.#length; at += 2)
      if (!test(this.#ends[at]!, this.#ends[at + 1]!)) return false;
    return true;
  }

  forEach(visit: (start: number, end: number) => void): void {
    for (let at = 0; at < this.#length; at += 2) visit(this.#ends[at]!, this.#ends[at + 1]!);
  }

  /** The smallest box with all voxels, of a grid with that many columns and rows; undefined without voxels. */
  box(size: Grid["size"]): VoxelBox | undefined {
    const box = new BoxAround(size);
    this.forEach((start, end) => {
      box.add(start, end);
    });
    return box.found;
  }
}

/** First voxel along i, j and k, and how many there are. */
export interface VoxelBox {
  readonly from: readonly [number, number, number];
  readonly size: readonly [number, number, number];
}

/** The smallest box around runs of voxels. */
export class BoxAround {
  readonly #columns: number;
  readonly #rows: number;
  readonly #first: [number, number, number] = [Infinity, Infinity, Infinity];
  readonly #last: [number, number, number] = [-1, -1, -1];

  constructor([columns, rows]: Grid["size"]) {
    this.#columns = columns;
    this.#rows = rows;
  }

  add(start: number, end: number): void {
    const [columns, rows] = [this.#columns, this.#rows];
    const [firstRow, lastRow] = [Math.floor(start / columns), Math.floor((end - 1) / columns)];
    const [firstSlice, lastSlice] = [Math.floor(firstRow / rows), Math.floor(lastRow / rows)];
    const isOneRow = firstRow === lastRow;
    const isOneSlice = firstSlice === lastSlice;
    this.#include(0, isOneRow ? start % columns : 0, isOneRow ? (end - 1) % columns : columns - 1);
    this.#include(1, isOneSlice ? firstRow % rows : 0, isOneSlice ? lastRow % rows : rows - 1);
    this.#include(2, firstSlice, lastSlice);
  }

  get found(): VoxelBox | undefined {
    const [first, last] = [this.#first, this.#last];
    if (last[0] < 0) return undefined;
    return {
      from: [...first],
      size: [last[0] - first[0] + 1, last[1] - first[1] + 1, last[2] - first[2] + 1],
    };
  }

  #include(axis: 0 | 1 | 2, first: number, last: number): void {
    this.#first[axis] = Math.min(this.#first[axis], first);
    this.#last[axis] = Math.max(this.#last[axis], last);
  }
}
