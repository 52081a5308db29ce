import { voxelsInBox } from "../../regions/index.ts";
import { VoxelRunCollector, type VoxelRuns } from "../voxel-runs.ts";
import { type ContoursOperation, contours } from "./contours.ts";
import { type CutOperation, cut } from "./cut.ts";
import type { EditLimits, EditTarget, OperationKind } from "./edit-target.ts";
import { type FloodFillOperation, floodFill, type ThresholdOperation, threshold } from "./flood-fill.ts";
import { type GrowFromSeedsOperation, growFromSeeds } from "./grow-from-seeds.ts";
import { type InterpolateOperation, interpolate } from "./interpolate.ts";
import { type FillHolesOperation, fillHoles, type IslandsOperation, islands } from "./islands.ts";
import { type IsocontourOperation, isocontour } from "./isocontour.ts";
import {
  type CombineOperation,
  combine,
  type InvertOperation,
  invert,
  type RelabelOperation,
  relabel,
} from "./logic.ts";
import { type HollowOperation, hollow, type MarginOperation, margin } from "./margin.ts";
import { type PropagateOperation, propagate } from "./propagate.ts";
import { type RefineBoundaryOperation, refineBoundary } from "./refine-boundary.ts";
import { type RepairOperation, repair } from "./repair.ts";
import { type ScissorsOperation, scissors } from "./scissors.ts";
import {
  type GaussianOperation,
  gaussian,
  type JointSmoothOperation,
  jointSmooth,
  type MedianOperation,
  median,
} from "./smooth.ts";
import { type SplitOperation, split } from "./split.ts";

/** Everything that can be done to a label map in one step, as plain data that can be sent to another thread or stored. */
export type EditOperation =
  | ThresholdOperation
  | ScissorsOperation
  | CutOperation
  | FloodFillOperation
  | IsocontourOperation
  | GrowFromSeedsOperation
  | RepairOperation
  | RefineBoundaryOperation
  | ContoursOperation
  | MarginOperation
  | HollowOperation
  | MedianOperation
  | GaussianOperation
  | JointSmoothOperation
  | FillHolesOperation
  | IslandsOperation
  | CombineOperation
  | InvertOperation
  | InterpolateOperation
  | PropagateOperation
  | SplitOperation
  | RelabelOperation;

type Kinds = {
  readonly [Kind in EditOperation["kind"]]: OperationKind<Extract<EditOperation, { kind: Kind }>>;
};

const kinds: Kinds = {
  threshold,
  scissors,
  cut,
  "flood-fill": floodFill,
  isocontour,
  "grow-from-seeds": growFromSeeds,
  repair,
  "refine-boundary": refineBoundary,
  contours,
  margin,
  hollow,
  "smooth-median": median,
  "smooth-gaussian": gaussian,
  "smooth-joint": jointSmooth,
  "fill-holes": fillHoles,
  islands,
  combine,
  invert,
  interpolate,
  propagate,
  split,
  relabel,
};

/** The implementation of an operation; the only place that distinguishes kinds. */
export function kindOf<Operation extends EditOperation>({ kind }: Operation): OperationKind<Operation> {
  return kinds[kind] as unknown as OperationKind<Operation>;
}

/** The operation's name for the undo button: "grow Liver by 3 mm". */
export function describeOperation(
  operation: EditOperation,
  nameOf: (segmentNumber: number) => string,
): string {
  return kindOf(operation).describe(operation, nameOf);
}

/**
 * Computes the changes that an operation makes; the labels do not change until these are written (`writeRuns`).
 * @throws AutosegError `invalid-argument` if the operation cannot be applied to these labels; see its own docstring.
 */
export function computeChanges(
  target: EditTarget,
  operation: EditOperation,
  limits: EditLimits = {},
): VoxelRuns {
  const kind = kindOf(operation);
  const box = kind.box(target, operation, limits);
  if (voxelsInBox(box) === 0) return new VoxelRunCollector().toRuns();
  return kind.run(target, operation, limits, box);
}
