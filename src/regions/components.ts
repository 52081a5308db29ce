import { createLabelSearch, type LabelArray } from "../volume/index.ts";
import { labelTable } from "./block.ts";
import { type Box, mapAxes, type Triple, voxelsInSize } from "./box.ts";

/** Whether voxels that touch with a face only belong together (6), or those that touch with an edge or corner too (26). */
export type Connectivity = 6 | 26;

/**
 * The connected parts of some labels taken together, numbered from 1 in the order of their first voxels in memory. Runs of
 * voxels within rows are joined with the runs that they touch in the rows before (union-find): after one look at every voxel,
 * time and memory grow with the number of runs.
 * @param size of the box that `voxels` fill, i fastest.
 * @param labels that belong; by default all but 0.
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
  const belongs = labelTable(labels ?? [], voxels);
  if (!labels) belongs.fill(1, 1);
  // The next labelled voxel of all that follow: rows without one are not looked through.
  let next = nextLabelled(0, voxels.length);
  for (let row = 0, start = 0; row < rows * slices; row++, start += columns) {
    const end = start + columns;
    if (next < start) next = nextLabelled(start, voxels.length);
    for (let at = next; at < end; at = nextLabelled(at, end)) {
      // Other labels are passed over at once, and background by the search.
      while (at < end && voxels[at] !== 0 && !belongs[voxels[at]!]) at++;
      const first = at;
      while (at < end && belongs[voxels[at]!]) at++;
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

/** Runs of voxels in the order of memory, each with the number of its part. */
interface NumberedRuns {
  /** Offset of each run's first voxel, and the one behind its last. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly parts: Int32Array;
  readonly partCount: number;
}

/** A run of voxels of a part within a row. */
export interface PartRun {
  /** The number of its part. */
  readonly part: number;
  /** Its first voxel in the box that was looked through. */
  readonly i: number;
  readonly j: number;
  readonly k: number;
  /** The offset of that voxel in the box, and the one behind the last. */
  readonly first: number;
  readonly end: number;
}

/** The connected parts of a mask. */
export class Components {
  /** How many there are; they are numbered from 1. */
  readonly count: number;
  /** Voxels of each part; `sizes[0]` is 0. */
  readonly sizes: Uint32Array;
  /** Of the box that was looked through. */
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

  /** For every voxel the number of its part; 0 outside the mask. Made when first asked for: four bytes a voxel. */
  get numbers(): Int32Array {
    if (this.#numbers) return this.#numbers;
    const numbers = new Int32Array(voxelsInSize(this.size));
    this.forEachRun(({ part, first, end }) => numbers.fill(part, first, end));
    this.#numbers = numbers;
    return numbers;
  }

  /** Calls `visit` for every run of every part, in the order of memory, with one object that is the next run afterwards. */
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

  /** The number of the part at an offset, 0 where there is none, by bisection. */
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

  /** The number of the largest part, of equal ones the first; 0 where there is none. */
  get largest(): number {
    let largest = 0;
    for (let part = 1; part <= this.count; part++)
      if (this.sizes[part]! > this.sizes[largest]!) largest = part;
    return largest;
  }

  /** The same voxels as one part. */
  asOne(): Components {
    const { starts, ends, parts } = this.#runs;
    if (this.count <= 1) return this;
    return new Components(this.size, { starts, ends, parts: parts.slice().fill(1), partCount: 1 });
  }

  /** The smallest box around a part, within the box that was looked through. */
  box(part: number): Box {
    this.#bounds ??= this.#findBounds();
    const bounds = this.#bounds;
    return {
      from: mapAxes((axis) => bounds[6 * part + axis]!),
      to: mapAxes((axis) => bounds[6 * part + 3 + axis]!),
    };
  }

  /** Six numbers a part: millions of parts must not become millions of objects. */
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
 * The parts cut into pieces, numbered anew from 1 in the order of their first voxels in memory.
 * @param pieceOf the piece of its part that a voxel belongs to, for a voxel of that part: any number.
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

/** Runs row by row, joined as they are found; `#parents` leads from each run towards the first run of its part. */
class JoinedRuns {
  readonly #columns: number;
  readonly #reach: number;
  /** The first run of every row, and behind the last row their count. */
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

  /** Joins the runs of a row with those of one before it, where they touch. */
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
    // The first run of a part comes before all others.
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
