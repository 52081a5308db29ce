/**
 * How an axis of the series maps to the same axis of the grid that a model sees: index u of the model's grid lies at
 * index `origin + u * step` of the series.
 */
export interface AxisMapping {
  readonly sourceCount: number;
  readonly modelCount: number;
  /** Voxels of the series from one of the model's to the next. */
  readonly step: number;
  readonly origin: number;
  /** Indices of the model's axis that hold the image, where the others are padding that nothing is read from. */
  readonly content?: Span;
  /** The way back, where it is not linear interpolation at `origin` and `step`. */
  readonly back?: Interpolation;
  /** Voxels of the series that get labels, where the axis says which; the others are background. */
  readonly covered?: Span;
}

/** Indices `first` to `first + count - 1` of an axis. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

/** `modelCount` voxels, `step` source voxels apart, with their middle on the middle of the series. */
export function centredAxis(sourceCount: number, modelCount: number, step: number): AxisMapping {
  return { sourceCount, modelCount, step, origin: (sourceCount - 1) / 2 - ((modelCount - 1) / 2) * step };
}

/** The series' own voxels, at least `modelCount` of them: what is missing is added on both sides. */
export function ownAxis(sourceCount: number, modelCount: number): AxisMapping {
  const missing = Math.max(0, modelCount - sourceCount);
  return { sourceCount, modelCount: sourceCount + missing, step: 1, origin: -Math.floor(missing / 2) };
}

/** Whether the voxels of the model's axis are those of the series. */
export function isOwnAxis({ step, origin }: AxisMapping): boolean {
  return step === 1 && Number.isInteger(origin);
}

/** Where a source index lies on the model's axis. */
function toModelIndex({ origin, step }: AxisMapping, sourceIndex: number): number {
  return (sourceIndex - origin) / step;
}

/** The model's voxels that a voxel of the series is interpolated from, any of them. */
export function usedSpan(mapping: AxisMapping): Span {
  if (mapping.content) return mapping.content;
  const last = mapping.modelCount - 1;
  const first = Math.min(Math.max(Math.floor(toModelIndex(mapping, 0) + rounding), 0), last);
  const end = Math.min(
    Math.max(Math.ceil(toModelIndex(mapping, mapping.sourceCount - 1) - rounding), first),
    last,
  );
  return { first, count: end - first + 1 };
}

/** The voxels of the series that lie on the model's axis; beyond it the model sees nothing. */
export function coveredSpan(mapping: AxisMapping): Span {
  if (mapping.covered) return mapping.covered;
  const { origin, step, modelCount, sourceCount } = mapping;
  const first = Math.max(0, Math.ceil(origin - step / 2 - rounding));
  const last = Math.min(sourceCount - 1, Math.floor(origin + (modelCount - 0.5) * step + rounding));
  return { first, count: Math.max(0, last - first + 1) };
}

/** Far less than matters, far more than a sum of a few doubles is off. */
const rounding = 1e-6;

/** For each index of the series the two indices of the model's axis around it and the weight of the second. */
export interface Interpolation {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly weight: Float64Array;
}

/** Linear interpolation from the model's axis back to the series; beyond the ends the end voxels go on. */
export function createInterpolation(mapping: AxisMapping): Interpolation {
  if (mapping.back) return mapping.back;
  const { sourceCount, modelCount } = mapping;
  const lower = new Int32Array(sourceCount);
  const upper = new Int32Array(sourceCount);
  const weight = new Float64Array(sourceCount);
  for (let x = 0; x < sourceCount; x++) {
    const u = Math.min(Math.max(toModelIndex(mapping, x), 0), modelCount - 1);
    lower[x] = Math.floor(u);
    upper[x] = Math.min(lower[x]! + 1, modelCount - 1);
    weight[x] = u - lower[x]!;
  }
  return { lower, upper, weight };
}

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
