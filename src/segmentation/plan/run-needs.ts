import { type Grid, voxelCount } from "../../geometry/index.ts";
import {
  chooseClasses,
  type ModelManifest,
  modelAlone,
  modelBefore,
  seriesOf,
  toGraphs,
  toItemLength,
  toItemSize,
} from "../../model/index.ts";
import type { Box } from "../../regions/index.ts";
import { createModelGrid, type GridFrame, type ModelGrid } from "./model-grid.ts";
import { type PlacedGraph, placeGraphs } from "./patches.ts";
import { boundTargetGrid } from "./target-grid/target-image.ts";

/** The cost of a run, estimated from the series' grid alone. */
export interface RunNeeds {
  /** Number of runs of each graph by its name, each of one slice or patch. */
  readonly unitsOf: ReadonlyMap<string, number>;
  readonly units: number;
  /** Number of slices that get labels. */
  readonly slices: number;
  /** Whether this is an upper limit: the model crops the series first, to its non-zero voxels or to what a model before it finds. */
  readonly isAtMost: boolean;
  /**
   * Bytes of the largest buffers of a run besides the series: the series as the networks receive it, the sums of their
   * outputs, inputs and outputs, weights, labels, and intermediate tensors if the manifest gives their size.
   */
  readonly memoryBytes: number;
}

/** What a run is limited to. */
export interface RunExtent {
  readonly classes?: readonly number[] | undefined;
  readonly box?: Box | undefined;
}

/**
 * The cost of running a model on a series with this grid.
 * @throws AutosegError `invalid-argument` for a class that the model does not have.
 */
export function runNeeds(grid: Grid, manifest: ModelManifest, { classes, box }: RunExtent = {}): RunNeeds {
  const { manifest: narrowed } = chooseClasses(manifest, classes);
  const before = modelBefore(narrowed);
  const alone = needsAlone(grid, modelAlone(narrowed), box);
  if (!before) return alone;
  // The model before sees the whole series; the model itself may then receive less.
  const first = needsAlone(grid, before, undefined);
  return {
    ...alone,
    unitsOf: new Map([...first.unitsOf, ...alone.unitsOf]),
    units: first.units + alone.units,
    isAtMost: alone.isAtMost || narrowed.before?.box !== undefined,
    memoryBytes: Math.max(first.memoryBytes, alone.memoryBytes),
  };
}

function needsAlone(grid: Grid, manifest: ModelManifest, box: Box | undefined): RunNeeds {
  const { resampling, crop } = manifest.networks[0]!.input;
  const layOut =
    resampling.inPlane === "target-grid"
      ? (frame: GridFrame) => boundTargetGrid(resampling, frame)
      : undefined;
  const modelGrid = createModelGrid(grid, manifest, layOut, box);
  const placed = placeGraphs(modelGrid, manifest);
  const graphs = allGraphs(placed);
  const unitsOf = new Map(graphs.map(({ graph, patchSet }) => [graph.name, patchSet.patches.length]));
  const { sliceAxis } = modelGrid.view;
  return {
    unitsOf,
    units: [...unitsOf.values()].reduce((sum, units) => sum + units, 0),
    slices: modelGrid.box.to[sliceAxis] - modelGrid.box.from[sliceAxis],
    isAtMost: crop !== undefined,
    memoryBytes: memoryNeeded(modelGrid, manifest, placed),
  };
}

type PlacedGraphs = ReturnType<typeof placeGraphs>;

/** The bytes of {@link RunNeeds} for graphs in their places. */
export function memoryNeeded(grid: ModelGrid, manifest: ModelManifest, placed: PlacedGraphs): number {
  return (
    imageBytes(grid, manifest) +
    sumsBytes(grid, manifest, placed.networks) +
    Math.max(...allGraphs(placed).map(unitBytes)) +
    weightsBytes(manifest) +
    // Once in the run, and once in the label map that is drawn.
    2 * voxelCount(grid.source)
  );
}

function allGraphs({ networks, consensus }: PlacedGraphs): readonly PlacedGraph[] {
  return consensus ? [...networks, consensus] : networks;
}

/** The series as the networks receive it, once for every intensity mapping. */
function imageBytes({ axes, placements }: ModelGrid, { networks }: ModelManifest): number {
  const [columns, rows, slices] = axes.map(({ modelCount }) => modelCount) as [number, number, number];
  const { inPlane } = networks[0]!.input.resampling;
  const depth = Math.max(...placements.map(({ patchSize }) => patchSize[2]));
  const reach = Math.max(...networks.map(({ input }) => input.adjacentSlices?.count ?? 1));
  // If sampled slice by slice, slices near the last ones are cached, on both sides of the first.
  const kept = inPlane === "target-grid" ? slices : Math.min(slices, 2 * (depth + reach));
  const seen = networks.flatMap(({ input }) => [
    ...seriesOf(input).map((one) => JSON.stringify(one)),
    ...(input.labels ?? []).map(String),
  ]);
  const maps = new Set(seen).size;
  return 4 * columns * rows * kept * maps;
}

/** Memory of sums: a slab if patches come in order, else the slices to which patches contribute. */
function sumsBytes(
  { used, wanted }: ModelGrid,
  { consensus, networks: [first] }: ModelManifest,
  networks: readonly PlacedGraph[],
): number {
  const { resampling } = first!.input;
  const isTarget = resampling.inPlane === "target-grid";
  const perValue = isTarget && resampling.tiles.sums !== "float16" ? 4 : 2;
  const pixels = used[0].count * used[1].count;
  const of = ({ graph, activation: { classes }, patchSet, placement }: PlacedGraph): number => {
    if (patchSet.patches.length === 0) return 0;
    const depth = placement.patchSize[2];
    // Patches are in the order of their slices.
    const lowest = patchSet.patches[0]!.start[2];
    const end = patchSet.patches.at(-1)!.start[2] + depth;
    const alive = depth === 1 ? 2 : isTarget ? depth : Math.min(used[2].count, end - lowest);
    if (!isTarget) return perValue * (classes + 1) * pixels * alive;
    // Sums that are not rounded are those of what the graph answers, before a head; their means, of two slices and between those, are those of classes.
    const summed = perValue === 2 ? classes : toItemSize(graph.output).channels;
    return pixels * (perValue * (summed + 1) * alive + 4 * 3 * classes);
  };
  if (consensus?.kind === "network") {
    const kept = networks.map(({ activation }) => 2 * activation.classes * pixels * wanted[2].count);
    return kept.reduce((sum, bytes) => sum + bytes, 0);
  }
  const each = networks.map(of);
  // Probabilities of all networks share one accumulator; on a target grid each network has its own, parts one at a time.
  return isTarget && consensus?.kind === "mean"
    ? each.reduce((sum, bytes) => sum + bytes, 0)
    : Math.max(...each);
}

/** Inputs and outputs of the units in flight, and intermediate tensors if their size is known. */
function unitBytes({ graph, patchSet }: PlacedGraph): number {
  const [input, output] = [toItemLength(graph.input), toItemLength(graph.output)];
  const largest = Math.max(0, ...graph.weights.map(({ largestTensorBytes = 0 }) => largestTensorBytes));
  const mirrored = patchSet.variants > 1 ? output : 0;
  return 4 * (2 * (input + output) + mirrored) + 2 * largest;
}

/** Bytes of the weights, in the larger of their precisions. */
function weightsBytes(manifest: ModelManifest): number {
  const bytes = toGraphs(manifest).map(({ weights }) =>
    Math.max(...weights.map(({ sizeBytes }) => sizeBytes)),
  );
  return bytes.reduce((sum, size) => sum + size, 0);
}
