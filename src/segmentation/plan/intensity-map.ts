import { AutosegError } from "../../errors.ts";
import type { Intensity } from "../../model/index.ts";
import {
  createIntensityStatistics,
  type IntensityStatistics,
  type Selection,
  type Volume,
  type VoxelArray,
} from "../../volume/index.ts";

/**
 * How a voxel's value becomes a network's input: `outside + gain * (clamp(x, lower, upper) - base)`. Outside the image, and
 * for NaN, it is `outside`.
 */
export interface IntensityMap {
  readonly lower: number;
  readonly upper: number;
  readonly base: number;
  readonly gain: number;
  readonly outside: number;
}

/**
 * The map that a manifest describes, with the statistics of this series.
 * @throws AutosegError `model-mismatch` if no voxel is included in the statistics.
 */
export function createIntensityMap({ voxels }: Pick<Volume, "voxels">, intensity: Intensity): IntensityMap {
  const statistics = createIntensityStatistics(voxels);
  switch (intensity.kind) {
    case "window":
      return toRange(intensity.lowerHu, intensity.upperHu, intensity.outputRange);
    case "fixed": {
      const { clip, subtract, divideBy } = intensity;
      const { lower, upper } = clip ? { lower: clip[0], upper: clip[1] } : statistics.extremes();
      return { lower, upper, base: subtract, gain: 1 / divideBy, outside: 0 };
    }
    case "percentile": {
      const selection = selectValues(statistics, intensity.over);
      const [lower, upper] = statistics.percentiles([intensity.lower, intensity.upper], selection);
      const map = toRange(counted(lower!), upper!, intensity.outputRange);
      return intensity.clip === false ? { ...map, ...statistics.extremes() } : map;
    }
    case "foreground": {
      const lower = counted(statistics.percentiles([intensity.lower])[0]!);
      const middle = counted(statistics.percentiles([50], { above: statistics.moments().mean })[0]!);
      return toRange(lower, lower + (middle - lower) / intensity.median, intensity.outputRange);
    }
    case "z-score": {
      const { mean, deviation } = statistics.moments(selectValues(statistics, intensity.over));
      const gain = deviation > 0 ? 1 / deviation : 0;
      const { lower, upper } = statistics.extremes();
      const limits = intensity.clip ?? [(lower - counted(mean)) * gain, (upper - mean) * gain];
      const outside = intensity.outside ?? limits[0];
      if (gain === 0) return { lower: mean, upper: mean, base: mean, gain, outside: intensity.outside ?? 0 };
      return {
        lower: Math.max(mean + limits[0] * deviation, lower),
        upper: Math.min(mean + limits[1] * deviation, upper),
        base: mean + outside * deviation,
        gain,
        outside,
      };
    }
  }
}

function toRange(lower: number, upper: number, [lowest, highest]: readonly [number, number]): IntensityMap {
  const gain = upper > lower ? (highest - lowest) / (upper - lower) : 0;
  return { lower, upper, base: lower, gain, outside: lowest };
}

function counted(value: number): number {
  if (!Number.isNaN(value)) return value;
  throw new AutosegError(
    "model-mismatch",
    "No voxel of this series lies above the model's threshold, so its grey values cannot be normalised. Choose another series.",
    { expected: "voxels above the model's threshold", found: "none" },
  );
}

type Over = Extract<Intensity, { over?: unknown }>["over"];

function selectValues(statistics: IntensityStatistics, over: Over): Selection | undefined {
  if (over === undefined) return undefined;
  if ("aboveValue" in over) return { above: over.aboveValue };
  // The values alone do not tell which voxels these are: the caller passes only those.
  if ("nonZero" in over) return undefined;
  return { above: counted(statistics.percentiles([over.abovePercentile])[0]!) };
}

/** A row of the source relative to the map's base; outside columns `first` to `end - 1`, which are mostly air, all values are 0. */
export interface MappedRow {
  /** The number of the row, or -1. */
  row: number;
  first: number;
  end: number;
  readonly values: Float64Array;
}

/** Where voxels lie in memory: the first one, and the stride. */
interface VoxelWalk {
  readonly start: number;
  readonly stride: number;
}

/** Maps the voxels of a walk, as many as the row has columns. */
export function createRowMapper(
  map: IntensityMap,
): (voxels: VoxelArray, walk: VoxelWalk, into: MappedRow) => void {
  const { lower, base } = map;
  let table: GreyTable | undefined;
  return (voxels, walk, into) => {
    const { values } = into;
    const { start, stride } = walk;
    let [first, end] = [0, values.length];
    if (lower === base) {
      while (first < end && !(voxels[start + first * stride]! > lower)) first++;
      while (end > first && !(voxels[start + (end - 1) * stride]! > lower)) end--;
      values.fill(0, 0, first).fill(0, end);
    }
    // A row of air contributes no columns to sums.
    [into.first, into.end] = first < end ? [first, end] : [values.length, 0];
    if (voxels instanceof Int16Array || voxels instanceof Uint16Array) {
      table ??= createGreyTable(map, voxels instanceof Int16Array ? -32768 : 0);
      lookUp(voxels, walk, table, into);
    } else compute(voxels, walk, map, into);
  };
}

/** The mapped value of every 16-bit integer from `lowest` on. */
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

/** A value relative to the map's base. */
export function mapValue(value: number, { lower, upper, base }: IntensityMap): number {
  const raised = value < lower ? lower : value;
  const mapped = (raised > upper ? upper : raised) - base;
  return Number.isNaN(mapped) ? 0 : mapped;
}

// Plain loops over their own arguments: variables of an enclosing function would be loaded again for every voxel.

function lookUp(
  voxels: Int16Array | Uint16Array,
  { start, stride }: VoxelWalk,
  { lowest, values: table }: GreyTable,
  { first, end, values }: MappedRow,
): void {
  for (let column = first, at = start + first * stride; column < end; column++, at += stride)
    values[column] = table[voxels[at]! - lowest]!;
}

function compute(
  voxels: Float32Array,
  { start, stride }: VoxelWalk,
  map: IntensityMap,
  { first, end, values }: MappedRow,
): void {
  for (let column = first, at = start + first * stride; column < end; column++, at += stride)
    values[column] = mapValue(voxels[at]!, map);
}
