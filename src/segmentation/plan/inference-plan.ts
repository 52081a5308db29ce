import { type Grid, voxelVolumeMl } from "../../geometry/index.ts";
import type { SliceLabelling, Tensors } from "../../inference/index.ts";
import { finalOutput, type ModelManifest, toItemStrides } from "../../model/index.ts";
import { fillHoles, keepComponents, keepLargestComponent } from "../../regions/index.ts";
import type { GridSlice, Volume } from "../../volume/index.ts";
import type { Steps } from "../../workers/index.ts";
import { type Accumulator, createAccumulator, createSliceFinisher } from "./accumulator.ts";
import {
  type Activation,
  activateSlice,
  ofProbabilities,
  type ProbabilityRequest,
} from "./class-probabilities.ts";
import { createLogitSums } from "./logit-sums.ts";
import { createModelGrid, type ModelGrid } from "./model-grid.ts";
import { createConsensusInput, createNetworkInputs } from "./network-input.ts";
import { type PlacedGraph, placeGraphs } from "./patches.ts";
import { createPlanUnits, type GraphStage, type PlanUnits, type Unit } from "./plan-units.ts";
import { type KeptProbabilities, refineBoundaries } from "./refinement.ts";
import {
  createSliceDelivery,
  createSliceLabelling,
  createSliceWriter,
  type SliceLayout,
} from "./slice-writer.ts";
import { layOutTargetGrid } from "./target-grid/target-image.ts";

export interface PlanOptions {
  /** Probabilities to deliver with every slice. */
  readonly probabilities?: ProbabilityRequest;
}

/**
 * All that lies between a series and the runs of a model's graphs: which runs there are, what goes into each, and what
 * their outputs come to, whichever planes, patches, mirrors and networks the manifest has. Units may be prepared and
 * accepted in any order within a stage, each once; slices are finished as soon as all that decides them is in.
 */
export interface InferencePlan {
  readonly units: readonly Unit[];
  /**
   * Whether units are best run in their order: volumes on a target grid, of which a slab alone is then in memory, and whose
   * sums are rounded in the order of the original.
   */
  readonly isOrdered: boolean;
  /** Grid axis across the slices that are delivered, and their number. */
  readonly sliceAxis: 0 | 1 | 2;
  readonly slicesTotal: number;
  /** In-plane pixel spacing of what the networks see. */
  readonly inputSpacingMm: number;
  /** Where a unit is a slice and its output alone decides it: how its labels may be made elsewhere. */
  readonly labelling?: DelegatedLabelling;
  /** Inputs of a unit by tensor name, one item each; not to be written to, and good until the unit is accepted. */
  prepare(unit: Unit): Tensors;
  /** Takes the output of a unit, one item; returns the slices that it finished. */
  accept(unit: Unit, output: Float32Array): GridSlice[];
  /**
   * Cleans up the labels of the whole volume as the manifest says, in place and in order.
   * @param probabilities of the run, where the manifest refines boundaries by them.
   */
  postprocess(voxels: Uint8Array, probabilities?: KeptProbabilities): Steps<undefined, void>;
}

/** Labels made where the output of a unit lies, in place of bringing the output here. */
export interface DelegatedLabelling {
  readonly rule: SliceLabelling;
  /** Takes the labels of a unit's slice, which the rule made. */
  accept(unit: Unit, labels: Uint8Array<ArrayBuffer>): GridSlice;
}

/**
 * The plan of a model for a series.
 * @throws AutosegError `model-mismatch` when the series' intensities cannot be measured.
 */
export function createInferencePlan(
  volume: Volume,
  manifest: ModelManifest,
  { probabilities: request }: PlanOptions = {},
): InferencePlan {
  const grid = createGrid(volume, manifest);
  const { networks, consensus } = placeGraphs(grid, manifest);
  const { inputs, image } = createNetworkInputs(volume, grid, networks, manifest.consensus);
  const graphs: GraphStage[] = networks.map((graph, index) => ({ graph, input: inputs[index]!, stage: 0 }));
  const isExclusive = finalOutput(manifest).activation !== "sigmoid";
  const parts = {
    grid,
    createWriter: (rule: SliceLabelling, activation: Activation) =>
      createSliceWriter(rule, activation, manifest, {
        request,
        isExclusive,
        precision: grid.target?.back.precision,
      }),
    *postprocess(voxels: Uint8Array, probabilities?: KeptProbabilities): Steps<undefined, void> {
      const { sliceAxis } = grid.view;
      for (const step of manifest.postprocessing) {
        if (step.operation !== "dense-crf")
          cleanUp(voxels, volume.grid, { postprocessing: [step] }, sliceAxis);
        else if (probabilities) yield* refineBoundaries(voxels, volume, step, { probabilities, sliceAxis });
      }
    },
  };
  if (manifest.consensus?.kind === "network") {
    const input = createConsensusInput(grid, manifest.consensus, consensus!, { networks, image });
    const units = createPlanUnits(grid, [...graphs, { graph: consensus!, input, stage: 1 }]);
    return createAccumulatingPlan({ ...parts, units }, [consensus!], input.accumulators);
  }
  const units = createPlanUnits(grid, graphs);
  return networks.length === 1 && decidesAlone(grid, networks[0]!)
    ? createSlicePlan({ ...parts, units }, networks[0]!, request === undefined)
    : createAccumulatingPlan({ ...parts, units }, networks, []);
}

function createGrid(volume: Volume, manifest: ModelManifest): ModelGrid {
  const { resampling, crop } = manifest.networks[0]!.input;
  return resampling.inPlane === "target-grid"
    ? createModelGrid(volume.grid, manifest, (frame) => layOutTargetGrid(volume, { crop, resampling }, frame))
    : createModelGrid(volume.grid, manifest);
}

/** What both kinds of plan are made of. */
interface PlanParts extends Pick<InferencePlan, "postprocess"> {
  readonly grid: ModelGrid;
  readonly units: PlanUnits;
  createWriter(rule: SliceLabelling, activation: Activation): ReturnType<typeof createSliceWriter>;
}

/** Whether each slice of the series is decided by one run, whose outputs can be compared as they are. */
function decidesAlone({ hasOwnSlices }: ModelGrid, { graph, patchSet, placement }: PlacedGraph): boolean {
  return (
    graph.output.activation === "softmax" &&
    // Slices beyond the box that is left of the series are background, and no unit decides them.
    patchSet.weights === undefined &&
    patchSet.variants === 1 &&
    patchSet.axes[0].starts.length === 1 &&
    patchSet.axes[1].starts.length === 1 &&
    placement.patchSize[2] === 1 &&
    hasOwnSlices
  );
}

/** One unit a slice: labels are made of the output as it is, here or where it lies. */
function createSlicePlan(
  parts: PlanParts,
  { graph, activation }: PlacedGraph,
  mayDelegate: boolean,
): InferencePlan {
  const { grid, units } = parts;
  const layout = { firstColumn: 0, firstRow: 0, strides: toItemStrides(graph.output) };
  const rule = createSliceLabelling(grid, layout, activation);
  const write = parts.createWriter(rule, activation);
  const toGridSlice = createSliceDelivery(grid);
  const finish = (unit: Unit, written: ReturnType<typeof write>): GridSlice => {
    units.release(unit);
    // The way from the grid's index to the view's is the same as the way back.
    return toGridSlice(grid.view.gridSliceIndex(unit.firstSlice), written);
  };
  return {
    ...toCommon(parts),
    ...(mayDelegate && { labelling: { rule, accept: (unit, labels) => finish(unit, { labels }) } }),
    accept: (unit, output) => [finish(unit, write(output))],
  };
}

/**
 * Several units a slice: their probabilities are added up, and labels made of the sums.
 * @param deciding graphs whose probabilities decide the labels.
 * @param weighed of the networks whose answers a consensus is given instead, in their order.
 */
function createAccumulatingPlan(
  parts: PlanParts,
  deciding: readonly PlacedGraph[],
  weighed: readonly Accumulator[],
): InferencePlan {
  const { grid, units } = parts;
  const { accumulator, activation } = createSums(grid, deciding);
  const write = parts.createWriter(
    createSliceLabelling(grid, layoutOf(grid, accumulator), activation),
    activation,
  );
  const finish = createSliceFinisher(grid, accumulator);
  const toGridSlice = createSliceDelivery(grid);
  return {
    ...toCommon(parts),
    accept(unit, output) {
      units.release(unit);
      const { graph, graphIndex, patch } = units.workOf(unit);
      const kept = weighed[graphIndex];
      if (kept) {
        kept.add(graph, patch, output);
        return [];
      }
      const modelSlices = accumulator.add(graph, patch, output);
      for (const answers of weighed) for (const slice of modelSlices) answers.release(slice);
      return Array.from(finish(modelSlices), ({ slice, probabilities }) =>
        toGridSlice(slice, write(probabilities)),
      );
    },
  };
}

/** What the answers are added up in, and what its values are. */
function createSums(
  grid: ModelGrid,
  deciding: readonly PlacedGraph[],
): { readonly accumulator: Accumulator; readonly activation: Activation } {
  const [{ activation }] = deciding as readonly [PlacedGraph];
  const probable = ofProbabilities(activation);
  if (!grid.target) return { accumulator: createAccumulator(grid, deciding), activation: probable };
  const { back, sums: precision } = grid.target;
  return back.values === "averaged"
    ? { accumulator: createLogitSums(grid, deciding, { precision }), activation }
    : {
        accumulator: createLogitSums(grid, deciding, { precision, finish: activateSlice(activation) }),
        activation: probable,
      };
}

function toCommon({ grid, units, postprocess }: PlanParts) {
  return {
    units: units.units,
    isOrdered: grid.target !== undefined && grid.placements.some(({ patchSize }) => patchSize[2] > 1),
    sliceAxis: grid.view.sliceAxis,
    slicesTotal: grid.view.slices.count,
    inputSpacingMm: grid.spacingMm[0],
    prepare: units.prepare,
    postprocess,
  };
}

/** How the probabilities of a slice lie in an accumulator. */
function layoutOf({ used }: ModelGrid, { columns, rows }: Accumulator): SliceLayout {
  return {
    firstColumn: used[0].first,
    firstRow: used[1].first,
    strides: { columns: 1, rows: columns, channels: columns * rows },
  };
}

/**
 * Cleans up the labels of a whole volume, in place and in order, as a manifest says. Boundaries are refined elsewhere
 * (`refineBoundaries`), by more than labels.
 * @param sliceAxis grid axis across the slices of the model's plane.
 */
export function cleanUp(
  voxels: Uint8Array,
  grid: Grid,
  { postprocessing }: Pick<ModelManifest, "postprocessing">,
  sliceAxis: 0 | 1 | 2,
): void {
  for (const step of postprocessing) {
    switch (step.operation) {
      case "keep-largest-component":
        keepLargestComponent(voxels, grid, step.values, step.neighbours);
        break;
      case "remove-small-components": {
        // A component of just this size stays, though its volume in millilitres may be rounded down.
        const fewest = Math.ceil(step.smallerThanMl / voxelVolumeMl(grid) - 1e-9);
        keepComponents(voxels, grid, step, ({ size }) => size >= fewest);
        break;
      }
      case "keep-touching":
        keepComponents(voxels, grid, step, ({ touches }) => touches);
        break;
      case "fill-holes":
        for (const value of step.values) fillHoles(voxels, grid, value, sliceAxis);
        break;
    }
  }
}
