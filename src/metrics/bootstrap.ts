import { AutosegError } from "../errors.ts";
import { quantile } from "./surface.ts";

export interface BootstrapOptions {
  /** Samples drawn with replacement. */
  readonly resamples?: number;
  /** The probability that the interval covers, 0 to 1. */
  readonly confidence?: number;
  /** The same seed gives the same interval on every machine. */
  readonly seed?: number;
}

export interface MeanEstimate {
  readonly mean: number;
  /** Number of values averaged. */
  readonly count: number;
  /** Undefined for a single value, which has no spread. */
  readonly interval: readonly [lower: number, upper: number] | undefined;
}

/**
 * The mean of independent values and its percentile bootstrap interval (Efron and Tibshirani, An Introduction to the
 * Bootstrap, 1993, chapter 13). With only a few values the interval tends to be too narrow.
 * @throws AutosegError `invalid-argument` without values, or for a value that is not a finite number.
 */
export function bootstrapMean(
  values: readonly number[],
  { resamples = 10_000, confidence = 0.95, seed = 1 }: BootstrapOptions = {},
): MeanEstimate {
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new AutosegError(
      "invalid-argument",
      `A mean needs at least one value, and all must be finite; found ${values.length === 0 ? "none" : values.join(", ")}.`,
      { argument: "values" },
    );
  }
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, count, interval: undefined };
  const random = createRandom(seed);
  const means = new Float64Array(resamples);
  for (let sample = 0; sample < resamples; sample++) {
    let sum = 0;
    for (let draw = 0; draw < count; draw++) sum += values[Math.floor(random() * count)]!;
    means[sample] = sum / count;
  }
  means.sort();
  const tail = (1 - confidence) / 2;
  return { mean, count, interval: [quantile(means, tail), quantile(means, 1 - tail)] };
}

/** Uniform numbers in [0, 1): mulberry32, 32 bits of state (Tommy Ettinger, 2017, public domain). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
