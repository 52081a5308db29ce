import { AutosegError } from "../../errors.ts";
import type { Intensity } from "../../model/index.ts";
import type { Volume } from "../../volume/index.ts";
import { createGreyValues, type GreyValues, type Selection } from "./grey-values.ts";

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
  const grey = createGreyValues(voxels);
  switch (intensity.kind) {
    case "window":
      return toRange(intensity.lowerHu, intensity.upperHu, intensity.outputRange);
    case "percentile": {
      const selection = selectValues(grey, intensity.over);
      const [lower, upper] = grey.percentiles([intensity.lower, intensity.upper], selection);
      const map = toRange(counted(lower!), upper!, intensity.outputRange);
      return intensity.clip === false ? { ...map, ...grey.extremes() } : map;
    }
    case "foreground": {
      const lower = counted(grey.percentiles([intensity.lower])[0]!);
      const middle = counted(grey.percentiles([50], { above: grey.moments().mean })[0]!);
      return toRange(lower, lower + (middle - lower) / intensity.median, intensity.outputRange);
    }
    case "z-score": {
      const { mean, deviation } = grey.moments(selectValues(grey, intensity.over));
      const gain = deviation > 0 ? 1 / deviation : 0;
      const { lower, upper } = grey.extremes();
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

function selectValues(grey: GreyValues, over: Over): Selection | undefined {
  if (over === undefined) return undefined;
  if ("aboveValue" in over) return { above: over.aboveValue };
  return { above: counted(grey.percentiles([over.abovePercentile])[0]!) };
}
