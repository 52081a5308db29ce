import { AutosegError } from "../../errors.ts";
import type { Grid } from "../../geometry/index.ts";
import {
  type Box,
  boxSize,
  forEachRow,
  growBox,
  labelTable,
  mapAxes,
  maskOf,
  type Triple,
} from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { convolveLines, sumLines } from "../strokes/lines.ts";
import { changeSegmentTo, collectChanges, labelBox, type OperationKind } from "./edit-target.ts";

/** Median filter: each voxel gets the majority of a box around it, which removes what is thinner than half the box. */
export interface MedianOperation {
  readonly kind: "smooth-median";
  readonly segmentNumber: number;
  /** Side of the box; rounded to an odd number of voxels along each axis, at least one. */
  readonly kernelMm: number;
}

/** Gaussian smoothing: the segment is blurred and thresholded at one half. */
export interface GaussianOperation {
  readonly kind: "smooth-gaussian";
  readonly segmentNumber: number;
  readonly sigmaMm: number;
}

/**
 * Joint smoothing: several segments and the background are blurred alike and each voxel gets the strongest, so that touching
 * segments still touch; where they are thinner than the blur, background appears. Voxels of other segments stay.
 */
export interface JointSmoothOperation {
  readonly kind: "smooth-joint";
  readonly segmentNumbers: readonly number[];
  readonly sigmaMm: number;
}

export const median: OperationKind<MedianOperation> = {
  readsImage: false,
  describe: ({ segmentNumber, kernelMm }, segment) =>
    t("steps.median", { label: segment(segmentNumber), mm: kernelMm }),
  box: (target, { segmentNumber, kernelMm }) =>
    growBox(labelBox(target, [segmentNumber]), medianRadii(target.grid, kernelMm), target.grid),
  run(target, { segmentNumber, kernelMm }, limits, box) {
    checkSize("kernelMm", kernelMm);
    const radii = medianRadii(target.grid, kernelMm);
    const sums = Float32Array.from(maskOf(target.labels, [segmentNumber], box));
    for (const axis of [0, 1, 2] as const) sumLines(sums, boxSize(box), axis, radii[axis]);
    const half = radii.reduce((product, radius) => product * (2 * radius + 1), 1) / 2;
    const smooth = Uint8Array.from(sums, (sum) => (sum > half ? 1 : 0));
    return changeSegmentTo(target, limits, segmentNumber, { box, values: smooth });
  },
};

export const gaussian: OperationKind<GaussianOperation> = {
  readsImage: false,
  describe: ({ segmentNumber, sigmaMm }, segment) =>
    t("steps.gaussian", { label: segment(segmentNumber), mm: sigmaMm }),
  box: (target, { segmentNumber, sigmaMm }) =>
    boxForBlur(target.grid, labelBox(target, [segmentNumber]), sigmaMm),
  run(target, { segmentNumber, sigmaMm }, limits, box) {
    checkSize("sigmaMm", sigmaMm);
    const blurred = blur(maskOf(target.labels, [segmentNumber], box), target.grid, box, sigmaMm);
    const smooth = Uint8Array.from(blurred, (part) => (part > 0.5 ? 1 : 0));
    return changeSegmentTo(target, limits, segmentNumber, { box, values: smooth });
  },
};

export const jointSmooth: OperationKind<JointSmoothOperation> = {
  readsImage: false,
  describe: ({ segmentNumbers, sigmaMm }, segment) =>
    t("steps.joint", { labels: segmentNumbers.map(segment), mm: sigmaMm }),
  box: (target, { segmentNumbers, sigmaMm }) =>
    boxForBlur(target.grid, labelBox(target, segmentNumbers), sigmaMm),
  run(target, { segmentNumbers, sigmaMm }, limits, box) {
    checkSize("sigmaMm", sigmaMm);
    const labels = [0, ...segmentNumbers];
    const before = new Uint8Array(boxSize(box).reduce((product, count) => product * count, 1));
    forEachRow(box, target.labels.box, (to, from, length) =>
      before.set(target.labels.values.subarray(from, from + length), to),
    );
    const strongest = before.slice();
    const strength = new Float32Array(before.length).fill(-1);
    for (const label of labels) {
      const blurred = blur(maskOf(target.labels, [label], box), target.grid, box, sigmaMm);
      for (let n = 0; n < blurred.length; n++) {
        const value = blurred[n]!;
        if (value < strength[n]! || (value === strength[n] && before[n] !== label)) continue;
        strength[n] = value;
        strongest[n] = label;
      }
    }
    const takesPart = labelTable(labels);
    return collectChanges(target, limits, box, (n, label) => (takesPart[label] ? strongest[n]! : label));
  },
};

function medianRadii(grid: Grid, kernelMm: number): Triple {
  return mapAxes((axis) => Math.max(0, Math.round((kernelMm / grid.spacingMm[axis] - 1) / 2)));
}

/** The Gaussian is cut off at four standard deviations. */
function blurRadius(sigmaVoxels: number): number {
  return Math.floor(4 * sigmaVoxels + 0.5);
}

function boxForBlur(grid: Grid, box: Box, sigmaMm: number): Box {
  return growBox(
    box,
    mapAxes((axis) => blurRadius(sigmaMm / grid.spacingMm[axis])),
    grid,
  );
}

function blur(mask: Uint8Array, grid: Grid, box: Box, sigmaMm: number): Float32Array {
  const values = Float32Array.from(mask);
  for (const axis of [0, 1, 2] as const)
    convolveLines(values, boxSize(box), axis, gaussianWeights(sigmaMm / grid.spacingMm[axis]));
  return values;
}

function gaussianWeights(sigmaVoxels: number): Float64Array {
  const radius = blurRadius(sigmaVoxels);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, n) =>
    radius === 0 ? 1 : Math.exp(-0.5 * ((n - radius) / sigmaVoxels) ** 2),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function checkSize(argument: string, mm: number): void {
  if (mm >= 0 && Number.isFinite(mm)) return;
  throw new AutosegError("invalid-argument", `${argument} must be at least 0 mm; found ${mm}.`, { argument });
}
