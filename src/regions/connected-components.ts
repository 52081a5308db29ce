import type { Grid } from "../geometry/index.ts";
import { createLabelSearch } from "../volume/index.ts";

/** A piece of voxels that are joined through their faces (6 neighbours). */
export interface Component {
  /** Voxels. */
  readonly size: number;
  /** Whether one of its voxels is a neighbour of a voxel that touching was asked for. */
  readonly touches: boolean;
}

/**
 * Sets to 0 every voxel with one of `values` that is not in the largest connected component of them all taken together
 * (6 neighbours). Voxels with other values stay. A tie goes to the component that comes first in memory.
 * @returns the number of voxels that were cleared.
 */
export function keepLargestComponent(voxels: Uint8Array, grid: Grid, values: readonly number[]): number {
  const runs = findRuns(voxels, grid, values);
  const sizes = sizesOfComponents(runs);
  const largest = sizes.reduce((best, size, run) => (size > sizes[best]! ? run : best), 0);
  return replace(voxels, runs, 0, (component) => component === largest);
}

/**
 * Sets to 0, or to `becomes`, every connected component of `values` taken together (6 neighbours) that is not worth
 * keeping.
 * @param touching values that a component is told whether it touches.
 * @returns the number of voxels that were changed.
 */
export function keepComponents(
  voxels: Uint8Array,
  grid: Grid,
  values: readonly number[],
  isKept: (component: Component) => boolean,
  { touching = [], becomes = 0 }: { touching?: readonly number[]; becomes?: number | undefined } = {},
): number {
  const runs = findRuns(voxels, grid, values);
  const sizes = sizesOfComponents(runs);
  const touches = findTouching(voxels, grid, runs, touching);
  return replace(voxels, runs, becomes, (component) =>
    isKept({ size: sizes[component]!, touches: touches[component] === 1 }),
  );
}

/**
 * Runs of neighbouring voxels within rows of the grid, in the order of memory. A component is known by its first run;
 * `component` leads from each run towards it.
 */
interface Runs {
  count: number;
  /** Index of a run's first voxel, and the one behind its last. */
  starts: Int32Array;
  ends: Int32Array;
  component: Int32Array;
}

/** Two passes over runs cost a fraction of visiting voxels one by one: most of a volume is background. */
function findRuns(
  voxels: Uint8Array,
  { size: [columns, rows, slices] }: Grid,
  values: readonly number[],
): Runs {
  const nextLabelled = createLabelSearch(voxels);
  const belongs = new Uint8Array(256);
  for (const value of values) belongs[value] = 1;
  const runs: Runs = {
    count: 0,
    starts: new Int32Array(1 << 12),
    ends: new Int32Array(1 << 12),
    component: new Int32Array(1 << 12),
  };
  /** The first run of every row, and the number of runs behind the last. */
  const rowStarts = new Int32Array(rows * slices + 1);
  for (let row = 0, at = 0; row < rows * slices; row++) {
    rowStarts[row] = runs.count;
    for (const end = at + columns; at < end; ) {
      // Background never belongs to a component.
      at = nextLabelled(at, end);
      if (at === end) break;
      if (!belongs[voxels[at]!]) {
        at++;
        continue;
      }
      const start = at;
      while (at < end && belongs[voxels[at]!]) at++;
      addRun(runs, start, at);
    }
    rowStarts[row + 1] = runs.count;
    const isFirstOfSlice = row % rows === 0;
    if (!isFirstOfSlice) joinRows(runs, rowStarts, row - 1, row, columns);
    if (row >= rows) joinRows(runs, rowStarts, row - rows, row, columns * rows);
  }
  for (let run = 0; run < runs.count; run++) runs.component[run] = findFirst(runs.component, run);
  return runs;
}

function addRun(runs: Runs, start: number, end: number): void {
  if (runs.count === runs.starts.length) {
    for (const list of ["starts", "ends", "component"] as const) {
      const grown = new Int32Array(runs.count * 2);
      grown.set(runs[list]);
      runs[list] = grown;
    }
  }
  runs.starts[runs.count] = start;
  runs.ends[runs.count] = end;
  runs.component[runs.count] = runs.count;
  runs.count++;
}

/** Joins the runs of two rows that lie `distance` voxels apart where they lie beside each other. */
function joinRows(runs: Runs, rowStarts: Int32Array, before: number, row: number, distance: number): void {
  const { starts, ends, component } = runs;
  let [a, b] = [rowStarts[before]!, rowStarts[row]!];
  const [aEnd, bEnd] = [rowStarts[before + 1]!, rowStarts[row + 1]!];
  while (a < aEnd && b < bEnd) {
    const [aLast, bLast] = [ends[a]! + distance, ends[b]!];
    if (starts[a]! + distance < bLast && starts[b]! < aLast) join(component, a, b);
    if (aLast < bLast) a++;
    else b++;
  }
}

function findFirst(component: Int32Array, run: number): number {
  let first = run;
  while (component[first] !== first) first = component[first]!;
  // The way is made short for those that come after.
  for (let at = run; at !== first; ) {
    const next = component[at]!;
    component[at] = first;
    at = next;
  }
  return first;
}

function join(component: Int32Array, a: number, b: number): void {
  const [one, other] = [findFirst(component, a), findFirst(component, b)];
  component[Math.max(one, other)] = Math.min(one, other);
}

/** Voxels of each component, at the place of its first run; 0 at all others. */
function sizesOfComponents({ count, starts, ends, component }: Runs): Float64Array {
  const sizes = new Float64Array(count);
  for (let run = 0; run < count; run++) sizes[component[run]!]! += ends[run]! - starts[run]!;
  return sizes;
}

/** 1 at the first run of every component that has a neighbour with one of `touching`. */
function findTouching(
  voxels: Uint8Array,
  { size: [columns, rows, slices] }: Grid,
  { count, starts, ends, component }: Runs,
  touching: readonly number[],
): Uint8Array {
  const touches = new Uint8Array(count);
  if (touching.length === 0) return touches;
  const isTouched = new Uint8Array(256);
  for (const value of touching) isTouched[value] = 1;
  const anyIn = (from: number, to: number): boolean => {
    for (let at = from; at < to; at++) if (isTouched[voxels[at]!]) return true;
    return false;
  };
  const sliceSize = columns * rows;
  for (let run = 0; run < count; run++) {
    const [start, end] = [starts[run]!, ends[run]!];
    const column = start % columns;
    const row = Math.floor(start / columns) % rows;
    const slice = Math.floor(start / sliceSize);
    const besides =
      anyIn(start - (column > 0 ? 1 : 0), end + (column + end - start < columns ? 1 : 0)) ||
      (row > 0 && anyIn(start - columns, end - columns)) ||
      (row < rows - 1 && anyIn(start + columns, end + columns)) ||
      (slice > 0 && anyIn(start - sliceSize, end - sliceSize)) ||
      (slice < slices - 1 && anyIn(start + sliceSize, end + sliceSize));
    if (besides) touches[component[run]!] = 1;
  }
  return touches;
}

/** Gives the components that are not kept another value; what a component touches was found before any has it. */
function replace(
  voxels: Uint8Array,
  { count, starts, ends, component }: Runs,
  becomes: number,
  isKept: (component: number) => boolean,
): number {
  const kept = new Uint8Array(count);
  let replaced = 0;
  for (let run = 0; run < count; run++) {
    const first = component[run]!;
    if (run === first) kept[first] = Number(isKept(first));
    if (kept[first]) continue;
    voxels.fill(becomes, starts[run]!, ends[run]!);
    replaced += ends[run]! - starts[run]!;
  }
  return replaced;
}
