import type { Box } from "../../regions/index.ts";
import { createInterpolation, type Span } from "./axis-mapping.ts";
import type { ModelAxis, ModelGrid, PerAxis } from "./model-grid.ts";

/** The part of the model's grid that labels within a box of the series are interpolated from; empty where the model sees nothing there. */
export function wantedPart(
  { view, axes, used }: Pick<ModelGrid, "view" | "axes" | "used">,
  box: Box,
): PerAxis<Span> {
  const viewAxes = [view.columns, view.rows, view.slices] as const;
  const along = (axis: ModelAxis): Span => {
    const { axis: gridAxis, count, stride } = viewAxes[axis];
    const [from, to] = [box.from[gridAxis], box.to[gridAxis]];
    const [first, end] = stride < 0 ? [count - to, count - from] : [from, to];
    const { lower, upper, weight } = createInterpolation(axes[axis]);
    let [lowest, highest] = [Number.POSITIVE_INFINITY, -1];
    for (let x = first; x < end; x++) {
      lowest = Math.min(lowest, lower[x]!);
      highest = Math.max(highest, weight[x]! > 0 ? upper[x]! : lower[x]!);
    }
    return commonSpan(used[axis], { first: lowest, count: highest - lowest + 1 });
  };
  return [along(0), along(1), along(2)];
}

/** What both spans hold; of no voxel where that is nothing. */
export function commonSpan(a: Span, b: Span): Span {
  const first = Math.max(a.first, b.first);
  return { first, count: Math.max(0, Math.min(a.first + a.count, b.first + b.count) - first) };
}

/** The smallest span around all of them, which must not be empty. */
export function hullOfSpans(spans: readonly Span[]): Span {
  const first = Math.min(...spans.map((span) => span.first));
  return { first, count: Math.max(...spans.map((span) => span.first + span.count)) - first };
}
