import type { SliceLabelling, Tensors } from "../../inference/index.ts";
import { toItemLength } from "../../model/index.ts";
import type { GridSlice16, LabelArray } from "../../volume/index.ts";
import type { Steps } from "../../workers/index.ts";
import type { Activation } from "./activation.ts";
import type { ModelGrid } from "./model-grid.ts";
import type { PatchInput } from "./network-input.ts";
import type { Patch, PlacedGraph } from "./patches.ts";
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

/** What all kinds of plan have in common. */
export function toCommon({ grid, units, postprocess }: PlanParts) {
  return {
    units: units.units,
    isOrdered: grid.target !== undefined && grid.placements.some(({ patchSize }) => patchSize[2] > 1),
    sliceAxis: grid.view.sliceAxis,
    slicesTotal: grid.box.to[grid.view.sliceAxis] - grid.box.from[grid.view.sliceAxis],
    inputSpacingMm: grid.spacingMm[0],
    prepare: units.prepare,
    postprocess,
  };
}

/** One run of one graph: an item of a batch. */
export interface Unit {
  /** Its place in the plan's `units`. */
  readonly index: number;
  /** Name of the graph. */
  readonly graph: string;
  /** A unit of stage 1 may be prepared when every unit of stage 0 has been accepted. */
  readonly stage: 0 | 1;
  /** Lowest and highest index, along the plan's `sliceAxis`, of the grid slices that it has a part in. */
  readonly firstSlice: number;
  readonly lastSlice: number;
}

/** A graph, what fills its input, and the stage it is run in. */
export interface GraphStage {
  readonly graph: PlacedGraph;
  readonly input: PatchInput;
  readonly stage: 0 | 1;
}

/** The units of a plan and their inputs, from when they are prepared until they are released. */
export interface PlanUnits {
  readonly units: readonly Unit[];
  /** The graph and the patch of a unit, and the place of the graph among all. */
  workOf(unit: Unit): { readonly graph: PlacedGraph; readonly graphIndex: number; readonly patch: Patch };
  /** Inputs by tensor name, one item each. */
  prepare(unit: Unit): Tensors;
  release(unit: Unit): void;
}

/** @param options `inSlabs`: graphs take turns slab by slab, so that their sums of a slab can be let go together. */
export function createPlanUnits(
  grid: ModelGrid,
  graphs: readonly GraphStage[],
  { inSlabs }: { readonly inSlabs: boolean } = { inSlabs: false },
): PlanUnits {
  const work = graphs.flatMap(({ graph, input, stage }, graphIndex) => {
    const main = createPool(graph.graph.input.name, toItemLength(graph.graph.input));
    return graph.patchSet.patches.map((patch) => ({ graph, graphIndex, input, stage, main, patch }));
  });
  if (inSlabs) work.sort((a, b) => a.patch.start[2] - b.patch.start[2]);
  const prepared = new Map<Unit["index"], Tensors>();
  const release = ({ index }: Unit): void => {
    const tensors = prepared.get(index);
    if (tensors) work[index]!.main.release(tensors);
    prepared.delete(index);
  };
  return {
    units: work.map(({ graph: { graph, placement }, stage, patch }, index) => ({
      index,
      graph: graph.name,
      stage,
      ...gridSlicesOf(grid, patch.start[2], placement.patchSize[2]),
    })),
    workOf: ({ index }) => work[index]!,
    prepare(unit) {
      release(unit);
      const { input, main, patch } = work[unit.index]!;
      const values = main.take();
      input.write(patch, values);
      const tensors = { [main.name]: values, ...input.toExtras(patch) };
      prepared.set(unit.index, tensors);
      return tensors;
    },
    release,
  };
}

/** Items of a graph's main input: fresh memory costs more than what is written into it, so it is used again. */
function createPool(name: string, length: number) {
  const spare: Float32Array[] = [];
  return {
    name,
    take: () => spare.pop() ?? new Float32Array(length),
    release: (tensors: Tensors) => void spare.push(tensors[name]!),
  };
}

/** The grid slices of the series that slices `start` to `start + size - 1` of the model's grid have a part in. */
function gridSlicesOf({ axes, view }: ModelGrid, start: number, size: number) {
  const { origin, step, sourceCount } = axes[2];
  const clamp = (slice: number): number => Math.min(Math.max(slice, 0), sourceCount - 1);
  const first = view.gridSliceIndex(clamp(Math.floor(origin + (start - 1) * step) + 1));
  const last = view.gridSliceIndex(clamp(Math.ceil(origin + (start + size) * step) - 1));
  return { firstSlice: Math.min(first, last), lastSlice: Math.max(first, last) };
}

/**
 * Which units come next: those of the earliest stage, the ones for the slice that is looked at first and then outwards,
 * of two at the same distance the one of the higher slices; or all in their own order.
 */
export class UnitSchedule {
  /** Stages still to come, each with its units, the next one last. */
  readonly #stages: Unit[][];
  readonly #isOrdered: boolean;
  #slice: number;

  /**
   * @param slice grid index of the slice to begin with.
   * @param isOrdered whether the units come in their own order, whatever the slice.
   */
  constructor(units: readonly Unit[], slice: number, isOrdered = false) {
    this.#slice = slice;
    this.#isOrdered = isOrdered;
    const last = units.reduce((highest, { stage }) => Math.max(highest, stage), 0);
    this.#stages = Array.from({ length: last + 1 }, (_, stage) =>
      units.filter((unit) => unit.stage === stage),
    );
    this.#sort();
  }

  /** Reorders the remaining units around another slice. */
  prioritise(slice: number): void {
    this.#slice = slice;
    this.#sort();
  }

  /** Takes the next units, at most `most` and all of one graph; none when the stage's units are all taken. */
  take(most: number): Unit[] {
    const units = this.#stages[0] ?? [];
    const taken: Unit[] = [];
    const graph = units.at(-1)?.graph;
    while (taken.length < most && units.at(-1)?.graph === graph) {
      const unit = units.pop();
      if (!unit) break;
      taken.push(unit);
    }
    return taken;
  }

  /** Goes on to the next stage, when all units of this one have been accepted. @returns false after the last. */
  nextStage(): boolean {
    this.#stages.shift();
    this.#sort();
    return this.#stages.length > 0;
  }

  #sort(): void {
    const distance = ({ firstSlice, lastSlice }: Unit) =>
      Math.max(0, firstSlice - this.#slice, this.#slice - lastSlice);
    if (this.#isOrdered) {
      this.#stages[0]?.sort((a, b) => b.index - a.index);
      return;
    }
    this.#stages[0]?.sort(
      (a, b) => distance(b) - distance(a) || a.firstSlice - b.firstSlice || b.index - a.index,
    );
  }
}
