import type { Grid } from "../../geometry/index.ts";
import { type Box, GrowingBox } from "../../regions/index.ts";

/** The voxels of one segment as runs of grid indices: memory grows with what is drawn, not with the grid. */
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

  /** Whether `test` is true for every run; stops at the first for which it is not. */
  every(test: (start: number, end: number) => boolean): boolean {
    for (let at = 0; at < this.#length; at += 2)
      if (!test(this.#ends[at]!, this.#ends[at + 1]!)) return false;
    return true;
  }

  forEach(visit: (start: number, end: number) => void): void {
    for (let at = 0; at < this.#length; at += 2) visit(this.#ends[at]!, this.#ends[at + 1]!);
  }

  /** The bounding box of all voxels, in a grid of this size. */
  box(size: Grid["size"]): Box {
    const around = new GrowingBox();
    this.forEach((start, end) => {
      addRun(around, size, start, end);
    });
    return around.box;
  }
}

/** Adds a run of voxels of a grid, which may extend across rows and slices. */
export function addRun(around: GrowingBox, [columns, rows]: Grid["size"], start: number, end: number): void {
  const [firstRow, lastRow] = [Math.floor(start / columns), Math.floor((end - 1) / columns)];
  const [firstSlice, lastSlice] = [Math.floor(firstRow / rows), Math.floor(lastRow / rows)];
  const isOneRow = firstRow === lastRow;
  const [i, stop] = isOneRow ? [start % columns, ((end - 1) % columns) + 1] : [0, columns];
  around.add(i, stop, firstRow % rows, firstSlice);
  if (isOneRow) return;
  around.add(0, columns, lastRow % rows, lastSlice);
  if (firstSlice === lastSlice) return;
  around.add(0, columns, rows - 1, firstSlice);
  around.add(0, columns, 0, lastSlice);
}
