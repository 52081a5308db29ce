/** Image values mapped to 0 and 1; values beyond are clipped. */
export interface IntensityRange {
  readonly lower: number;
  readonly upper: number;
}

/** Number of values sampled; more do not change the percentiles noticeably. */
const mostSamples = 100_000;

/** The 1st and 99th percentile of a sample of the values, ignoring NaN. */
export function intensityRangeOf(values: ArrayLike<number>): IntensityRange {
  const step = Math.max(1, Math.floor(values.length / mostSamples));
  const samples = new Float32Array(Math.ceil(values.length / step));
  let count = 0;
  for (let n = 0; n < values.length; n += step) if (Number.isFinite(values[n])) samples[count++] = values[n]!;
  const sorted = samples.subarray(0, count).sort();
  const at = (part: number): number => sorted[Math.round(part * (count - 1))] ?? 0;
  return { lower: at(0.01), upper: at(0.99) };
}

/** The values mapped to 0..1; NaN becomes 0, and so do all values if the range is empty. */
export function toUnitIntensities(
  values: ArrayLike<number>,
  { lower, upper }: IntensityRange,
): Float32Array<ArrayBuffer> {
  const scale = upper > lower ? 1 / (upper - lower) : 0;
  return Float32Array.from(values, (value) => Math.min(1, Math.max(0, (value - lower) * scale)) || 0);
}
