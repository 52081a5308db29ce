import type { AxisTable, SliceLabelling } from "../../inference/index.ts";
import type { ModelManifest } from "../../model/index.ts";
import type { GridSlice16, LabelArray, SliceProbabilities } from "../../volume/index.ts";
import type { Activation } from "./activation.ts";
import { createProbabilityReader, createThresholdLabeller } from "./class-probabilities.ts";
import { createHighestLabeller } from "./labeller.ts";
import { coveredSpan, type LinearPlaces, type ModelGrid, placesBack, type Span } from "./model-grid.ts";
import type { ProbabilityRequest } from "./probability-request.ts";

/** The result of a slice of the model's grid, on the series' own grid. */
export interface WrittenSlice {
  readonly labels: LabelArray<ArrayBuffer>;
  readonly probabilities?: SliceProbabilities;
}

/** Values of one slice of the model's grid: the first column and row, and their layout in memory. */
export interface SliceLayout {
  readonly firstColumn: number;
  readonly firstRow: number;
  /** Strides from one column, row and class to the next. */
  readonly strides: { readonly columns: number; readonly rows: number; readonly channels: number };
}

/** The mapping from the model's grid back to the series within a slice; plain data, so that labels can be made elsewhere. */
export function createSliceLabelling(
  { view, axes }: ModelGrid,
  { firstColumn, firstRow, strides }: SliceLayout,
  { classes, labelOfClass }: Activation,
): SliceLabelling {
  const isReversed = [view.columns.stride < 0, view.rows.stride < 0] as const;
  const table = (axis: 0 | 1, first: number, stride: number): AxisTable =>
    toTable(placesBack(axes[axis]), (index) => (index - first) * stride, isReversed[axis]);
  const [columns, rows] = [table(0, firstColumn, strides.columns), table(1, firstRow, strides.rows)];
  const columnsAreFast = runsFast(view);
  const [fast, slow] = columnsAreFast ? [columns, rows] : [rows, columns];
  return {
    fast,
    slow,
    columnsAreFast,
    channels: classes,
    channelStride: strides.channels,
    labelOfChannel: labelOfClass,
  };
}

/** Whether the columns of the view have the smallest stride in memory, so that they run fastest in a slice. */
function runsFast({ columns, rows }: ModelGrid["view"]): boolean {
  return Math.abs(columns.stride) < Math.abs(rows.stride);
}

/** The interpolation of an axis, in memory order. */
function toTable(
  { lower, upper, weight }: LinearPlaces,
  toOffset: (index: number) => number,
  isReversed: boolean,
): AxisTable {
  const tables = {
    lower: Uint32Array.from(lower, toOffset),
    upper: Uint32Array.from(upper, toOffset),
    weight,
  };
  if (isReversed) for (const table of Object.values(tables)) table.reverse();
  return tables;
}

/** Turns a slice's values into labels and, if requested, probabilities. */
export function createSliceWriter(
  labelling: SliceLabelling,
  activation: Activation,
  manifest: ModelManifest,
  {
    request,
    isExclusive,
    precision,
  }: {
    readonly request: ProbabilityRequest | undefined;
    readonly isExclusive: boolean;
    readonly precision: "float16" | undefined;
  },
): (values: Float32Array) => WrittenSlice {
  const toLabels = isExclusive
    ? createHighestLabeller(labelling, precision)
    : createThresholdLabeller(labelling, activation, manifest);
  if (!request) return (values) => ({ labels: toLabels(values) });
  const toProbabilities = createProbabilityReader(labelling, activation, manifest, { request, isExclusive });
  return (values) => ({ labels: toLabels(values), probabilities: toProbabilities(values) });
}

/** Converts what was written for a slice of the view to a slice of the series' grid, in memory order. */
export function createSliceDelivery(grid: ModelGrid): (slice: number, written: WrittenSlice) => GridSlice16 {
  const { sliceAxis, gridSliceIndex } = grid.view;
  const clearMargin = createMargin(grid);
  return (slice, written) => {
    clearMargin(slice, written);
    return { sliceAxis, sliceIndex: gridSliceIndex(slice), ...written };
  };
}

/** If a manifest crops the series: clears what lies outside the model's grid to background with probability 0. */
function createMargin({ view, axes }: ModelGrid): (slice: number, written: WrittenSlice) => void {
  const slices = coveredSpan(axes[2]);
  const inMemory = (axis: 0 | 1, { count, stride }: { count: number; stride: number }): Span => {
    const span = coveredSpan(axes[axis]);
    return stride < 0 ? { first: count - span.first - span.count, count: span.count } : span;
  };
  const columns = { covered: inMemory(0, view.columns), count: view.columns.count };
  const rows = { covered: inMemory(1, view.rows), count: view.rows.count };
  const [fast, slow] = runsFast(view) ? [columns, rows] : [rows, columns];
  const coversPlane = fast.covered.count === fast.count && slow.covered.count === slow.count;

  const clear = (values: LabelArray): void => {
    const { first, count } = fast.covered;
    for (let s = 0; s < slow.count; s++) {
      const start = s * fast.count;
      const isCovered = isWithin(slow.covered, s);
      values.fill(0, start, start + (isCovered ? first : fast.count));
      values.fill(0, start + (isCovered ? first + count : fast.count), start + fast.count);
    }
  };

  return (slice, { labels, probabilities }) => {
    const coversSlice = isWithin(slices, slice);
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

function isWithin({ first, count }: Span, index: number): boolean {
  return index >= first && index < first + count;
}
