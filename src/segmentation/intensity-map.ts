import { AutosegError } from "../errors.ts";
import type { Intensity } from "../model/index.ts";
import type { Volume, VoxelArray } from "../volume/index.ts";
import { readPercentiles, type Selection } from "./percentiles.ts";

/**
 * How a voxel's value becomes what a network is given: `outside + gain * (clamp(x, lower, upper) - base)`. Where there is
 * no image, and for values that are no numbers, it is `outside`.
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
 * @throws AutosegError `model-mismatch` when no voxel counts for the statistics.
 */
export function createIntensityMap({ voxels }: Pick<Volume, "voxels">, intensity: Intensity): IntensityMap {
  switch (intensity.kind) {
    case "window":
      return toRange(intensity.lowerHu, intensity.upperHu, intensity.outputRange);
    case "percentile": {
      const selection = selectVoxels(voxels, intensity.over);
      const [lower, upper] = readPercentiles(voxels, [intensity.lower, intensity.upper], selection);
      const map = toRange(counted(lower!), upper!, intensity.outputRange);
      return intensity.clip === false ? { ...map, ...readExtremes(voxels) } : map;
    }
    case "foreground": {
      const { mean } = readMoments(voxels, selectVoxels(voxels, undefined));
      const lower = counted(readPercentiles(voxels, [intensity.lower])[0]!);
      const middle = counted(readPercentiles(voxels, [50], { above: mean })[0]!);
      return toRange(lower, lower + (middle - lower) / intensity.median, intensity.outputRange);
    }
    case "z-score": {
      const { mean, deviation } = readMoments(voxels, selectVoxels(voxels, intensity.over));
      const gain = deviation > 0 ? 1 / deviation : 0;
      const { lower, upper } = readExtremes(voxels);
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
    "No voxel of this series has a value that the model's grey scale could be measured on. Choose another series.",
    { expected: "voxels above the model's threshold", found: "none" },
  );
}

type Over = Extract<Intensity, { over?: unknown }>["over"];

function selectVoxels(voxels: VoxelArray, over: Over): Selection {
  if (over === undefined) return { above: Number.NEGATIVE_INFINITY };
  if ("aboveValue" in over) return { above: over.aboveValue };
  return { above: counted(readPercentiles(voxels, [over.abovePercentile])[0]!) };
}

/** The lowest and highest of the voxels that are numbers. */
function readExtremes(voxels: VoxelArray): { readonly lower: number; readonly upper: number } {
  let lower = Number.POSITIVE_INFINITY;
  let upper = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < voxels.length; index++) {
    const value = voxels[index]!;
    if (value < lower && value > Number.NEGATIVE_INFINITY) lower = value;
    if (value > upper && value < Number.POSITIVE_INFINITY) upper = value;
  }
  return { lower, upper };
}

/** Mean and the population's standard deviation, in two rounds, so that nothing cancels out. */
function readMoments(
  voxels: VoxelArray,
  { above }: Selection,
): { readonly mean: number; readonly deviation: number } {
  let count = 0;
  let sum = 0;
  for (let index = 0; index < voxels.length; index++) {
    const value = voxels[index]!;
    if (!(value > above && value < Number.POSITIVE_INFINITY)) continue;
    count++;
    sum += value;
  }
  const mean = sum / count;
  let squares = 0;
  for (let index = 0; index < voxels.length; index++) {
    const value = voxels[index]!;
    if (value > above && value < Number.POSITIVE_INFINITY) squares += (value - mean) ** 2;
  }
  return { mean, deviation: Math.sqrt(squares / count) };
}
