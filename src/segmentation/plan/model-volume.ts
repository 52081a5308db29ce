import { type Intensity, type Network, seriesOf } from "../../model/index.ts";
import type { Volume, VoxelArray } from "../../volume/index.ts";
import {
  createIntensityMap,
  createRowMapper,
  emptyRow,
  type IntensityMap,
  type MappedRow,
} from "./intensity-map.ts";
import type { AxisMapping, ModelGrid, ModelVolume } from "./model-grid.ts";

/**
 * The series of a patient as each network sees them, in the order of its channels; networks with the same grey scale share
 * one.
 * @param images the series, on one grid.
 * @param keep how many slices are kept for being asked for again; the one least recently asked for goes first.
 */
export function createModelVolumes(
  images: readonly Volume[],
  grid: ModelGrid,
  keep: number,
): (network: Network) => readonly ModelVolume[] {
  if (grid.target) return grid.target.volumesFor;
  const volumes = new Map<string, ModelVolume>();
  const volumeOf = (series: number, intensity: Intensity): ModelVolume => {
    const key = JSON.stringify([series, intensity]);
    const known = volumes.get(key);
    if (known) return known;
    const image = images[series]!;
    const made = createModelVolume(image, grid, createIntensityMap(image, intensity), keep);
    volumes.set(key, made);
    return made;
  };
  return ({ input }) => seriesOf(input).map(({ intensity }, series) => volumeOf(series, intensity));
}

function createModelVolume(
  { voxels }: Volume,
  grid: ModelGrid,
  map: IntensityMap,
  keep: number,
): ModelVolume {
  const [{ modelCount: columns }, { modelCount: rows }, slices] = grid.axes;
  const pixels = columns * rows;
  const sample = createSliceSampler(grid, map);
  const read = (sourceSlice: number, into: Float32Array): void => sample(voxels, sourceSlice, into);
  if (grid.hasOwnSlices) {
    return {
      columns,
      slice: remember(keep, pixels, (slice, into) => {
        const sourceSlice = slice + slices.origin;
        if (sourceSlice >= 0 && sourceSlice < slices.sourceCount) read(sourceSlice, into);
        else into.fill(map.outside);
      }),
    };
  }
  const taps = createTaps(slices);
  const readOnce = remember(taps.count + 1, pixels, read);
  return {
    columns,
    slice: remember(keep, pixels, (slice, into) => {
      into.fill(0);
      let isInside = false;
      for (let tap = slice * taps.count; tap < (slice + 1) * taps.count; tap++) {
        const weight = taps.weights[tap]!;
        if (weight === 0) continue;
        isInside = true;
        const source = readOnce(taps.indices[tap]!);
        for (let pixel = 0; pixel < pixels; pixel++) into[pixel]! += weight * source[pixel]!;
      }
      if (!isInside) into.fill(map.outside);
    }),
  };
}

/** Keeps what was made for as many slices; the memory of the one that goes is used for the one that comes. */
function remember(
  keep: number,
  pixels: number,
  make: (slice: number, into: Float32Array) => void,
): (slice: number) => Float32Array {
  const known = new Map<number, Float32Array>();
  return (slice) => {
    let plane = known.get(slice);
    if (plane) {
      known.delete(slice);
    } else {
      const oldest = known.size >= keep ? known.keys().next().value! : undefined;
      plane = oldest === undefined ? new Float32Array(pixels) : known.get(oldest)!;
      if (oldest !== undefined) known.delete(oldest);
      make(slice, plane);
    }
    known.set(slice, plane);
    return plane;
  };
}

/** Source indices and weights for every index of the model's axis, `count` each; all weights are 0 outside the source. */
interface Taps {
  readonly count: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

/**
 * Linear interpolation where the model's grid is finer than the source; where it is coarser, a triangle as wide as two
 * of its voxels, so that nothing is skipped (anti-aliasing).
 */
function createTaps({ sourceCount, modelCount, step, origin }: AxisMapping): Taps {
  const radius = Math.max(1, step);
  const count = Math.ceil(2 * radius) + 1;
  const indices = new Int32Array(modelCount * count);
  const weights = new Float64Array(modelCount * count);
  for (let u = 0; u < modelCount; u++) {
    const centre = origin + u * step;
    if (centre < -0.5 || centre > sourceCount - 0.5) continue;
    const first = Math.ceil(centre - radius);
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      const index = first + tap;
      const weight =
        index >= 0 && index < sourceCount ? Math.max(0, 1 - Math.abs(index - centre) / radius) : 0;
      indices[u * count + tap] = Math.min(Math.max(index, 0), sourceCount - 1);
      weights[u * count + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < count; tap++) weights[u * count + tap]! /= sum;
  }
  return { count, indices, weights };
}

/**
 * Reads slices of the series as the model's grid has its columns and rows: intensities mapped, then resampled.
 * @returns a function that writes slice `slice` of the view into `into` (rows x columns of the grid, row-major).
 */
export function createSliceSampler({ view, axes }: ModelGrid, map: IntensityMap) {
  const columns = toFours(createTaps(axes[0]));
  const rows = toFours(createTaps(axes[1]));
  const [modelColumns, modelRows] = [axes[0].modelCount, axes[1].modelCount];
  const sourceColumns = view.columns.count;
  /** The rows of the source that are in use, each at its index modulo their number. */
  const mapped = Array.from({ length: rows.count }, () => emptyRow(sourceColumns));
  const mapRow = createRowMapper(map);
  const sum = emptyRow(sourceColumns);

  return (voxels: VoxelArray, slice: number, into: Float32Array): void => {
    const start = view.start + slice * view.slices.stride;
    const readRow = (tap: number): MappedRow => {
      const row = rows.indices[tap]!;
      const read = mapped[row % rows.count]!;
      if (read.row !== row) {
        read.row = row;
        mapRow(voxels, { start: start + row * view.rows.stride, stride: view.columns.stride }, read);
      }
      return read;
    };
    for (const read of mapped) read.row = -1;
    for (let row = 0; row < modelRows; row++) {
      [sum.first, sum.end] = [sourceColumns, 0];
      sum.values.fill(0);
      for (let tap = row * rows.count; tap < (row + 1) * rows.count; tap += 4)
        addFour([readRow(tap), readRow(tap + 1), readRow(tap + 2), readRow(tap + 3)], rows.weights, tap, sum);
      const to = row * modelColumns;
      into.fill(map.outside, to, to + modelColumns);
      if (sum.first < sum.end) narrow(sum, columns, map, into.subarray(to, to + modelColumns));
    }
  };
}

/**
 * Taps in fours, the last filled up with weights of 0 and repeated indices, without those that have no weight anywhere,
 * as happens at whole steps.
 */
function toFours({ count, indices, weights }: Taps): Taps {
  const used = Array.from({ length: count }, (_, tap) => tap).filter((tap) => {
    for (let at = tap; at < weights.length; at += count) if (weights[at] !== 0) return true;
    return false;
  });
  const filled = Math.ceil(used.length / 4) * 4;
  const length = (weights.length / count) * filled;
  const from = (at: number): number =>
    Math.floor(at / filled) * count + used[Math.min(at % filled, used.length - 1)]!;
  return {
    count: filled,
    indices: Int32Array.from({ length }, (_, at) => indices[from(at)]!),
    weights: Float64Array.from({ length }, (_, at) => (at % filled < used.length ? weights[from(at)]! : 0)),
  };
}

// Plain loops over their own arguments, four taps at once: on a CPU this is most of the cost of a slice besides the
// model, and variables of an enclosing function would be loaded again for every voxel.

/** Adds four rows, each times its weight, to a sum. */
function addFour(
  rows: readonly [MappedRow, MappedRow, MappedRow, MappedRow],
  weights: Float64Array,
  tap: number,
  sum: MappedRow,
): void {
  for (const row of rows) {
    sum.first = Math.min(sum.first, row.first);
    sum.end = Math.max(sum.end, row.end);
  }
  const { values, first, end } = sum;
  const [a, b, c, d] = [rows[0].values, rows[1].values, rows[2].values, rows[3].values];
  const [one, two, three, four] = [weights[tap]!, weights[tap + 1]!, weights[tap + 2]!, weights[tap + 3]!];
  for (let column = first; column < end; column++) {
    values[column]! += one * a[column]! + two * b[column]! + three * c[column]! + four * d[column]!;
  }
}

/**
 * Resamples a row along its columns, and maps it to what the network is given. Columns of the model's grid that no
 * column within the row's `first` to `end - 1` has a part in are left as they are.
 */
function narrow(
  { first, end, values: row }: MappedRow,
  { count, indices, weights }: Taps,
  { outside, gain }: IntensityMap,
  into: Float32Array,
): void {
  let [from, last] = [0, into.length - 1];
  while (from < into.length && indices[(from + 1) * count - 1]! < first) from++;
  while (last >= from && indices[last * count]! >= end) last--;
  for (let u = from, tap = from * count; u <= last; u++) {
    let sum = 0;
    for (const stop = tap + count; tap < stop; tap += 4) {
      sum +=
        weights[tap]! * row[indices[tap]!]! +
        weights[tap + 1]! * row[indices[tap + 1]!]! +
        weights[tap + 2]! * row[indices[tap + 2]!]! +
        weights[tap + 3]! * row[indices[tap + 3]!]!;
    }
    into[u] = outside + gain * sum;
  }
}
