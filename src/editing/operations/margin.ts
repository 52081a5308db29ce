import { AutosegError } from "../../errors.ts";
import type { Grid } from "../../geometry/index.ts";
import { type Box, boxSize, growBox, growBoxMm, maskOf, squaredDistances } from "../../regions/index.ts";
import { t } from "../../texts/index.ts";
import { changeSegmentTo, labelBox, type OperationKind } from "./edit-target.ts";

/**
 * Grows a segment by every voxel whose centre lies within a distance of the centre of one of its voxels or, if the distance
 * is negative, removes every voxel within that distance of a voxel outside. The border of the volume does not count as
 * outside: a structure that the scan cuts off does not shrink there. Exact Euclidean distances in millimetres.
 */
export interface MarginOperation {
  readonly kind: "margin";
  readonly segmentNumber: number;
  /** Positive grows, negative shrinks. */
  readonly marginMm: number;
}

/** Replaces a segment by a shell. */
export interface HollowOperation {
  readonly kind: "hollow";
  readonly segmentNumber: number;
  readonly thicknessMm: number;
  /** The role of the segment's surface in the shell: its outer side, its inner side or its middle. */
  readonly surface: "outer" | "inner" | "middle";
}

export const margin: OperationKind<MarginOperation> = {
  readsImage: false,
  describe: ({ segmentNumber, marginMm }, segment) =>
    t(marginMm < 0 ? "steps.shrink" : "steps.grow", {
      label: segment(segmentNumber),
      mm: Math.abs(marginMm),
    }),
  box: (target, { segmentNumber, marginMm }) =>
    boxForMargin(target.grid, labelBox(target, [segmentNumber]), marginMm),
  run(target, { segmentNumber, marginMm }, limits, box) {
    checkMm("marginMm", marginMm);
    const mask = maskOf(target.labels, [segmentNumber], box);
    const moved = moveSurface(mask, target.grid, box, marginMm);
    return changeSegmentTo(target, limits, segmentNumber, { box, values: moved });
  },
};

export const hollow: OperationKind<HollowOperation> = {
  readsImage: false,
  describe: ({ segmentNumber, thicknessMm }, segment) =>
    t("steps.hollow", { label: segment(segmentNumber), mm: thicknessMm }),
  box: (target, { segmentNumber, thicknessMm, surface }) =>
    boxForMargin(target.grid, labelBox(target, [segmentNumber]), shellOf(thicknessMm, surface).outerMm),
  run(target, { segmentNumber, thicknessMm, surface }, limits, box) {
    checkMm("thicknessMm", thicknessMm);
    const mask = maskOf(target.labels, [segmentNumber], box);
    const { outerMm, innerMm } = shellOf(thicknessMm, surface);
    const outer = moveSurface(mask, target.grid, box, outerMm);
    const inner = moveSurface(mask, target.grid, box, innerMm);
    const shell = outer.map((isIn, n) => isIn & ~inner[n]!);
    return changeSegmentTo(target, limits, segmentNumber, { box, values: shell });
  },
};

function shellOf(thicknessMm: number, surface: HollowOperation["surface"]) {
  if (surface === "outer") return { outerMm: 0, innerMm: -thicknessMm };
  if (surface === "inner") return { outerMm: thicknessMm, innerMm: 0 };
  return { outerMm: thicknessMm / 2, innerMm: -thicknessMm / 2 };
}

/** To shrink a segment, a margin of one voxel is enough: voxels farther away are never the nearest outside. */
function boxForMargin(grid: Grid, box: Box, marginMm: number): Box {
  return growBox(growBoxMm(box, Math.max(0, marginMm), grid), [1, 1, 1], grid);
}

/** Distances are computed in single precision; this keeps voxels exactly at the limit inside it. */
const rounding = 1 + 1e-5;

function moveSurface(mask: Uint8Array, grid: Grid, box: Box, marginMm: number): Uint8Array {
  const limit = marginMm * marginMm * rounding;
  const boxGrid = { size: boxSize(box), spacingMm: grid.spacingMm };
  if (marginMm === 0) return mask;
  if (marginMm > 0) {
    const squared = squaredDistances({ grid: boxGrid, voxels: mask });
    return mask.map((_, n) => (squared[n]! <= limit ? 1 : 0));
  }
  const squared = squaredDistances({ grid: boxGrid, voxels: mask.map((isIn) => 1 - isIn) });
  return mask.map((_, n) => (squared[n]! > limit ? 1 : 0));
}

function checkMm(argument: string, mm: number): void {
  if (Number.isFinite(mm)) return;
  throw new AutosegError(
    "invalid-argument",
    `${argument} must be a finite number of millimetres; found ${mm}.`,
    { argument },
  );
}
