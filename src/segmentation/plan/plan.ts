import type { SliceLabelling, Tensors } from "../../inference/index.ts";
import type { GridSlice16, LabelArray } from "../../volume/index.ts";
import type { Steps } from "../../workers/index.ts";
import type { Activation } from "./activation.ts";
import type { ModelGrid } from "./model-grid.ts";
import type { PlacedGraph } from "./patches.ts";
import type { PlanUnits, Unit } from "./plan-units.ts";
import type { KeptProbabilities } from "./refinement.ts";
import type { createSliceWriter } from "./slice-writer.ts";

/**
 * All that lies between a series and the runs of a model's graphs: which runs there are, what goes into each, and what
 * their outputs come to, whichever planes, patches, mirrors and networks the manifest has. Units may be prepared and
 * accepted in any order within a stage, or, where the plan is ordered, in theirs, each once; slices are finished as soon as all that decides them is in.
 */
export interface InferencePlan {
  readonly units: readonly Unit[];
  /**
   * Whether units are run in their order: volumes on a target grid, of which a slab alone is then in memory, and whose sums
   * are rounded in the order of the original; and parts, of which a later one goes over the earlier ones.
   */
  readonly isOrdered: boolean;
  /** Grid axis across the slices that are wanted, and their number; others may be delivered with them. */
  readonly sliceAxis: 0 | 1 | 2;
  readonly slicesTotal: number;
  /** Slices that no unit has a part in: nothing but background. */
  background?(): Iterable<GridSlice16>;
  /** In-plane pixel spacing of what the networks see. */
  readonly inputSpacingMm: number;
  /** Where a unit is a slice and its output alone decides it: how its labels may be made elsewhere. */
  readonly labelling?: DelegatedLabelling;
  /** Inputs of a unit by tensor name, one item each; not to be written to, and good until the unit is accepted. */
  prepare(unit: Unit): Tensors;
  /** Takes the output of a unit, one item; returns the slices that it finished. */
  accept(unit: Unit, output: Float32Array): GridSlice16[];
  /**
   * Cleans up the labels of the whole volume as the manifest says, in place and in order.
   * @param probabilities of the run, where the manifest refines boundaries by them.
   */
  postprocess(voxels: LabelArray, probabilities?: KeptProbabilities): Steps<undefined, void>;
}

/** Labels made where the output of a unit lies, in place of bringing the output here. */
export interface DelegatedLabelling {
  readonly rule: SliceLabelling;
  /** Takes the labels of a unit's slice, which the rule made. */
  accept(unit: Unit, labels: LabelArray<ArrayBuffer>): GridSlice16;
}

/** What every kind of plan is made of. */
export interface PlanParts extends Pick<InferencePlan, "postprocess"> {
  readonly grid: ModelGrid;
  readonly units: PlanUnits;
  /** What writes the values of a graph's slice. */
  createWriter(
    rule: SliceLabelling,
    activation: Activation,
    graph: PlacedGraph,
  ): ReturnType<typeof createSliceWriter>;
}
