import { createLabelSearch, createRunSearch, type LabelArray } from "../volume/index.ts";
import { labelTable } from "./block.ts";
import { type Box, mapAxes, type Triple, voxelsInSize } from "./box.ts";

/** Whether voxels connect through faces only (6), or through edges and corners too (26). */
export type Connectivity = 6 | 26;

/**
 * The connected components of some labels taken together, numbered from 1 in the order of their first voxels in memory.
 * Runs of voxels within rows are joined with the runs they touch in earlier rows (union-find). Every voxel is read once;
 * after that, time and memory grow with the number of runs.
 * @param size of the box that `voxels` fills, i fastest.
 * @param labels to include; by default all but 0.
 */
export function findComponents(
  voxels: LabelArray,
  size: Triple,
  connectivity: Connectivity,
  labels?: readonly number[],
): Components {
  const [columns, rows, slices] = size;
  const runs = new JoinedRuns(columns, rows * slices, connectivity);
  const nextLabelled = createLabelSearch(voxels);
  const endOfRun = createRunSearch(voxels);
  const belongs = labelTable(labels ?? [], voxels);
  if (!labels) belongs.fill(1, 1);
  // Jumps to the next labelled voxel, so that empty rows are skipped.
  let next = nextLabelled(0, voxels.length);
  for (let row = 0, start = 0; row < rows * slices; row++, start += columns) {
    const end = start + columns;
    if (next < start) next = nextLabelled(start, voxels.length);
    for (let at = next; at < end; at = nextLabelled(at, end)) {
      // Skip other labels; the search skips background.
      while (at < end && voxels[at] !== 0 && !belongs[voxels[at]!]) at = endOfRun(at, end);
      const first = at;
      while (at < end && belongs[voxels[at]!]) at = endOfRun(at, end);
      if (first < at) runs.add(first, at);
    }
    runs.endRow(row);
    if (next >= end) continue;
    const j = row % rows;
    if (j > 0) runs.joinRows(row, row - 1);
    if (row < rows) continue;
    runs.joinRows(row, row - rows);
    if (connectivity === 6) continue;
    if (j > 0) runs.joinRows(row, row - rows - 1);
    if (j < rows - 1) runs.joinRows(row, row - rows + 1);
  }
  return new Components(size, runs.toNumberedRuns());
}

/** Runs of voxels in memory order, each with the number of its component. */
interface NumberedRuns {
  /** Offset of each run's first voxel, and the offset after its last. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly parts: Int32Array;
  readonly partCount: number;
}

/** A run of a component's voxels within a row. */
export interface PartRun {
  /** Number of its component. */
  readonly part: number;
  /** Column of its first voxel in the box that was searched. */
  readonly i: number;
  readonly j: number;
  readonly k: number;
  /** Offset of that voxel in the box, and the offset after the last. */
  readonly first: number;
  readonly end: number;
}

/** The connected components of a mask. */
export class Components {
  /** How many there are; they are numbered from 1. */
  readonly count: number;
  /** Voxels in each component; `sizes[0]` is 0. */
  readonly sizes: Uint32Array;
  /** Size of the box that was searched. */
  readonly size: Triple;
  readonly #runs: NumberedRuns;
  #numbers: Int32Array | undefined;
  #bounds: Int32Array | undefined;

  constructor(size: Triple, runs: NumberedRuns) {
    this.count = runs.partCount;
    this.size = size;
    this.#runs = runs;
    this.sizes = new Uint32Array(this.count + 1);
    const { starts, ends, parts } = runs;
    for (let run = 0; run < starts.length; run++) this.sizes[parts[run]!]! += ends[run]! - starts[run]!;
  }

  /** The number of every voxel's component; 0 outside the mask. Made on first use: four bytes a voxel. */
  get numbers(): Int32Array {
    if (this.#numbers) return this.#numbers;
    const numbers = new Int32Array(voxelsInSize(this.size));
    this.forEachRun(({ part, first, end }) => numbers.fill(part, first, end));
    this.#numbers = numbers;
    return numbers;
  }

  /** Calls `visit` for every run in memory order, always with the same object: do not keep it. */
  forEachRun(visit: (run: PartRun) => void): void {
    const { starts, ends, parts } = this.#runs;
    const [columns, rows] = this.size;
    const run = { part: 0, i: 0, j: 0, k: 0, first: 0, end: 0 };
    for (let n = 0; n < starts.length; n++) {
      const first = starts[n]!;
      const row = Math.floor(first / columns);
      run.part = parts[n]!;
      run.k = Math.floor(row / rows);
      run.j = row - run.k * rows;
      run.i = first - row * columns;
      run.first = first;
      run.end = ends[n]!;
      visit(run);
    }
  }

  /** The number of the component at an offset, 0 if there is none (by bisection). */
  partAt(offset: number): number {
    const { starts, ends, parts } = this.#runs;
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return low < starts.length && starts[low]! <= offset ? parts[low]! : 0;
  }

  /** The number of the largest component, the first of equal ones; 0 if there are none. */
  get largest(): number {
    let largest = 0;
    for (let part = 1; part <= this.count; part++)
      if (this.sizes[part]! > this.sizes[largest]!) largest = part;
    return largest;
  }

  /** The same voxels as one component. */
  asOne(): Components {
    const { starts, ends, parts } = this.#runs;
    if (this.count <= 1) return this;
    return new Components(this.size, { starts, ends, parts: parts.slice().fill(1), partCount: 1 });
  }

  /** The smallest box around a component, within the box that was searched. */
  box(part: number): Box {
    this.#bounds ??= this.#findBounds();
    const bounds = this.#bounds;
    return {
      from: mapAxes((axis) => bounds[6 * part + axis]!),
      to: mapAxes((axis) => bounds[6 * part + 3 + axis]!),
    };
  }

  /** Six numbers per component in one array: there may be millions, too many for an object each. */
  #findBounds(): Int32Array {
    const bounds = new Int32Array(6 * (this.count + 1));
    for (let at = 0; at < bounds.length; at += 6) bounds.fill(0x7fffffff, at, at + 3);
    this.forEachRun(({ part, i, j, k, first, end }) => {
      const at = 6 * part;
      if (i < bounds[at]!) bounds[at] = i;
      if (j < bounds[at + 1]!) bounds[at + 1] = j;
      if (k < bounds[at + 2]!) bounds[at + 2] = k;
      if (i + end - first > bounds[at + 3]!) bounds[at + 3] = i + end - first;
      if (j >= bounds[at + 4]!) bounds[at + 4] = j + 1;
      bounds[at + 5] = k + 1;
    });
    return bounds;
  }
}

/**
 * Splits the components into pieces, numbered anew from 1 in the order of their first voxels in memory.
 * @param pieceOf any number that identifies the piece that a voxel of a component belongs to.
 */
export function splitComponents(
  parts: Components,
  pieceOf: (part: number, i: number, j: number, k: number) => number,
): Components {
  const numbers = new Map<string, number>();
  const [starts, ends, owners]: [number[], number[], number[]] = [[], [], []];
  parts.forEachRun(({ part, i, j, k, first, end }) => {
    for (let at = first; at < end; ) {
      const start = at;
      const piece = pieceOf(part, i + at - first, j, k);
      while (at < end && pieceOf(part, i + at - first, j, k) === piece) at++;
      const key = `${part} ${piece}`;
      const number = numbers.get(key) ?? numbers.size + 1;
      numbers.set(key, number);
      starts.push(start);
      ends.push(at);
      owners.push(number);
    }
  });
  return new Components(parts.size, {
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
    parts: Int32Array.from(owners),
    partCount: numbers.size,
  });
}

/** Runs row by row, joined as they are found; `#parents` leads from each run to the first run of its component. */
class JoinedRuns {
  readonly #columns: number;
  readonly #reach: number;
  /** Index of the first run of every row; after the last row, the number of runs. */
  readonly #rowStarts: Int32Array;
  #count = 0;
  #starts = new Int32Array(64);
  #ends = new Int32Array(64);
  #parents = new Int32Array(64);

  constructor(columns: number, rowCount: number, connectivity: Connectivity) {
    this.#columns = columns;
    this.#reach = connectivity === 26 ? 1 : 0;
    this.#rowStarts = new Int32Array(rowCount + 1);
  }

  add(first: number, end: number): void {
    const run = this.#count++;
    if (run === this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#ends = grown(this.#ends);
      this.#parents = grown(this.#parents);
    }
    this.#starts[run] = first;
    this.#ends[run] = end;
    this.#parents[run] = run;
  }

  endRow(row: number): void {
    this.#rowStarts[row + 1] = this.#count;
  }

  /** Joins the runs of a row with those they touch in a row before it. */
  joinRows(row: number, before: number): void {
    const [starts, ends, rowStarts] = [this.#starts, this.#ends, this.#rowStarts];
    const distance = (row - before) * this.#columns;
    const reach = this.#reach;
    let [a, b] = [rowStarts[before]!, rowStarts[row]!];
    const [stopA, stopB] = [rowStarts[before + 1]!, rowStarts[row + 1]!];
    while (a < stopA && b < stopB) {
      const [endA, endB] = [ends[a]! + distance, ends[b]!];
      if (starts[a]! + distance < endB + reach && starts[b]! < endA + reach) this.#join(a, b);
      if (endA < endB) a++;
      else b++;
    }
  }

  #join(a: number, b: number): void {
    const [one, other] = [this.#firstOf(a), this.#firstOf(b)];
    if (one < other) this.#parents[other] = one;
    else this.#parents[one] = other;
  }

  #firstOf(run: number): number {
    const parents = this.#parents;
    let at = run;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  }

  toNumberedRuns(): NumberedRuns {
    const count = this.#count;
    const parts = new Int32Array(count);
    let partCount = 0;
    // A component's first run comes before its others.
    for (let run = 0; run < count; run++) {
      const first = this.#firstOf(run);
      parts[run] = first === run ? ++partCount : parts[first]!;
    }
    return { starts: this.#starts.slice(0, count), ends: this.#ends.slice(0, count), parts, partCount };
  }
}

function grown(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * values.length);
  larger.set(values);
  return larger;
}
