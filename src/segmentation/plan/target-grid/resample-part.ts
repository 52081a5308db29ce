import type { TargetGrid } from "../../../model/index.ts";
import type { ModelAxis, PerAxis } from "../model-grid.ts";
import { type LinearPlaces, linearPlaces } from "../model-grid.ts";
import { createAxisFilter, type Interpolation } from "./axis-filter.ts";
import type { TargetAxis } from "./grid-axes.ts";
import type { AxisFilter } from "./line-filter.ts";

/** Values on a grid, columns fastest. */
export interface GridValues {
  readonly size: PerAxis<number>;
  readonly values: Float32Array;
}

/** How the axes of a part are resampled. */
export interface Resampling {
  readonly axes: PerAxis<TargetAxis>;
  readonly interpolation: TargetGrid["interpolation"];
  /** The axis that is resampled last, separately; values then stay within the range of each of its slices. */
  readonly separate: { readonly axis: ModelAxis; readonly interpolation: Interpolation } | undefined;
  /** Whether resampled values are truncated to integers. */
  readonly round: boolean;
}

/**
 * Resamples a part of a volume, slice by slice first: if the target grid is coarser along columns and rows, the part never
 * exists in memory at full resolution. Values stay within the range of the part.
 * @param readSlice writes a slice of the part, rows x columns, into `into`.
 */
export function resamplePart(
  { axes, interpolation, separate, round }: Resampling,
  readSlice: (slice: number, into: Float32Array) => void,
): GridValues {
  const toStored = round ? Math.trunc : Math.fround;
  if (interpolation === "linear" && !separate)
    return {
      size: [axes[0].count, axes[1].count, axes[2].count],
      values: resampleLinearly(axes, readSlice, toStored),
    };
  const counts = axes.map(({ source }) => source.part.count) as [number, number, number];
  const [columns, rows, slices] = counts;
  const range = createRanges(counts, separate?.axis);
  const inSlices = ([0, 1] as const).filter((axis) => axis !== separate?.axis && !isUnchanged(axes[axis]));
  const toPlane = inSlices.map((axis) => createStep(axis, axes[axis], interpolation));
  const [planeColumns, planeRows] = ([0, 1] as const).map((axis) =>
    inSlices.includes(axis) ? axes[axis].count : counts[axis],
  ) as [number, number];
  const pixels = planeColumns * planeRows;
  const read = new Float32Array(columns * rows);
  const values = new Float32Array(pixels * slices);
  for (let s = 0; s < slices; s++) {
    readSlice(s, read);
    range.note(read, s);
    let plane: GridValues = { size: [columns, rows, 1], values: read };
    for (const step of toPlane) plane = step(plane);
    values.set(plane.values, s * pixels);
  }
  let grid: GridValues = { size: [planeColumns, planeRows, slices], values };
  if (separate?.axis !== 2 && !isUnchanged(axes[2])) grid = createStep(2, axes[2], interpolation)(grid);
  if (interpolation === "cubic") range.clip(grid);
  if (separate && !isUnchanged(axes[separate.axis]))
    grid = createStep(separate.axis, axes[separate.axis], separate.interpolation)(grid);
  return round ? { ...grid, values: grid.values.map(toStored) } : grid;
}

function isUnchanged({ source, count, positions }: TargetAxis): boolean {
  return count === source.part.count && positions[count - 1] === count - 1;
}

/** Resamples one axis of its input; what it returns is valid until it is called again. */
function createStep(
  axis: ModelAxis,
  { source, count, positions }: TargetAxis,
  interpolation: Interpolation,
): (grid: GridValues) => GridValues {
  const filter = createAxisFilter(interpolation, source.part.count, positions);
  let into = new Float32Array();
  return ({ size, values }) => {
    const target = size.with(axis, count) as [number, number, number];
    const length = target[0] * target[1] * target[2];
    // One slice after the other has the same size: arrays that are let go cost more than filling one.
    if (into.length !== length) into = new Float32Array(length);
    const pixels = size[0] * size[1];
    if (axis === 2) filterSlices(filter, { values, into, pixels });
    else {
      const lines = { count: size[1 - axis]!, areRows: axis === 0 };
      const targetPixels = target[0] * target[1];
      for (let s = 0; s < size[2]; s++) {
        const plane = values.subarray(s * pixels, (s + 1) * pixels);
        filter.apply(plane, lines, into.subarray(s * targetPixels, (s + 1) * targetPixels));
      }
    }
    return { size: target, values: into };
  };
}

/** Number of lines across slices that are filtered at once: their voxels are gathered first. */
const linesAtOnce = 4096;

function filterSlices(
  filter: AxisFilter,
  { values, into, pixels }: { values: Float32Array; into: Float32Array; pixels: number },
): void {
  const [slices, targetSlices] = [values.length / pixels, into.length / pixels];
  const most = Math.min(linesAtOnce, pixels);
  const [allLines, allFound] = [new Float32Array(most * slices), new Float32Array(most * targetSlices)];
  for (let first = 0; first < pixels; first += linesAtOnce) {
    const count = Math.min(linesAtOnce, pixels - first);
    const lines = allLines.subarray(0, count * slices);
    const found = allFound.subarray(0, count * targetSlices);
    for (let to = 0, at = first; to < lines.length; to += count, at += pixels)
      lines.set(values.subarray(at, at + count), to);
    filter.apply(lines, { count, areRows: false }, found);
    for (let from = 0, at = first; from < found.length; from += count, at += pixels)
      into.set(found.subarray(from, from + count), at);
  }
}

/** Voxels next to each other in memory that share a range. */
interface Run {
  readonly range: number;
  readonly at: number;
  readonly length: number;
}

/** The range of the values of a part, or of each of its slices across an axis. */
function createRanges(size: PerAxis<number>, across: ModelAxis | undefined) {
  const count = across === undefined ? 1 : size[across];
  const lowest = new Float32Array(count).fill(Number.POSITIVE_INFINITY);
  const highest = new Float32Array(count).fill(Number.NEGATIVE_INFINITY);
  /** Calls back with every run, in memory order. */
  const forEachRun = (
    [columns, rows, slices]: PerAxis<number>,
    firstSlice: number,
    visit: (run: Run) => void,
  ): void => {
    if (across === undefined) {
      visit({ range: 0, at: 0, length: columns * rows * slices });
      return;
    }
    for (let slice = 0, at = 0; slice < slices; slice++) {
      if (across === 2) {
        visit({ range: firstSlice + slice, at, length: columns * rows });
        at += columns * rows;
        continue;
      }
      for (let row = 0; row < rows; row++) {
        if (across === 1) visit({ range: row, at, length: columns });
        else
          for (let column = 0; column < columns; column++)
            visit({ range: column, at: at + column, length: 1 });
        at += columns;
      }
    }
  };
  return {
    note: (plane: Float32Array, slice: number): void =>
      forEachRun([size[0], size[1], 1], slice, (run) => noteRun(plane, run, lowest, highest)),
    clip: ({ size: found, values }: GridValues): void =>
      forEachRun(found, 0, (run) => clipRun(values, run, lowest[run.range]!, highest[run.range]!)),
  };
}

// Plain loops over their own arguments: variables of an enclosing function would be loaded again for every voxel.

function noteRun(
  plane: Float32Array,
  { range, at, length }: Run,
  lowest: Float32Array,
  highest: Float32Array,
): void {
  let low = lowest[range]!;
  let high = highest[range]!;
  for (let n = at; n < at + length; n++) {
    const value = plane[n]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  lowest[range] = low;
  highest[range] = high;
}

function clipRun(values: Float32Array, { at, length }: Run, low: number, high: number): void {
  for (let n = at; n < at + length; n++) {
    const value = values[n]!;
    if (value < low) values[n] = low;
    else if (value > high) values[n] = high;
  }
}

/**
 * Linear interpolation along all axes at once, in double precision and in the order in which `scipy.ndimage.zoom` sums:
 * values that are truncated to integers afterwards must agree to the last bit.
 * @param readSlice writes a slice of the part, rows x columns, into `into`.
 * @returns values on the target grid, columns fastest, before they are rounded to single precision.
 */
function resampleLinearly(
  axes: PerAxis<TargetAxis>,
  readSlice: (slice: number, into: Float32Array) => void,
  toStored: (value: number) => number,
): Float32Array {
  const [columns, rows, slices] = axes.map(({ source, positions }) =>
    linearPlaces(source.part.count, positions),
  ) as [LinearPlaces, LinearPlaces, LinearPlaces];
  const width = axes[0].source.part.count;
  const size = axes.map(({ count }) => count) as [number, number, number];
  const values = new Float32Array(size[0] * size[1] * size[2]);
  const read = createSlicePair(width * axes[1].source.part.count, readSlice);
  for (let s = 0, at = 0; s < size[2]; s++) {
    const [below, above] = read(slices.lower[s]!, slices.upper[s]!);
    const [w0, w1] = [1 - slices.weight[s]!, slices.weight[s]!];
    for (let r = 0; r < size[1]; r++) {
      const [near, far] = [width * rows.lower[r]!, width * rows.upper[r]!];
      const [v0, v1] = [1 - rows.weight[r]!, rows.weight[r]!];
      for (let c = 0; c < size[0]; c++, at++) {
        const [left, right] = [columns.lower[c]!, columns.upper[c]!];
        const u1 = columns.weight[c]!;
        const u0 = 1 - u1;
        values[at] = toStored(
          below[near + left]! * u0 * v0 * w0 +
            above[near + left]! * u0 * v0 * w1 +
            below[far + left]! * u0 * v1 * w0 +
            above[far + left]! * u0 * v1 * w1 +
            below[near + right]! * u1 * v0 * w0 +
            above[near + right]! * u1 * v0 * w1 +
            below[far + right]! * u1 * v1 * w0 +
            above[far + right]! * u1 * v1 * w1,
        );
      }
    }
  }
  return values;
}

/** Reads two slices at a time; a slice that was read before is not read again. */
function createSlicePair(pixels: number, readSlice: (slice: number, into: Float32Array) => void) {
  const known = [0, 1].map(() => ({ slice: -1, values: new Float32Array(pixels) }));
  const one = (slice: number, keep: number): Float32Array => {
    const found = known.find((entry) => entry.slice === slice);
    if (found) return found.values;
    const spare = known.find((entry) => entry.slice !== keep)!;
    spare.slice = slice;
    readSlice(slice, spare.values);
    return spare.values;
  };
  return (lower: number, upper: number): [Float32Array, Float32Array] => [
    one(lower, upper),
    one(upper, lower),
  ];
}
