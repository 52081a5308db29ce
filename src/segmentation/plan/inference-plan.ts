import { type Grid, voxelVolumeMl } from "../../geometry/index.ts";
import type { SliceLabelling } from "../../inference/index.ts";
import { finalOutput, type ModelManifest, segmentsOf, toItemStrides } from "../../model/index.ts";
import { type Box, fillHoles, keepComponents, keepLargestComponent } from "../../regions/index.ts";
import type { GridSlice16, LabelArray, LabelArrayType, Volume } from "../../volume/index.ts";
import type { Steps } from "../../workers/index.ts";
import { createAccumulatingPlan, createPartsPlan } from "./accumulating-plan.ts";
import type { Activation } from "./activation.ts";
import { checkMemory } from "./memory-limit.ts";
import { createModelGrid, type GridFrame, type ModelGrid } from "./model-grid.ts";
import { createConsensusInput, createNetworkInputs } from "./network-input.ts";
import { type PlacedGraph, placeGraphs } from "./patches.ts";
import {
  createPlanUnits,
  type GraphStage,
  type InferencePlan,
  type PlanParts,
  toCommon,
  type Unit,
} from "./plan.ts";
import type { ProbabilityRequest } from "./probability-request.ts";
import { type KeptProbabilities, refineBoundaries } from "./refinement.ts";
import { memoryNeeded } from "./run-needs.ts";
import { createSliceDelivery, createSliceLabelling, createSliceWriter } from "./slice-writer.ts";
import { layOutTargetGrid } from "./target-grid/target-image.ts";

export interface PlanOptions {
  /** Probabilities to deliver with every slice. */
  readonly probabilities?: ProbabilityRequest;
  /** For a model that receives several series: all of them on the volume's grid, the volume itself first. */
  readonly series?: readonly Volume[];
  /** The labels of the model before, on the volume's grid, if the model uses them. */
  readonly labels?: LabelArray;
  /** The box of the series for which labels are wanted; outside it, only patches that contribute to it are run. */
  readonly box?: Box;
  /** The array type of the labels; by default the narrowest that holds the model's. */
  readonly Labels?: LabelArrayType;
}

/**
 * The plan of a model for a series, without that of a model before it.
 * @throws AutosegError `model-mismatch` if the series' intensity statistics cannot be computed; `out-of-memory` if the run needs
 * more memory than there can be.
 */
export function createInferencePlan(
  volume: Volume,
  manifest: ModelManifest,
  { probabilities: request, series = [volume], labels, box, Labels }: PlanOptions = {},
): InferencePlan {
  const grid = createGrid(series, manifest, { labels, box });
  const placed = placeGraphs(grid, manifest, Labels);
  checkMemory(manifest.name, memoryNeeded(grid, manifest, placed));
  const { networks, consensus } = placed;
  const { inputs, image } = createNetworkInputs(series, grid, networks, manifest.consensus);
  const graphs: GraphStage[] = networks.map((graph, index) => ({ graph, input: inputs[index]!, stage: 0 }));
  const isExclusive = finalOutput(manifest).activation !== "sigmoid";
  const parts = {
    grid,
    createWriter: (rule: SliceLabelling, activation: Activation, { graph }: PlacedGraph) =>
      createSliceWriter(
        rule,
        activation,
        { ...manifest, segments: segmentsOf(manifest, graph) },
        {
          request,
          isExclusive,
          precision: grid.target?.back.precision,
        },
      ),
    postprocess: createPostprocess(volume, manifest, grid.view.sliceAxis),
  };
  if (manifest.consensus?.kind === "network") {
    const input = createConsensusInput(grid, manifest.consensus, consensus!, { networks, image });
    const units = createPlanUnits(grid, [...graphs, { graph: consensus!, input, stage: 1 }]);
    return createAccumulatingPlan({ ...parts, units }, [consensus!], input.accumulators);
  }
  const areParts = manifest.consensus?.kind === "parts";
  const units = createPlanUnits(grid, graphs, { inSlabs: grid.target !== undefined && !areParts });
  if (areParts) return createPartsPlan({ ...parts, units }, networks);
  return networks.length === 1 && decidesAlone(grid, networks[0]!)
    ? createSlicePlan({ ...parts, units }, networks[0]!, request === undefined)
    : createAccumulatingPlan({ ...parts, units }, networks, []);
}

function createGrid(
  series: readonly Volume[],
  manifest: ModelManifest,
  { labels: labelMap, box }: { readonly labels: LabelArray | undefined; readonly box: Box | undefined },
): ModelGrid {
  const { resampling, crop, labels } = manifest.networks[0]!.input;
  const { grid } = series[0]!;
  if (resampling.inPlane !== "target-grid") return createModelGrid(grid, manifest, undefined, box);
  const given = { crop, resampling, labels };
  const layOut = (frame: GridFrame) => layOutTargetGrid(series, given, frame, labelMap);
  return createModelGrid(grid, manifest, layOut, box);
}

/** @param sliceAxis grid axis across the slices of the model's plane. */
export function createPostprocess(
  volume: Volume,
  manifest: ModelManifest,
  sliceAxis: 0 | 1 | 2,
): InferencePlan["postprocess"] {
  return function* (voxels: LabelArray, probabilities?: KeptProbabilities): Steps<undefined, void> {
    for (const step of manifest.postprocessing) {
      if (step.operation !== "dense-crf") cleanUp(voxels, volume.grid, { postprocessing: [step] }, sliceAxis);
      else if (probabilities) yield* refineBoundaries(voxels, volume, step, { probabilities, sliceAxis });
    }
  };
}

/** Whether each slice of the series is decided by one run, whose outputs can be compared directly. */
function decidesAlone({ hasOwnSlices }: ModelGrid, { graph, patchSet, placement }: PlacedGraph): boolean {
  return (
    graph.output.activation === "softmax" &&
    // Slices outside the cropped box of the series are background, and no unit decides them.
    patchSet.weights === undefined &&
    patchSet.variants === 1 &&
    patchSet.axes[0].starts.length === 1 &&
    patchSet.axes[1].starts.length === 1 &&
    placement.patchSize[2] === 1 &&
    hasOwnSlices
  );
}

/** One unit per slice: labels are made directly from the output, here or where it lies. */
function createSlicePlan(parts: PlanParts, placed: PlacedGraph, mayDelegate: boolean): InferencePlan {
  const { grid, units } = parts;
  const { graph, activation } = placed;
  const layout = { firstColumn: 0, firstRow: 0, strides: toItemStrides(graph.output) };
  const rule = createSliceLabelling(grid, layout, activation);
  const write = parts.createWriter(rule, activation, placed);
  const toGridSlice = createSliceDelivery(grid);
  const finish = (unit: Unit, written: ReturnType<typeof write>): GridSlice16 => {
    units.release(unit);
    // The conversion from the grid's index to the view's is its own inverse.
    return toGridSlice(grid.view.gridSliceIndex(unit.firstSlice), written);
  };
  return {
    ...toCommon(parts),
    ...(mayDelegate && { labelling: { rule, accept: (unit, labels) => finish(unit, { labels }) } }),
    accept: (unit, output) => [finish(unit, write(output))],
  };
}

/**
 * Postprocesses the labels of a whole volume, in place, in the order of the manifest's steps. Boundaries are refined
 * elsewhere (`refineBoundaries`), since that needs more than labels.
 * @param sliceAxis grid axis across the slices of the model's plane.
 */
export function cleanUp(
  voxels: LabelArray,
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
        // A component of exactly this size stays, even if its volume in millilitres is rounded down.
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
