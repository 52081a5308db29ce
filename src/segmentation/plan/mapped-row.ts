import type { VoxelArray } from "../../volume/index.ts";
import type { IntensityMap } from "./intensity-map.ts";

/** A row of the source as values above the map's base; outside columns `first` to `end - 1`, air mostly, all are 0. */
export interface MappedRow {
  /** Which row it is, or -1. */
  row: number;
  first: number;
  end: number;
  readonly values: Float64Array;
}

export function emptyRow(columns: number): MappedRow {
  return { row: -1, first: 0, end: 0, values: new Float64Array(columns) };
}

/** Maps the voxels from `start` on, `stride` apart, as many as the row has columns. */
export type RowMapper = (voxels: VoxelArray, start: number, stride: number, into: MappedRow) => void;

export function createRowMapper(map: IntensityMap): RowMapper {
  const { lower, base } = map;
  let table: GreyTable | undefined;
  return (voxels, start, stride, into) => {
    const { values } = into;
    let [first, end] = [0, values.length];
    if (lower === base) {
      while (first < end && !(voxels[start + first * stride]! > lower)) first++;
      while (end > first && !(voxels[start + (end - 1) * stride]! > lower)) end--;
      values.fill(0, 0, first).fill(0, end);
    }
    // Of a row of air no column counts for those that it is added to.
    [into.first, into.end] = first < end ? [first, end] : [values.length, 0];
    if (voxels instanceof Int16Array || voxels instanceof Uint16Array) {
      table ??= createGreyTable(map, voxels instanceof Int16Array ? -32768 : 0);
      lookUp(voxels, start, stride, table, into);
    } else compute(voxels, start, stride, map, into);
  };
}

/** What every whole number of 16 bits is mapped to, from `lowest` on. */
interface GreyTable {
  readonly lowest: number;
  readonly values: Float64Array;
}

function createGreyTable(map: IntensityMap, lowest: number): GreyTable {
  return {
    lowest,
    values: Float64Array.from({ length: 1 << 16 }, (_, index) => mapValue(lowest + index, map)),
  };
}

function mapValue(value: number, { lower, upper, base }: IntensityMap): number {
  const mapped = Math.min(Math.max(value, lower), upper) - base;
  return Number.isNaN(mapped) ? 0 : mapped;
}

// Plain loops over their own arguments: what a loop takes from around its function is fetched anew for every voxel.

function lookUp(
  voxels: Int16Array | Uint16Array,
  start: number,
  stride: number,
  { lowest, values: table }: GreyTable,
  { first, end, values }: MappedRow,
): void {
  for (let column = first, at = start + first * stride; column < end; column++, at += stride)
    values[column] = table[voxels[at]! - lowest]!;
}

function compute(
  voxels: Float32Array,
  start: number,
  stride: number,
  map: IntensityMap,
  { first, end, values }: MappedRow,
): void {
  for (let column = first, at = start + first * stride; column < end; column++, at += stride)
    values[column] = mapValue(voxels[at]!, map);
}
