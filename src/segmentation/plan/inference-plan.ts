import type { SliceLabelling, Tensors } from "../../inference/index.ts";
import { finalOutput, type ModelManifest, toGraphs, toItemStrides } from "../../model/index.ts";
import type { GridSlice, Volume } from "../../volume/index.ts";
import { cleanUp } from "../postprocess/clean-up.ts";
import { createSliceFinisher } from "../postprocess/slice-finisher.ts";
import { createAnswerStore } from "./accumulator.ts";
import { type Activation, ofProbabilities } from "./activation.ts";
import { type AxisMapping, isOwnAxis } from "./axis-mapping.ts";
import {
  type ConsensusRole,
  createConsensusRole,
  createNetworkRoles,
  type GraphRole,
} from "./graph-roles.ts";
import { createModelGrid, type ModelGrid } from "./model-grid.ts";
import { createMargin } from "./slice-margin.ts";
import {
  createSliceLabelling,
  createSliceWriter,
  type SliceLayout,
  type WrittenSlice,
} from "./slice-writer.ts";
import type { ProbabilityRequest } from "./voxel-reader.ts";

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

export interface PlanOptions {
  /** Probabilities to hand out with every slice. */
  readonly probabilities?: ProbabilityRequest;
}

/**
 * All that lies between a series and the runs of a model's networks: which runs there are, what goes into each, and
 * what their outputs come to, whatever planes, patches, mirrors and networks the manifest has. Units may be prepared and
 * accepted in any order within a stage, each once; slices are finished as soon as all that decides them is in.
 */
export interface InferencePlan {
  readonly units: readonly Unit[];
  /** Grid axis across the slices that are handed out, and their number. */
  readonly sliceAxis: 0 | 1 | 2;
  readonly slicesTotal: number;
  /** In-plane pixel spacing of what the networks see. */
  readonly inputSpacingMm: number;
  /** Where a unit is a slice and its output decides it alone: how to make the labels elsewhere, for `acceptLabels`. */
  readonly labelling: SliceLabelling | undefined;
  /** Inputs of a unit by tensor name, one item each; not to be written to, and good until the unit is accepted. */
  prepare(unit: Unit): Tensors;
  /** Takes the output of a unit, one item; returns the slices that it finished. */
  accept(unit: Unit, output: Float32Array): GridSlice[];
  /** Takes the labels of a unit's slice that were made with `labelling`. */
  acceptLabels(unit: Unit, labels: Uint8Array<ArrayBuffer>): GridSlice[];
  /** Cleans up the labels of the whole volume as the manifest says, in place. */
  postprocess(voxels: Uint8Array): void;
}

/**
 * The plan of a model for a series.
 * @throws AutosegError `model-mismatch` when the series' intensities cannot be measured.
 */
export function createInferencePlan(
  volume: Volume,
  manifest: ModelManifest,
  { probabilities }: PlanOptions = {},
): InferencePlan {
  const grid = createModelGrid(volume.grid, manifest);
  const networks = createNetworkRoles(volume, grid, manifest);
  const consensus = createConsensus(volume, grid, manifest, networks);
  const roles: readonly GraphRole[] = consensus ? [...networks, consensus] : networks;
  const work = roles.flatMap((role, index) =>
    role.patchSet.patches.map((patch) => ({ role, patch, store: consensus?.stores[index] })),
  );
  const units = work.map(
    ({ role, patch }, index): Unit => ({
      index,
      graph: role.graph.name,
      stage: role === consensus ? 1 : 0,
      ...toGridSlices(grid, patch.start[2], role.placement.patchSize[2]),
    }),
  );
  const prepared = new Map<Unit["index"], Tensors>();
  const release = ({ index }: Unit): void => {
    const tensors = prepared.get(index);
    if (tensors) work[index]!.role.release(tensors);
    prepared.delete(index);
  };
  const isExclusive = finalOutput(manifest).activation !== "sigmoid";
  const clearMargin = createMargin(grid);
  const toGridSlice = (slice: number, written: WrittenSlice): GridSlice => {
    clearMargin(slice, written);
    return { sliceAxis: grid.view.sliceAxis, sliceIndex: grid.view.gridSliceIndex(slice), ...written };
  };
  const writer = (labelling: SliceLabelling, layout: SliceLayout, activation: Activation) =>
    createSliceWriter(labelling, layout, activation, manifest, isExclusive, probabilities);
  const common = {
    units,
    sliceAxis: grid.view.sliceAxis,
    slicesTotal: grid.view.slices.count,
    inputSpacingMm: grid.spacingMm[0],
    prepare(unit: Unit): Tensors {
      release(unit);
      const { role, patch } = work[unit.index]!;
      const tensors = role.prepare(patch);
      prepared.set(unit.index, tensors);
      return tensors;
    },
    postprocess: (voxels: Uint8Array) => cleanUp(voxels, volume.grid, manifest, grid.view.sliceAxis),
  };

  const [only] = roles;
  if (roles.length === 1 && decidesAlone(grid, only!)) {
    const { output, activation } = only!;
    const layout = { firstColumn: 0, firstRow: 0, strides: toItemStrides(output) };
    const labelling = createSliceLabelling(grid, layout, activation);
    const write = writer(labelling, layout, activation);
    const finish = (unit: Unit, written: WrittenSlice): GridSlice[] => {
      release(unit);
      // The way from the grid's index to the view's is the same as the way back.
      return [toGridSlice(grid.view.gridSliceIndex(unit.firstSlice), written)];
    };
    return {
      ...common,
      labelling: probabilities ? undefined : labelling,
      accept: (unit, values) => finish(unit, write(values)),
      acceptLabels: (unit, labels) => finish(unit, { labels }),
    };
  }

  const deciding = consensus ? [consensus] : networks;
  const store = createAnswerStore(grid, deciding);
  const activation = ofProbabilities(deciding[0]!.activation);
  const layout = storeLayout(grid, store.columns, store.rows);
  const write = writer(createSliceLabelling(grid, layout, activation), layout, activation);
  const finish = createSliceFinisher(grid, store, activation.classes, write);
  return {
    ...common,
    labelling: undefined,
    accept(unit, values) {
      release(unit);
      const { role, patch, store: kept } = work[unit.index]!;
      if (kept) {
        kept.add(role, patch, values);
        return [];
      }
      const modelSlices = store.add(role, patch, values);
      for (const answers of consensus?.stores ?? []) for (const slice of modelSlices) answers.release(slice);
      return finish(modelSlices).map(({ slice, ...written }) => toGridSlice(slice, written));
    },
    acceptLabels: () => {
      throw new Error("unreachable: a plan without labelling is not given labels");
    },
  };
}

function createConsensus(
  volume: Volume,
  grid: ModelGrid,
  manifest: ModelManifest,
  networks: readonly GraphRole[],
): ConsensusRole | undefined {
  const { consensus } = manifest;
  if (consensus?.kind !== "network") return undefined;
  return createConsensusRole(volume, grid, manifest, consensus, toGraphs(manifest).at(-1)!, networks);
}

/** Whether each slice of the series is decided by one run, whose outputs can be compared as they are. */
function decidesAlone({ axes }: ModelGrid, { output, patchSet, placement }: GraphRole): boolean {
  return (
    output.activation === "softmax" &&
    patchSet.variants === 1 &&
    patchSet.axes[0].starts.length === 1 &&
    patchSet.axes[1].starts.length === 1 &&
    placement.patchSize[2] === 1 &&
    isOwnAxis(axes[2])
  );
}

/** How the answers of a slice lie in their store. */
function storeLayout({ used }: ModelGrid, columns: number, rows: number): SliceLayout {
  return {
    firstColumn: used[0].first,
    firstRow: used[1].first,
    strides: { columns: 1, rows: columns, channels: columns * rows },
  };
}

/** The grid slices of the series that slices `start` to `start + size - 1` of the model's grid have a part in. */
function toGridSlices({ axes, view }: ModelGrid, start: number, size: number) {
  const { origin, step, sourceCount }: AxisMapping = axes[2];
  const clamp = (slice: number): number => Math.min(Math.max(slice, 0), sourceCount - 1);
  const first = view.gridSliceIndex(clamp(Math.floor(origin + (start - 1) * step) + 1));
  const last = view.gridSliceIndex(clamp(Math.ceil(origin + (start + size) * step) - 1));
  return { firstSlice: Math.min(first, last), lastSlice: Math.max(first, last) };
}
