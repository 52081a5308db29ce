import type { Tensors } from "../../inference/index.ts";
import {
  type Consensus,
  type Graph,
  type ModelManifest,
  type Network,
  type Tensor,
  toItemLength,
} from "../../model/index.ts";
import type { Volume } from "../../volume/index.ts";
import { type AnswerSource, type AnswerStore, createAnswerStore } from "./accumulator.ts";
import { createActivation } from "./activation.ts";
import { createConsensusBuilder } from "./consensus-builder.ts";
import { createExtraBuilder, createImageBuilder, neighbourStep } from "./input-builder.ts";
import { createIntensityMap } from "./intensity-map.ts";
import { type ModelGrid, placeGraph } from "./model-grid.ts";
import { createModelVolume, type ModelVolume } from "./model-volume.ts";
import { createPatchSet, type Patch } from "./patches.ts";

/** A graph with all that its runs need and give. */
export interface GraphRole extends AnswerSource {
  readonly graph: Graph;
  readonly prepare: (patch: Patch) => Tensors;
  /** Takes back what `prepare` made, for another patch. */
  readonly release: (tensors: Tensors) => void;
}

/** The networks that see the image. */
export function createNetworkRoles(volume: Volume, grid: ModelGrid, manifest: ModelManifest): GraphRole[] {
  const openVolume = shareVolumes(volume, grid, manifest);
  return manifest.networks.map((network): GraphRole => {
    const { input, output } = network;
    const placement = placeGraph(grid.source, grid.view, input);
    const writeImage = createImageBuilder(openVolume(network), grid, placement, input);
    const extras = (input.extraInputs ?? []).map(
      (extra) => [extra.name, createExtraBuilder(grid, placement, extra)] as const,
    );
    return {
      graph: network,
      output,
      placement,
      patchSet: createPatchSet(grid, placement, input),
      activation: createActivation(output, manifest),
      ...createInputs(input, writeImage, (patch) =>
        Object.fromEntries(extras.map(([name, build]) => [name, build(patch)])),
      ),
    };
  });
}

/** Items of a network's main input: fresh memory costs more than what is written into it, so it is used again. */
function createInputs(
  input: Tensor,
  write: (patch: Patch, into: Float32Array) => void,
  toExtras: (patch: Patch) => Tensors = () => ({}),
): Pick<GraphRole, "prepare" | "release"> {
  const spare: Float32Array[] = [];
  return {
    prepare(patch) {
      const values = spare.pop() ?? new Float32Array(toItemLength(input));
      write(patch, values);
      return { [input.name]: values, ...toExtras(patch) };
    },
    release: (tensors) => spare.push(tensors[input.name]!),
  };
}

/** One volume for all networks that are given the same grey scale. */
function shareVolumes(volume: Volume, grid: ModelGrid, { networks, consensus }: ModelManifest) {
  const volumes = new Map<string, ModelVolume>();
  const keep = slicesToKeep(grid, networks, consensus);
  return ({ input: { intensity } }: Network): ModelVolume => {
    const key = JSON.stringify(intensity);
    const known = volumes.get(key);
    if (known) return known;
    const made = createModelVolume(volume, grid, createIntensityMap(volume, intensity), keep);
    volumes.set(key, made);
    return made;
  };
}

/** Slices of the model's grid that are asked for again soon: all, unless every network walks along them. */
function slicesToKeep(
  grid: ModelGrid,
  networks: readonly Network[],
  consensus: Consensus | undefined,
): number {
  const all = grid.axes[2].modelCount;
  if (consensus?.kind === "network") return all;
  const reach = networks.map(({ input }) => {
    const placement = placeGraph(grid.source, grid.view, input);
    if (placement.slices.axis !== 2) return all;
    // A unit's slices, and those that are new in the units after it until its own are asked for once more.
    const step = neighbourStep(input, grid, placement);
    return ((input.adjacentSlices?.count ?? 1) - 1) * step + placement.patchSize[2] + step;
  });
  // A run goes outwards from its first slice, on both sides in turn.
  return Math.min(all, 2 * Math.max(...reach));
}

/** The network that weighs the others' answers, which are kept for it. */
export interface ConsensusRole extends GraphRole {
  /** Where the answers of each network go, in the order of the networks. */
  readonly stores: readonly AnswerStore[];
}

export function createConsensusRole(
  volume: Volume,
  grid: ModelGrid,
  manifest: ModelManifest,
  consensus: Extract<Consensus, { kind: "network" }>,
  graph: Graph,
  networks: readonly GraphRole[],
): ConsensusRole {
  const { input, output } = consensus;
  const placement = placeGraph(grid.source, grid.view, input);
  const stores = networks.map((network) => createAnswerStore(grid, [network]));
  const sources = input.channels.map((name) => {
    const index = networks.findIndex((network) => network.graph.name === name);
    return index < 0 ? "image" : { store: stores[index]!, classes: networks[index]!.activation.classes };
  });
  const first = manifest.networks[0]!;
  const image = shareVolumes(volume, grid, manifest)(first);
  const write = createConsensusBuilder(image, grid, placement, input, sources);
  return {
    graph,
    output,
    placement,
    patchSet: createPatchSet(grid, placement, { resampling: first.input.resampling, mirrors: undefined }),
    activation: createActivation(output, manifest),
    ...createInputs(input, write),
    stores,
  };
}
