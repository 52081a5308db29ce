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
 * Everything between a series and the runs of a model's graphs: which runs there are, the input of each, and how outputs
 * become labels, whatever planes, patches, mirrors and networks the manifest has. Within a stage, units may be prepared and
 * accepted in any order or, if the plan is ordered, in their own order, each once. Slices are finished as soon as everything
 * that decides them has been accepted.
 */
export interface InferencePlan {
  readonly units: readonly Unit[];
  /**
   * Whether units must run in their order. True for volumes on a target grid, so that only a slab is in memory and sums are
   * rounded in the original order; and for models in parts, where later parts overwrite earlier ones.
   */
  readonly isOrdered: boolean;
  /** Grid axis across the wanted slices, and their number; further slices may be delivered with them. */
  readonly sliceAxis: 0 | 1 | 2;
  readonly slicesTotal: number;
  /** Slices to which no unit contributes: only background. */
  background?(): Iterable<GridSlice16>;
  /** In-plane pixel spacing of the networks' input. */
  readonly inputSpacingMm: number;
  /** If each unit is a slice decided by its own output: how its labels can be made elsewhere. */
  readonly labelling?: DelegatedLabelling;
  /** Inputs of a unit by tensor name, one item each; read-only, and valid until the unit is accepted. */
  prepare(unit: Unit): Tensors;
  /** Accepts the output of a unit, one item; returns the slices that it completed. */
  accept(unit: Unit, output: Float32Array): GridSlice16[];
  /**
   * Postprocesses the labels of the whole volume as the manifest says, in place, in the order of its steps.
   * @param probabilities of the run, if the manifest refines boundaries with them.
   */
  postprocess(voxels: LabelArray, probabilities?: KeptProbabilities): Steps<undefined, void>;
}

/** Labels made where the output of a unit lies, instead of returning the output. */
export interface DelegatedLabelling {
  readonly rule: SliceLabelling;
  /** Accepts the labels of a unit's slice that were made by the rule. */
  accept(unit: Unit, labels: LabelArray<ArrayBuffer>): GridSlice16;
}

/** The components of every kind of plan. */
export interface PlanParts extends Pick<InferencePlan, "postprocess"> {
  readonly grid: ModelGrid;
  readonly units: PlanUnits;
  /** Creates the writer for the values of a graph's slices. */
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
  /** Its index in the plan's `units`. */
  readonly index: number;
  /** Name of the graph. */
  readonly graph: string;
  /** A unit of stage 1 may be prepared once every unit of stage 0 has been accepted. */
  readonly stage: 0 | 1;
  /** Lowest and highest index, along the plan's `sliceAxis`, of the grid slices to which it contributes. */
  readonly firstSlice: number;
  readonly lastSlice: number;
}

/** A graph, what makes its input, and the stage in which it is run. */
export interface GraphStage {
  readonly graph: PlacedGraph;
  readonly input: PatchInput;
  readonly stage: 0 | 1;
}

/** The units of a plan and their inputs, from preparation to release. */
export interface PlanUnits {
  readonly units: readonly Unit[];
  /** The graph and the patch of a unit, and the graph's index among all graphs. */
  workOf(unit: Unit): { readonly graph: PlacedGraph; readonly graphIndex: number; readonly patch: Patch };
  /** Inputs by tensor name, one item each. */
  prepare(unit: Unit): Tensors;
  release(unit: Unit): void;
}

/** @param options with `inSlabs`, graphs take turns slab by slab, so that their sums for a slab can be released together. */
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

/** Reuses the memory of a graph's main input: allocating it costs more than filling it. */
function createPool(name: string, length: number) {
  const spare: Float32Array[] = [];
  return {
    name,
    take: () => spare.pop() ?? new Float32Array(length),
    release: (tensors: Tensors) => void spare.push(tensors[name]!),
  };
}

/** The grid slices of the series to which slices `start` to `start + size - 1` of the model's grid contribute. */
function gridSlicesOf({ axes, view }: ModelGrid, start: number, size: number) {
  const { origin, step, sourceCount } = axes[2];
  const clamp = (slice: number): number => Math.min(Math.max(slice, 0), sourceCount - 1);
  const first = view.gridSliceIndex(clamp(Math.floor(origin + (start - 1) * step) + 1));
  const last = view.gridSliceIndex(clamp(Math.ceil(origin + (start + size) * step) - 1));
  return { firstSlice: Math.min(first, last), lastSlice: Math.max(first, last) };
}

/**
 * The order of units: the earliest stage first, starting with the slice in view and proceeding outwards, the higher slice
 * first of two at the same distance; or all in their own order.
 */
export class UnitSchedule {
  /** Remaining stages, each with its units in reverse order. */
  readonly #stages: Unit[][];
  readonly #isOrdered: boolean;
  #slice: number;

  /**
   * @param slice grid index of the slice to begin with.
   * @param isOrdered whether the units keep their own order, whatever the slice.
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

  /** Takes the next units, at most `most` and all of one graph; none if the stage has none left. */
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

  /** Advances to the next stage, once all units of this one have been accepted. @returns false after the last. */
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
