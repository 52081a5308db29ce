import { type AxisMapping, createInterpolation, type Span } from "./axis-mapping.ts";

/** Indices of a model's axis that labels of some voxels of the series are interpolated from; none where the model sees nothing there. */
export function wantedSpan(mapping: AxisMapping, used: Span, voxels: Span): Span {
  const { lower, upper, weight } = createInterpolation(mapping);
  let [lowest, highest] = [Number.POSITIVE_INFINITY, -1];
  for (let x = voxels.first; x < voxels.first + voxels.count; x++) {
    lowest = Math.min(lowest, lower[x]!);
    highest = Math.max(highest, weight[x]! > 0 ? upper[x]! : lower[x]!);
  }
  return commonSpan(used, { first: lowest, count: highest - lowest + 1 });
}

/** What both spans hold; of no index where that is nothing. */
export function commonSpan(a: Span, b: Span): Span {
  const first = Math.max(a.first, b.first);
  return { first, count: Math.max(0, Math.min(a.first + a.count, b.first + b.count) - first) };
}

/** The smallest span around all of them, of which there must be one. */
export function hullOfSpans(spans: readonly Span[]): Span {
  const first = Math.min(...spans.map((span) => span.first));
  return { first, count: Math.max(...spans.map((span) => span.first + span.count)) - first };
}
