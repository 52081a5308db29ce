import type { TargetGrid } from "../../../model/index.ts";
import type { AxisMapping, LinearPlaces, ModelAxis, PerAxis, Span } from "../model-grid.ts";
import { type Interpolation, nearestVoxels } from "./axis-filter.ts";

/** An axis of the part of the series that is resampled. */
export interface SourceAxis {
  /** Voxels of the whole series along the axis, and the range that is resampled. */
  readonly count: number;
  readonly part: Span;
  readonly spacingMm: number;
}

/** An axis of a target grid. */
export interface TargetAxis {
  readonly source: SourceAxis;
  /** Number of voxels of the target grid, without padding. */
  readonly count: number;
  readonly spacingMm: number;
  /** Their positions, as indices into the part. */
  readonly positions: Float64Array;
}

/** The nearest integer, ties to even, as Python and numpy round. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Lays out an axis at `spacingMm`. */
export function layOutAxis(source: SourceAxis, spacingMm: number, align: TargetGrid["align"]): TargetAxis {
  const { count: n } = source.part;
  const ratio =
    align === "first-voxel" ? monaiRatio(source.spacingMm, spacingMm) : source.spacingMm / spacingMm;
  const count = Math.max(
    1,
    // In the order in which the original programs multiply and divide.
    align === "first-voxel" ? roundHalfEven((n - 1) * ratio + 1) : roundHalfEven(ratio * n),
  );
  const positions = Float64Array.from({ length: count }, (_, u) => toPart(u));
  return { source, count, spacingMm, positions };

  function toPart(u: number): number {
    if (n === count && align !== "first-voxel") return u;
    switch (align) {
      case "edges":
        return (n / count) * (u + 0.5) - 0.5;
      case "centres":
        return count === 1 ? 0 : ((n - 1) / (count - 1)) * u;
      case "first-voxel":
        return u / ratio;
    }
  }
}

/** Positions of the part's voxels on the target grid. */
function positionsBack({ source, count, spacingMm }: TargetAxis, align: TargetGrid["align"]): Float64Array {
  const n = source.part.count;
  if (align === "first-voxel")
    return monaiPositionsBack({ count: n, spacingMm: source.spacingMm }, { count, spacingMm });
  return Float64Array.from({ length: n }, (_, x) => {
    if (n === count) return x;
    return align === "edges" ? (count / n) * (x + 0.5) - 0.5 : n === 1 ? 0 : ((count - 1) / (n - 1)) * x;
  });
}

/**
 * The mapping of an axis: its voxels padded to at least `patchSize`, the larger half at the end, and the interpolation back
 * to the series.
 * @param kept indices of the target grid that the model sees: it may be cropped after resampling.
 */
export function toMapping(
  axis: TargetAxis,
  {
    align,
    kept,
    patchSize,
    back,
  }: {
    align: TargetGrid["align"];
    kept: Span;
    patchSize: number;
    back: Interpolation;
  },
): AxisMapping {
  const { source, positions } = axis;
  const missing = Math.max(0, patchSize - kept.count);
  const before = Math.floor(missing / 2);
  const step = positions.length > 1 ? positions[1]! - positions[0]! : 1;
  const [first, last] = [kept.first, kept.first + kept.count - 1];
  const places = positionsBack(axis, align);
  // PyTorch, which MONAI uses to resample, rounds ties to even.
  const nearest = (found: Float64Array, count: number): Int32Array =>
    nearestVoxels(count, found, align === "first-voxel" ? roundHalfEven : undefined);
  const covered = coveredBy(nearest(places, axis.count), kept, source.part.first);
  const inPart = (x: number): number =>
    places[Math.min(Math.max(x - source.part.first, 0), places.length - 1)]!;
  const clamped = Float64Array.from({ length: source.count }, (_, x) =>
    Math.min(Math.max(inPart(x), first), last),
  );
  return {
    sourceCount: source.count,
    modelCount: kept.count + missing,
    step,
    origin: source.part.first + positions[0]! + (kept.first - before) * step,
    content: { first: before, count: kept.count },
    covered,
    back:
      back === "nearest"
        ? nearestBack(nearest(clamped, last + 1), before - first)
        : linearBack(clamped, before - first, last),
  };
}

/** The voxels of the series whose nearest voxel on the target grid was seen by the model. */
function coveredBy(nearest: Int32Array, kept: Span, offset: number): Span {
  const seen = nearest.map((voxel) => Number(voxel >= kept.first && voxel < kept.first + kept.count));
  const from = seen.indexOf(1);
  return from < 0
    ? { first: offset, count: 0 }
    : { first: offset + from, count: seen.lastIndexOf(1) - from + 1 };
}

function nearestBack(nearest: Int32Array, shift: number): LinearPlaces {
  const lower = nearest.map((index) => index + shift);
  return { lower, upper: lower, weight: new Float64Array(lower.length) };
}

function linearBack(places: Float64Array, shift: number, last: number): LinearPlaces {
  const lower = Int32Array.from(places, (place) => Math.floor(place) + shift);
  const upper = lower.map((index) => Math.min(index + 1, last + shift));
  return { lower, upper, weight: places.map((place) => place - Math.floor(place)) };
}

/**
 * The axis that is resampled separately: the only one with the longest voxels, if these are more than `anisotropy` times as
 * long as the shortest; decided by the first grid that has one.
 */
export function findSeparateAxis(
  anisotropy: number,
  ...grids: readonly PerAxis<number>[]
): ModelAxis | undefined {
  const spacingsMm = grids.find((spacings) => Math.max(...spacings) / Math.min(...spacings) > anisotropy);
  if (!spacingsMm) return undefined;
  const longest = Math.max(...spacingsMm);
  const axes = ([0, 1, 2] as const).filter((axis) => spacingsMm[axis] === longest);
  return axes.length === 1 ? axes[0] : undefined;
}

/**
 * Reproduces how MONAI's `Spacingd` and `Invertd` compute positions, step by step in double precision. If a voxel of the
 * series lies halfway between two of the model's, the last bits decide which one is nearest: with 0.75 mm and a model of 1.5
 * mm that is every second voxel. PyTorch uses fused multiply-add where the CPU has it.
 */

/** Voxels of the model per voxel of the series, as computed from MONAI's affine matrices on the way to the model. */
function monaiRatio(spacingMm: number, modelSpacingMm: number): number {
  return spacingMm * (1 / zoomed(spacingMm, modelSpacingMm));
}

/**
 * Positions of `count` voxels of the series on an axis of `modelCount` voxels (`monai.networks.utils.to_norm_affine`,
 * `torch.nn.functional.affine_grid` and `grid_sample`, without `align_corners`).
 */
function monaiPositionsBack(
  { count, spacingMm }: { readonly count: number; readonly spacingMm: number },
  model: { readonly count: number; readonly spacingMm: number },
): Float64Array {
  // The affine matrix of the resampled image is that of the image times the zoom.
  const there = zoomed(spacingMm, model.spacingMm) * (1 / spacingMm);
  const ratio = spacingMm * (1 / (spacingMm * there));
  const scale = (2 / model.count) * ratio;
  const half = 1 / (2 / count);
  const gain = scale * half;
  const shift = scale * (-(1 / count - 1) * half) + (1 / model.count - 1);
  const step = 2 / (count - 1);
  return Float64Array.from({ length: count }, (_, x) => {
    const even = x < Math.floor(count / 2) ? multiplyAdd(step, x, -1) : -multiplyAdd(step, count - 1 - x, -1);
    const place = count === 1 ? 0 : (even * (count - 1)) / count;
    return ((place * gain + shift + 1) * model.count - 1) / 2;
  });
}

function zoomed(spacingMm: number, modelSpacingMm: number): number {
  return spacingMm * (1 / Math.sqrt(spacingMm * spacingMm)) * modelSpacingMm;
}

/** `a * b + c`, rounded once (Dekker's product and Knuth's sum). */
function multiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const [aHigh, bHigh] = [upperHalf(a), upperHalf(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  const lost = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  const sum = product + c;
  const part = sum - product;
  return sum + (product - (sum - part) + (c - part) + lost);
}

function upperHalf(value: number): number {
  const scaled = value * 134217729;
  return scaled - (scaled - value);
}
