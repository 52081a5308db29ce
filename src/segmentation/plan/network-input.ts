import { gridAxisTowards, type OrientationLetter } from "../../geometry/index.ts";
import type { Tensors } from "../../inference/index.ts";
import {
  type Consensus,
  type ExtraInput,
  type ModelManifest,
  type Network,
  type NetworkInput,
  toItemLength,
} from "../../model/index.ts";
import type { Volume } from "../../volume/index.ts";
import { type Accumulator, createAccumulator, storedOne } from "./accumulator.ts";
import type { ModelAxis, ModelGrid, ModelVolume, PerAxis, Placement, Span } from "./model-grid.ts";
import { createModelVolumes } from "./model-volume.ts";
import type { Patch, PlacedGraph, TensorWalk } from "./patches.ts";

/** Makes a graph's input for a patch, one item of a batch. */
export interface PatchInput {
  /** Writes the whole main input. */
  write(patch: Patch, into: Float32Array): void;
  /** The extra inputs, by tensor name. */
  toExtras(patch: Patch): Tensors;
}

/**
 * The inputs of the networks that see the image, in order, and the image as the first of them receives it.
 * @param images the series that the networks receive, on one grid.
 */
export function createNetworkInputs(
  images: readonly Volume[],
  grid: ModelGrid,
  networks: readonly PlacedGraph<Network>[],
  consensus: ModelManifest["consensus"],
): { readonly inputs: readonly PatchInput[]; readonly image: ModelVolume } {
  const keep = consensus?.kind === "network" ? grid.axes[2].modelCount : slicesToKeep(grid, networks);
  const volumesFor = createModelVolumes(images, grid, keep);
  return {
    inputs: networks.map((network) => {
      const { extraInputs = [] } = network.graph.input;
      const extras = extraInputs.map(
        (extra) => [extra.name, createExtraInput(grid, network, extra)] as const,
      );
      return {
        write: createImageInput(volumesFor(network.graph), grid, network),
        toExtras: (patch) => Object.fromEntries(extras.map(([name, make]) => [name, make(patch)])),
      };
    }),
    image: volumesFor(networks[0]!.graph)[0]!,
  };
}

/** Number of slices of the model's grid worth caching: all, unless every network walks along them. */
function slicesToKeep(grid: ModelGrid, networks: readonly PlacedGraph<Network>[]): number {
  const all = grid.axes[2].modelCount;
  const reach = networks.map(({ graph: { input }, placement }) => {
    if (placement.slices.axis !== 2) return all;
    // A unit's slices, plus those that later units add before its own are used again.
    const step = neighbourStep(input, grid, placement);
    return ((input.adjacentSlices?.count ?? 1) - 1) * step + placement.patchSize[2] + step;
  });
  // A run proceeds outwards from its first slice, alternating between the two sides.
  return Math.min(all, 2 * Math.max(...reach));
}

/** Distance of neighbouring slices in a 2.5-dimensional input, in slices of the model's grid. */
function neighbourStep({ adjacentSlices }: NetworkInput, grid: ModelGrid, { slices }: Placement): number {
  return adjacentSlices
    ? Math.max(1, Math.round(adjacentSlices.distanceMm / grid.spacingMm[slices.axis]))
    : 1;
}

/**
 * Writes the voxels of a patch: each series is a channel, or a single series and its neighbouring slices are. Beyond the ends
 * of the series, the end slices are repeated.
 */
function createImageInput(
  volumes: readonly ModelVolume[],
  grid: ModelGrid,
  { graph: { input }, placement, walk }: PlacedGraph<Network>,
): PatchInput["write"] {
  const neighbours = input.adjacentSlices?.count ?? 1;
  const step = neighbourStep(input, grid, placement);
  return (patch, into) => {
    const first = walk(input, patch);
    const direction = first.slicesAreReversed ? -1 : 1;
    for (let channel = 0; channel < volumes.length * neighbours; channel++) {
      // One of the two counts is 1.
      const [volume, neighbour] = [volumes[channel] ?? volumes[0]!, channel % neighbours];
      const shift = direction * (neighbour - (neighbours - 1) / 2) * step;
      const along = (axis: ModelAxis): Int32Array => {
        const indices = indicesFrom(patch.start[axis], placement.patchSize[axis]);
        return axis === placement.slices.axis && shift !== 0
          ? indices.map((index) => keepWithin(grid.used[axis], index + shift))
          : indices;
      };
      const start = first.start + channel * first.channelStep;
      copyVoxels(volume, [along(0), along(1), along(2)], into, { start, steps: first.steps });
    }
  };
}

function indicesFrom(start: number, count: number): Int32Array {
  const indices = new Int32Array(count);
  for (let index = 0; index < count; index++) indices[index] = start + index;
  return indices;
}

function keepWithin({ first, count }: Span, index: number): number {
  return Math.min(Math.max(index, first), first + count - 1);
}

/** Copies the voxels at all combinations of indices to the positions of a walk. */
function copyVoxels(
  volume: ModelVolume,
  [columns, rows, slices]: PerAxis<Int32Array>,
  into: Float32Array,
  { start, steps: [columnStep, rowStep, sliceStep] }: Pick<TensorWalk, "start" | "steps">,
): void {
  const isRun = columnStep === 1 && isConsecutive(columns);
  const isWhole =
    isRun && isConsecutive(rows) && rowStep === columns.length && columns.length === volume.columns;
  for (let s = 0; s < slices.length; s++) {
    const plane = volume.slice(slices[s]!);
    if (isWhole) {
      const from = rows[0]! * volume.columns;
      into.set(plane.subarray(from, from + rows.length * volume.columns), start + s * sliceStep);
      continue;
    }
    for (let r = 0; r < rows.length; r++) {
      const from = rows[r]! * volume.columns;
      let to = start + s * sliceStep + r * rowStep;
      if (isRun) {
        copyRun(plane, from + columns[0]!, { into, to, count: columns.length });
        continue;
      }
      for (let c = 0; c < columns.length; c++, to += columnStep) into[to] = plane[from + columns[c]!]!;
    }
  }
}

/** Copies adjacent voxels one by one: views of rows, which are short, would cost more. */
function copyRun(
  plane: Float32Array,
  from: number,
  { into, to, count }: { readonly into: Float32Array; readonly to: number; readonly count: number },
): void {
  for (let n = 0; n < count; n++) into[to + n] = plane[from + n]!;
}

function isConsecutive(indices: Int32Array): boolean {
  return indices.at(-1)! - indices[0]! === indices.length - 1;
}

/** Makes an input besides the image: a constant, or the position of each voxel in the patient. */
function createExtraInput(
  grid: ModelGrid,
  { placement, walk }: PlacedGraph,
  extra: ExtraInput,
): (patch: Patch) => Float32Array {
  if (extra.kind === "constant") {
    const values = new Float32Array(toItemLength(extra)).fill(extra.value);
    return () => values;
  }
  const directions = extra.directions.map((letter) => axisTowards(grid, letter));
  return (patch) => {
    const into = new Float32Array(toItemLength(extra));
    const { start, steps, channelStep } = walk(extra, patch);
    const [columns, rows, slices] = placement.patchSize;
    for (const [channel, { axis, sign }] of directions.entries()) {
      const middle = (grid.axes[axis].modelCount - 1) / 2;
      const scale = (sign * grid.spacingMm[axis]) / extra.dividedByMm;
      const positions = Float64Array.from(
        indicesFrom(patch.start[axis], placement.patchSize[axis]),
        (index) => (index - middle) * scale,
      );
      for (let s = 0; s < slices; s++) {
        for (let r = 0; r < rows; r++) {
          let to = start + channel * channelStep + s * steps[2] + r * steps[1];
          for (let c = 0; c < columns; c++, to += steps[0]) into[to] = positions[[c, r, s][axis]!]!;
        }
      }
    }
    return into;
  };
}

/** The model's axis closest to a patient direction, and 1 or -1 for whether it runs towards it or away. */
function axisTowards(
  { source, view }: ModelGrid,
  letter: OrientationLetter,
): { readonly axis: ModelAxis; readonly sign: number } {
  const { axis, flipped } = gridAxisTowards(source, letter);
  const viewAxes = [view.columns, view.rows, view.slices];
  const at = viewAxes.findIndex((viewAxis) => viewAxis.axis === axis) as ModelAxis;
  return { axis: at, sign: flipped === viewAxes[at]!.stride < 0 ? 1 : -1 };
}

/** The input of a network that combines the outputs of the others. */
interface ConsensusInput extends PatchInput {
  /** The accumulators for the outputs of each network, in the order of the networks. */
  readonly accumulators: readonly Accumulator[];
}

/** What the channels of a consensus hold: the image, or the probabilities of a network. */
type Source = "image" | { readonly accumulator: Accumulator; readonly classes: number };

/** Writes the image and the networks' probabilities as the channels name them, 0 outside the series. */
export function createConsensusInput(
  grid: ModelGrid,
  { input }: Extract<Consensus, { kind: "network" }>,
  { placement: { patchSize }, walk }: PlacedGraph,
  { networks, image }: { readonly networks: readonly PlacedGraph[]; readonly image: ModelVolume },
): ConsensusInput {
  const accumulators = networks.map((network) => createAccumulator(grid, [network]));
  const sources = input.channels.map((name): Source => {
    const index = networks.findIndex(({ graph }) => graph.name === name);
    return index < 0
      ? "image"
      : { accumulator: accumulators[index]!, classes: networks[index]!.activation.classes };
  });
  const [columns, rows, slices] = grid.used;
  const pixels = columns.count * rows.count;

  return {
    accumulators,
    toExtras: () => ({}),
    write(patch, into) {
      into.fill(0);
      const { start, steps, channelStep } = walk(input, patch);
      for (let s = 0; s < patchSize[2]; s++) {
        const slice = patch.start[2] + s;
        const isUsedSlice = slice >= slices.first && slice < slices.first + slices.count;
        let channel = 0;
        for (const source of sources) {
          const isImage = source === "image";
          const classes = isImage ? 1 : source.classes;
          const plane = isImage
            ? image.slice(slice)
            : isUsedSlice
              ? source.accumulator.slice(slice)
              : undefined;
          const scale = isImage ? 1 : 1 / storedOne;
          for (let index = 0; index < classes; index++, channel++) {
            if (!plane) continue;
            for (let r = 0; r < patchSize[1]; r++) {
              const row = patch.start[1] + r;
              if (!isImage && (row < rows.first || row >= rows.first + rows.count)) continue;
              let to = start + channel * channelStep + s * steps[2] + r * steps[1];
              const from = isImage
                ? row * image.columns
                : index * pixels + (row - rows.first) * columns.count - columns.first;
              for (let c = 0; c < patchSize[0]; c++, to += steps[0]) {
                const column = patch.start[0] + c;
                if (isImage || (column >= columns.first && column < columns.first + columns.count))
                  into[to] = plane[from + column]! * scale;
              }
            }
          }
        }
      }
    },
  };
}
