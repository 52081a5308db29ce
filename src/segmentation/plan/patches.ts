import {
  type Graph,
  highestValue,
  type ItemStrides,
  type ModelManifest,
  type Network,
  segmentsOf,
  type TargetGrid,
  type Tensor,
  toGraphs,
  toItemStrides,
} from "../../model/index.ts";
import { type LabelArrayType, labelArrayFor } from "../../volume/index.ts";
import { type Activation, createActivation } from "./activation.ts";
import {
  type AxisMapping,
  commonSpan,
  type ModelAxis,
  type ModelGrid,
  type PerAxis,
  type Placement,
  type Span,
} from "./model-grid.ts";
import { tileStarts, tileWeights } from "./target-grid/tiles.ts";

/** Overlap of adjacent patches as a fraction of their size, if the manifest states none. */
const defaultOverlap = 0.5;

/** A graph in the model's grid: its patches, and how to read its output. */
export interface PlacedGraph<Kind extends Graph = Graph> {
  readonly graph: Kind;
  readonly placement: Placement;
  readonly patchSet: PatchSet;
  readonly activation: Activation;
  /** Where the voxels of a patch lie in one item of a tensor of the graph. */
  walk(tensor: Pick<Tensor, "layout" | "shape">, patch: Patch): TensorWalk;
}

/** Places every graph of a model; a consensus network is separate from those that see the image. */
export function placeGraphs(
  grid: ModelGrid,
  manifest: ModelManifest,
  Labels: LabelArrayType = labelArrayFor(highestValue(manifest)),
) {
  const { resampling } = manifest.networks[0]!.input;
  const tiling =
    resampling.inPlane === "target-grid"
      ? resampling.tiles
      : { overlap: resampling.inPlane === "target-spacing" ? (resampling.overlap ?? defaultOverlap) : 0 };
  const place = <Kind extends Graph>(
    graph: Kind,
    index: number,
    wanted: PerAxis<Span>,
  ): PlacedGraph<Kind> => {
    const placement = grid.placements[index]!;
    return {
      graph,
      placement,
      patchSet: createPatchSet(grid, placement, tiling, { mirrors: graph.input.mirrors, wanted }),
      activation: createActivation(graph.output, { segments: segmentsOf(manifest, graph) }, Labels),
      walk: (tensor, { mirrors }) => walkTensor(placement, toItemStrides(tensor), mirrors),
    };
  };
  const { length } = manifest.networks;
  const weighing = toGraphs(manifest)[length];
  const consensus = weighing && place(weighing, length, grid.wanted);
  // A consensus network needs the other networks' outputs for all of its patches.
  const wanted = consensus ? partOfPatches(consensus, grid) : grid.wanted;
  const networks = manifest.networks.map((network: Network, index) => place(network, index, wanted));
  return { networks, consensus };
}

/** The part of the grid that the patches of a graph cover. */
function partOfPatches({ patchSet, placement }: PlacedGraph, { used, wanted }: ModelGrid): PerAxis<Span> {
  if (patchSet.patches.length === 0) return wanted;
  const along = (axis: ModelAxis): Span => {
    const spans = patchSet.patches.map(({ start }) => ({
      first: start[axis],
      count: placement.patchSize[axis],
    }));
    return commonSpan(used[axis], hullOfSpans(spans));
  };
  return [along(0), along(1), along(2)];
}

/** The smallest span around all of them; there must be at least one. */
function hullOfSpans(spans: readonly Span[]): Span {
  const first = Math.min(...spans.map((span) => span.first));
  return { first, count: Math.max(...spans.map((span) => span.first + span.count)) - first };
}

/** Patches along one axis of the model's grid. */
export interface PatchAxis {
  readonly size: number;
  /** First index of each patch, ascending. */
  readonly starts: readonly number[];
  /**
   * For each patch, the weights of its voxels; at every voxel, the weights of all patches that cover it add up to 1. Empty if
   * the patch set has a weight table.
   */
  readonly weights: readonly Float64Array[];
}

/**
 * Covers an axis with patches of `size`. If the size is 1, every index of the used part gets a patch. Otherwise as few
 * patches as possible overlap by at least `overlap` of their size, evenly spaced except for the last. The spacing is a
 * multiple of the networks' pooling factor: otherwise a patch would pool other groups of voxels than the whole image, and its
 * labels would differ. Where patches overlap, each is weighted with a Gaussian around its middle with a standard deviation of
 * an eighth of the patch, as in nnU-Net's sliding-window inference.
 */
export function createPatchAxis(
  { modelCount }: AxisMapping,
  used: Span,
  size: number,
  overlap: number,
): PatchAxis {
  if (size === 1) {
    const starts = Array.from({ length: used.count }, (_, index) => used.first + index);
    return { size, starts, weights: starts.map(() => Float64Array.of(1)) };
  }
  const room = modelCount - size;
  const apart = distanceApart(room, size, overlap);
  const count = Math.ceil(room / apart) + 1;
  const starts = Array.from({ length: count }, (_, index) => Math.min(index * apart, room));
  const bell = Float64Array.from({ length: size }, (_, index) =>
    Math.exp(-0.5 * ((index - (size - 1) / 2) / (size / 8)) ** 2),
  );
  const sums = new Float64Array(modelCount);
  for (const start of starts) for (let index = 0; index < size; index++) sums[start + index]! += bell[index]!;
  return {
    size,
    starts,
    weights: starts.map((start) => bell.map((value, index) => value / sums[start + index]!)),
  };
}

/** The largest total pooling factor of the networks. */
const mostPooled = 32;

/** Spacing of patches: the smallest that needs no more patches, and a multiple of {@link mostPooled} if possible. */
function distanceApart(room: number, size: number, overlap: number): number {
  const most = Math.max(1, Math.floor(size * (1 - overlap)));
  // A network pools several groups in each direction: small patches are pooled by less.
  let step = mostPooled;
  while (step > 1 && (step > size / 8 || step > most)) step /= 2;
  const even = room / Math.max(1, Math.ceil(room / (most - (most % step))));
  return Math.max(1, Math.ceil(even / step) * step);
}

export type Mirrors = readonly ("columns" | "rows" | "slices")[];

/** A box of the model's grid on which a graph is run, as one item of a batch. */
export interface Patch {
  /** Its index among the patches along each axis. */
  readonly place: PerAxis<number>;
  /** Its lowest corner in the model's grid. */
  readonly start: PerAxis<number>;
  /** Axes of the graph's tensors along which its input is mirrored. */
  readonly mirrors: Mirrors;
}

/** The patches of a graph that are run: by slices, then rows, then columns, with mirrored variants next to each other. */
export interface PatchSet {
  readonly axes: PerAxis<PatchAxis>;
  readonly patches: readonly Patch[];
  /** Number of patches at the same position, one for each combination of mirrors. */
  readonly variants: number;
  /** Weights of all voxels of a patch in the model's grid, columns fastest, if they are not products of weights along the axes. */
  readonly weights?: Float32Array;
}

type Tiling = TargetGrid["tiles"] | { readonly overlap: number };

function createPatchSet(
  grid: ModelGrid,
  { patchSize }: Placement,
  tiling: Tiling,
  { mirrors = [], wanted }: { readonly mirrors: Mirrors | undefined; readonly wanted: PerAxis<Span> },
): PatchSet {
  const along = (axis: ModelAxis): PatchAxis => {
    const [mapping, used, size] = [grid.axes[axis], grid.used[axis], patchSize[axis]];
    if (size === 1 || !("placement" in tiling)) return createPatchAxis(mapping, used, size, tiling.overlap);
    return { size, starts: tileStarts(mapping.modelCount, size, tiling), weights: [] };
  };
  const axes: PerAxis<PatchAxis> = [along(0), along(1), along(2)];
  const variants: Mirrors[] = [[]];
  for (const axis of mirrors) variants.push(...variants.map((one) => [...one, axis]));
  const patches: Patch[] = [];
  /** The patches along an axis that contribute to what is wanted, by their index. */
  const wantedAlong = (axis: ModelAxis): (readonly [place: number, start: number])[] =>
    [...axes[axis].starts.entries()].filter(
      ([, first]) => commonSpan(wanted[axis], { first, count: patchSize[axis] }).count > 0,
    );
  for (const [s, slice] of wantedAlong(2)) {
    for (const [r, row] of wantedAlong(1)) {
      for (const [c, column] of wantedAlong(0)) {
        for (const mirrored of variants)
          patches.push({ place: [c, r, s], start: [column, row, slice], mirrors: mirrored });
      }
    }
  }
  const set = { axes, patches, variants: variants.length };
  if (!("placement" in tiling)) return set;
  let weights: Float32Array | undefined;
  return {
    ...set,
    // Computed on demand: millions of numbers, not needed to count patches.
    get weights() {
      weights ??= tileWeights(patchSize, tiling.weights);
      return weights;
    },
  };
}

/** A walk over a patch in the order of the model's grid, as offsets into a tensor of the graph. */
export interface TensorWalk {
  /** Offset of the patch's lowest corner. */
  readonly start: number;
  /** Offsets from one column, row and slice of the model's grid to the next. */
  readonly steps: PerAxis<number>;
  /** Offset from one channel to the next. */
  readonly channelStep: number;
  /** Whether the slices of the tensor run against the model's grid. */
  readonly slicesAreReversed: boolean;
}

function walkTensor(placement: Placement, strides: ItemStrides, mirrors: Mirrors): TensorWalk {
  let start = 0;
  const steps: [number, number, number] = [0, 0, 0];
  const isReversed = (name: Mirrors[number]) => placement[name].flipped !== mirrors.includes(name);
  for (const name of ["columns", "rows", "slices"] as const) {
    const { axis } = placement[name];
    if (isReversed(name)) start += (placement.patchSize[axis] - 1) * strides[name];
    steps[axis] = isReversed(name) ? -strides[name] : strides[name];
  }
  return { start, steps, channelStep: strides.channels, slicesAreReversed: isReversed("slices") };
}
