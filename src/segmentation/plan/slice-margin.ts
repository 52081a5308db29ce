import { coveredSpan, type Span } from "./axis-mapping.ts";
import type { ModelGrid } from "./model-grid.ts";
import type { WrittenSlice } from "./slice-writer.ts";

/**
 * Clears what lies beyond the model's grid, where a manifest crops the series to it: background, of probability 0.
 * @returns a function of a slice of the view, and what was written of it in the order of memory.
 */
export function createMargin({ view, axes }: ModelGrid): (slice: number, written: WrittenSlice) => void {
  const slices = coveredSpan(axes[2]);
  const inMemory = (axis: 0 | 1, { count, stride }: { count: number; stride: number }): Span => {
    const span = coveredSpan(axes[axis]);
    return stride < 0 ? { first: count - span.first - span.count, count: span.count } : span;
  };
  const columns = inMemory(0, view.columns);
  const rows = inMemory(1, view.rows);
  const columnsAreFast = Math.abs(view.columns.stride) < Math.abs(view.rows.stride);
  const [fast, slow] = columnsAreFast ? [columns, rows] : [rows, columns];
  const [fastCount, slowCount] = columnsAreFast
    ? [view.columns.count, view.rows.count]
    : [view.rows.count, view.columns.count];
  const coversPlane = fast.count === fastCount && slow.count === slowCount;

  const clear = (values: Uint8Array): void => {
    for (let s = 0; s < slowCount; s++) {
      const start = s * fastCount;
      const isCovered = s >= slow.first && s < slow.first + slow.count;
      values.fill(0, start, start + (isCovered ? fast.first : fastCount));
      values.fill(0, start + (isCovered ? fast.first + fast.count : fastCount), start + fastCount);
    }
  };

  return (slice, { labels, probabilities }) => {
    const coversSlice = slice >= slices.first && slice < slices.first + slices.count;
    if (coversSlice && coversPlane) return;
    const { segments = [], entropy } = probabilities ?? {};
    for (const values of [
      labels,
      ...segments.map((segment) => segment.values),
      ...(entropy ? [entropy] : []),
    ]) {
      if (coversSlice) clear(values);
      else values.fill(0);
    }
  };
}
