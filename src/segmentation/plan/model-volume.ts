import { type Intensity, type Network, seriesOf } from "../../model/index.ts";
import type { Volume, VoxelArray } from "../../volume/index.ts";
import { createIntensityMap, createRowMapper, type IntensityMap, type MappedRow } from "./intensity-map.ts";
import type { AxisMapping, ModelGrid, ModelVolume } from "./model-grid.ts";
import { createRowKernel, type KernelRow, type Taps } from "./row-kernel.ts";

/**
 * The series of a patient as each network receives them, in the order of its channels; networks with the same intensity
 * mapping share one.
 * @param images the series, on one grid.
 * @param keep number of slices to cache; the least recently used is dropped first.
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

/** Caches as many slices; the memory of a dropped slice is used for the new one. */
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

/**
 * Linear interpolation if the model's grid is finer than the source; if it is coarser, a triangle as wide as two of its
 * voxels, so that no voxel is skipped (anti-aliasing).
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
 * Reads slices of the series at the columns and rows of the model's grid: intensities are mapped, then resampled.
 * @returns a function that writes slice `slice` of the view into `into` (rows x columns of the grid, row-major).
 */
export function createSliceSampler(grid: ModelGrid, map: IntensityMap) {
  const { view, axes } = grid;
  const columns = toFours(createTaps(axes[0]));
  const rows = toFours(createTaps(axes[1]));
  const [modelColumns, modelRows] = [axes[0].modelCount, axes[1].modelCount];
  const kernel = createRowKernel(grid, { columns, rows }, map);
  /** A ring of source rows: each is stored at its index modulo their number. */
  const { rows: mapped, sum, slice: made } = kernel;
  const mapRow = createRowMapper(map);

  return (voxels: VoxelArray, slice: number, into: Float32Array): void => {
    const start = view.start + slice * view.slices.stride;
    const isPlain = voxels instanceof Int16Array && view.columns.stride === 1;
    const readRow = (tap: number): KernelRow => {
      const row = rows.indices[tap]!;
      const read = mapped[row % rows.count]!;
      if (read.row === row) return read;
      read.row = row;
      const rowStart = start + row * view.rows.stride;
      if (!(isPlain && kernel.mapRow(voxels, rowStart, read)))
        mapRow(voxels, { start: rowStart, stride: view.columns.stride }, read);
      return read;
    };
    for (const read of mapped) read.row = -1;
    made.fill(map.outside);
    for (let row = 0; row < modelRows; row++) {
      [sum.first, sum.end] = [view.columns.count, 0];
      sum.values.fill(0);
      for (let tap = row * rows.count; tap < (row + 1) * rows.count; tap += 4)
        kernel.addFour([readRow(tap), readRow(tap + 1), readRow(tap + 2), readRow(tap + 3)], tap);
      const [from, last] = columnsWithin(sum, columns, modelColumns);
      if (from <= last) kernel.narrow(row, from, last);
    }
    into.set(made);
  };
}

/** First and last model column that depend on columns `first` to `end - 1` of a row; the others are not written. */
function columnsWithin(
  { first, end }: MappedRow,
  { count, indices }: Taps,
  modelColumns: number,
): readonly [from: number, last: number] {
  if (first >= end) return [0, -1];
  let [from, last] = [0, modelColumns - 1];
  while (from < modelColumns && indices[(from + 1) * count - 1]! < first) from++;
  while (last >= from && indices[last * count]! >= end) last--;
  return [from, last];
}

/**
 * Groups taps in fours, padded with weights of 0 and repeated indices. Taps whose weight is 0 everywhere are removed; this
 * happens at integer steps.
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
