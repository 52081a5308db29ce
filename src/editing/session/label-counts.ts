import type { Grid } from "../../geometry/index.ts";
import { type Box, emptyBox, type GridAxis, voxelMlOfSlices } from "../../regions/index.ts";
import type { VoxelRuns } from "../voxel-runs.ts";

/**
 * Numbers of voxels of every label except background, in total and per slice along each grid axis, updated as voxels change:
 * so volumes in ml, the slice strip and the bounding boxes never need to read the whole volume.
 */
export class LabelCounts {
  /** The axis along which the slice strip counts. */
  readonly sliceAxis: GridAxis;
  readonly #grid: Grid;
  readonly #sliceExtentsMm: readonly number[] | undefined;
  readonly #size: Grid["size"];
  readonly #voxelMlOf: (sliceIndex: number) => number;
  readonly #isEven: boolean;
  readonly #total = new Float64Array(256);
  /** For each label, the count of each column (index i). */
  readonly #byI: RunSums;
  /** For each row (index j), the count of each label; for background, how much has been taken from it, as a negative number. */
  readonly #byJ: Int32Array;
  readonly #byK: Int32Array;

  /** @param sliceExtentsMm the thickness that each slice along k stands for, where that is not the grid's spacing. */
  constructor(grid: Grid, sliceAxis: GridAxis, sliceExtentsMm?: readonly number[]) {
    const { size } = grid;
    this.#grid = grid;
    this.#sliceExtentsMm = sliceExtentsMm;
    this.sliceAxis = sliceAxis;
    this.#size = size;
    this.#voxelMlOf = voxelMlOfSlices(grid, sliceExtentsMm);
    this.#isEven = sliceExtentsMm === undefined;
    this.#byI = new RunSums(256, size[0]);
    this.#byJ = new Int32Array(256 * size[1]);
    this.#byK = new Int32Array(256 * size[2]);
  }

  /** Moves `count` voxels within a row, starting at linear index `start`, from one label to another. */
  move(start: number, count: number, before: number, after: number): void {
    // Without fractions and without array destructuring, which would allocate until the browser has compiled this.
    const byJ = this.#byJ;
    const byK = this.#byK;
    const columns = this.#size[0];
    const rows = this.#size[1];
    const i = start % columns;
    const row = (start - i) / columns;
    const j = row % rows;
    const k = (row - j) / rows;
    this.#total[before]! -= count;
    this.#total[after]! += count;
    byJ[j * 256 + before]! -= count;
    byJ[j * 256 + after]! += count;
    byK[k * 256 + before]! -= count;
    byK[k * 256 + after]! += count;
    this.#byI.add(before, i, i + count, -1);
    this.#byI.add(after, i, i + count, 1);
  }

  /** The same for many runs; `side` is what they became. @returns the box around them. */
  moveRuns({ start, length, before, after }: VoxelRuns, side: "before" | "after"): Box {
    // One loop with as few look-ups as possible: a whole result has hundreds of thousands of runs.
    const [from, to] = side === "before" ? [after, before] : [before, after];
    const [total, byI, byJ, byK] = [this.#total, this.#byI, this.#byJ, this.#byK];
    const [columns, rows] = this.#size;
    let [firstI, endI, firstJ, lastJ] = [columns, 0, rows, 0];
    let [rowEnd, i0, j, k] = [0, 0, 0, 0];
    const count = start.length;
    for (let n = 0; n < count; n++) {
      const at = start[n]!;
      const voxels = length[n]!;
      if (at >= rowEnd) {
        const row = Math.floor(at / columns);
        i0 = row * columns;
        rowEnd = i0 + columns;
        k = Math.floor(row / rows);
        j = row - k * rows;
        if (j < firstJ) firstJ = j;
        if (j > lastJ) lastJ = j;
      }
      const was = from[n]!;
      const is = to[n]!;
      const i = at - i0;
      const end = i + voxels;
      if (i < firstI) firstI = i;
      if (end > endI) endI = end;
      total[was]! -= voxels;
      total[is]! += voxels;
      byJ[j * 256 + was]! -= voxels;
      byJ[j * 256 + is]! += voxels;
      byK[k * 256 + was]! -= voxels;
      byK[k * 256 + is]! += voxels;
      byI.add(was, i, end, -1);
      byI.add(is, i, end, 1);
    }
    if (count === 0) return emptyBox;
    const firstK = Math.floor(start[0]! / columns / rows);
    return { from: [firstI, firstJ, firstK], to: [endI, lastJ + 1, k + 1] };
  }

  /** A copy of the counts, which is no longer updated. */
  copy(): LabelCounts {
    const copy = new LabelCounts(this.#grid, this.sliceAxis, this.#sliceExtentsMm);
    copy.#total.set(this.#total);
    copy.#byI.set(this.#byI);
    copy.#byJ.set(this.#byJ);
    copy.#byK.set(this.#byK);
    return copy;
  }

  voxels(label: number): number {
    return this.#total[label]!;
  }

  volumeMl(label: number): number {
    if (this.#isEven) return this.#total[label]! * this.#voxelMlOf(0);
    let ml = 0;
    for (let k = 0; k < this.#size[2]; k++) ml += this.voxelsInSlice(label, k, 2) * this.#voxelMlOf(k);
    return ml;
  }

  voxelsInSlice(label: number, sliceIndex: number, axis: GridAxis = this.sliceAxis): number {
    if (axis === 0) return this.#byI.at(label, sliceIndex);
    return (axis === 1 ? this.#byJ : this.#byK)[sliceIndex * 256 + label]!;
  }

  /** Whether a slice along k holds only background. */
  isEmptySlice(k: number): boolean {
    return this.#byK[k * 256] === 0;
  }

  /** First row, and the one after the last, outside of which all slices hold only background. */
  get usedRows(): readonly [first: number, end: number] {
    let [first, end] = [0, this.#size[1]];
    while (first < end && this.#byJ[first * 256] === 0) first++;
    while (first < end && this.#byJ[(end - 1) * 256] === 0) end--;
    return [first, end];
  }

  /** The same for columns. */
  get usedColumns(): readonly [first: number, end: number] {
    const isUsed = (i: number): boolean => this.#byI.at(0, i) !== 0;
    let [first, end] = [0, this.#size[0]];
    while (first < end && !isUsed(first)) first++;
    while (first < end && !isUsed(end - 1)) end--;
    return [first, end];
  }

  /** The smallest box with all voxels of the label; empty if it has none. Not for background. */
  box(label: number): Box {
    if (!(this.#total[label]! > 0)) return emptyBox;
    const range = (axis: GridAxis): [number, number] => {
      let [first, last] = [0, this.#size[axis] - 1];
      while (this.voxelsInSlice(label, first, axis) === 0) first++;
      while (this.voxelsInSlice(label, last, axis) === 0) last--;
      return [first, last + 1];
    };
    const [[i0, i1], [j0, j1], [k0, k1]] = [range(0), range(1), range(2)];
    return { from: [i0, j0, k0], to: [i1, j1, k1] };
  }
}

/**
 * Counts for rows of positions, to which runs of positions are added. Only the ends of a run are written and the counts are
 * summed on demand, so that a run costs the same however long it is.
 */
class RunSums {
  readonly #places: number;
  /** At each position of a row, by how much its count exceeds that of the position before. */
  readonly #steps: Int32Array;
  readonly #sums: Int32Array;
  /** 1 for rows whose sums are out of date. */
  readonly #isBehind: Uint8Array;

  constructor(rows: number, places: number) {
    this.#places = places;
    this.#steps = new Int32Array(rows * (places + 1));
    this.#sums = new Int32Array(rows * places);
    this.#isBehind = new Uint8Array(rows);
  }

  /** Adds `amount` at the positions `start` up to, but not including, `end` of a row. */
  add(row: number, start: number, end: number, amount: number): void {
    const first = row * (this.#places + 1);
    this.#steps[first + start]! += amount;
    this.#steps[first + end]! -= amount;
    this.#isBehind[row] = 1;
  }

  at(row: number, place: number): number {
    const first = row * this.#places;
    if (this.#isBehind[row] === 1) {
      for (let n = 0, sum = 0; n < this.#places; n++) {
        sum += this.#steps[first + row + n]!;
        this.#sums[first + n] = sum;
      }
      this.#isBehind[row] = 0;
    }
    return this.#sums[first + place]!;
  }

  /** Copies the counts of another one of the same size. */
  set(other: RunSums): void {
    this.#steps.set(other.#steps);
    this.#isBehind.fill(1);
  }
}
