import { instantiate, makeRoom } from "../../workers/index.ts";
import type { IntensityMap, MappedRow } from "./intensity-map.ts";
import type { ModelGrid } from "./model-grid.ts";
import { resampleWasm } from "./resample-wasm.ts";

/** The exports of ./assembly/resample.ts; positions are addresses in its memory. */
interface ResampleModule {
  start(): number;
  firstAbove(voxels: number, count: number, floor: number): number;
  endAbove(voxels: number, count: number, floor: number): number;
  mapRow(
    voxels: number,
    row: number,
    first: number,
    end: number,
    length: number,
    lower: number,
    upper: number,
    base: number,
  ): void;
  addFour(
    sum: number,
    a: number,
    b: number,
    c: number,
    d: number,
    weights: number,
    first: number,
    end: number,
  ): void;
  narrow(
    row: number,
    indices: number,
    weights: number,
    taps: number,
    from: number,
    last: number,
    outside: number,
    gain: number,
    into: number,
  ): void;
}

/** Source indices and weights for every index of the model's axis, `count` each; all weights are 0 outside the source. */
export interface Taps {
  readonly count: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

/** A row in the kernel's memory. */
export interface KernelRow extends MappedRow {
  readonly place: number;
}

/**
 * Sums rows and resamples them to the model's grid with vector instructions: on a CPU this is most of the cost of a slice
 * besides the model. Its own memory holds rows of the source, one slice of the model's grid, and the taps, in groups of four.
 */
export interface RowKernel {
  readonly rows: readonly KernelRow[];
  readonly sum: KernelRow;
  /** The slice on the model's grid. */
  readonly slice: Float32Array;
  /** Maps adjacent voxels from `start` on, as many as the row has columns; returns false if it cannot. */
  mapRow(voxels: Int16Array, start: number, into: KernelRow): boolean;
  /** Adds four rows, each times its weight: the weights of the taps of the model's rows from `tap` on. */
  addFour(rows: readonly [KernelRow, KernelRow, KernelRow, KernelRow], tap: number): void;
  /** Writes columns `from` to `last` of a row of the slice from the sum. */
  narrow(row: number, from: number, last: number): void;
}

/** @param taps of the model's columns and rows. */
export function createRowKernel(
  { axes: [{ modelCount: modelColumns }, { modelCount: modelRows }], view }: Pick<ModelGrid, "axes" | "view">,
  { columns, rows }: { readonly columns: Taps; readonly rows: Taps },
  map: IntensityMap,
): RowKernel {
  const module = instantiate<ResampleModule>(resampleWasm);
  const sourceColumns = view.columns.count;
  // Vector instructions reach beyond the last column.
  const padded = (sourceColumns + 7) & ~7;
  let end = module.start();
  const take = (bytes: number): number => {
    const place = end;
    end = (end + bytes + 15) & ~15;
    return place;
  };
  const voxelsAt = take(2 * (padded + 8));
  const rowsAt = Array.from({ length: rows.count + 1 }, () => take(8 * padded));
  const [indicesAt, weightsAt] = [take(4 * columns.indices.length), take(8 * columns.weights.length)];
  const rowWeightsAt = take(8 * rows.weights.length);
  const sliceAt = take(4 * modelColumns * modelRows);
  makeRoom(module.memory, end);
  const { buffer } = module.memory;
  new Int32Array(buffer, indicesAt, columns.indices.length).set(columns.indices.map((index) => 8 * index));
  new Float64Array(buffer, weightsAt, columns.weights.length).set(columns.weights);
  new Float64Array(buffer, rowWeightsAt, rows.weights.length).set(rows.weights);
  const voxelRow = new Int16Array(buffer, voxelsAt, sourceColumns);
  const [sum, ...sourceRows] = rowsAt.map((place) => ({
    row: -1,
    first: 0,
    end: 0,
    place,
    values: new Float64Array(buffer, place, sourceColumns),
  }));
  const { lower, upper, base, gain, outside } = map;
  const hasNumbers = [lower, upper, base].every(Number.isFinite);
  // Voxels above this are above the map's base, if that is its lower limit.
  const floor = Math.floor(lower);
  const skipsAir = lower === base && floor >= -0x8000 && floor < 0x7fff;

  return {
    rows: sourceRows,
    sum: sum!,
    slice: new Float32Array(buffer, sliceAt, modelColumns * modelRows),
    mapRow(voxels, start, into) {
      if (!hasNumbers) return false;
      voxelRow.set(voxels.subarray(start, start + sourceColumns));
      const first = skipsAir ? module.firstAbove(voxelsAt, sourceColumns, floor) : 0;
      const end =
        skipsAir && first < sourceColumns ? module.endAbove(voxelsAt, sourceColumns, floor) : sourceColumns;
      const isAir = first >= end;
      module.mapRow(voxelsAt, into.place, first, isAir ? first : end, padded, lower, upper, base);
      // A row of air contributes no columns to sums.
      [into.first, into.end] = isAir ? [sourceColumns, 0] : [first, end];
      return true;
    },
    addFour([a, b, c, d], tap) {
      const first = Math.min(sum!.first, a.first, b.first, c.first, d.first);
      const stop = Math.max(sum!.end, a.end, b.end, c.end, d.end);
      [sum!.first, sum!.end] = [first, stop];
      module.addFour(sum!.place, a.place, b.place, c.place, d.place, rowWeightsAt + 8 * tap, first, stop);
    },
    narrow(row, from, last) {
      const into = sliceAt + 4 * row * modelColumns;
      module.narrow(sum!.place, indicesAt, weightsAt, columns.count, from, last, outside, gain, into);
    },
  };
}
