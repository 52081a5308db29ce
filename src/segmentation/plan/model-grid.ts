import {
  createPlaneView,
  type Grid,
  type Orientation,
  type OrientedAxis,
  type PlaneView,
  toViewAxes,
  type ViewAxis,
} from "../../geometry/index.ts";
import {
  type ModelManifest,
  type Network,
  type NetworkInput,
  outputOrientation,
  type TargetGrid,
  type Tensor,
  toGraphs,
  toItemSize,
} from "../../model/index.ts";
import { type Box, wholeBox } from "../../regions/index.ts";

/**
 * How an axis of the series maps to the same axis of the model's grid: index u of the model's grid lies at index
 * `origin + u * step` of the series.
 */
export interface AxisMapping {
  readonly sourceCount: number;
  readonly modelCount: number;
  /** Voxels of the series per voxel of the model. */
  readonly step: number;
  readonly origin: number;
  /** Indices of the model's axis that hold the image, if the others are padding from which nothing is read. */
  readonly content?: Span;
  /** The interpolation back to the series, if it is not linear at `origin` and `step`. */
  readonly back?: LinearPlaces;
  /** Voxels of the series that get labels, if the axis restricts them; the others are background. */
  readonly covered?: Span;
}

/** Indices `first` to `first + count - 1` of an axis. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

/** An axis of `modelCount` voxels, `step` source voxels apart, centred on the series. */
export function centredAxis(sourceCount: number, modelCount: number, step: number): AxisMapping {
  return { sourceCount, modelCount, step, origin: (sourceCount - 1) / 2 - ((modelCount - 1) / 2) * step };
}

/** The series' own voxels, padded on both sides to at least `modelCount`. */
export function ownAxis(sourceCount: number, modelCount: number): AxisMapping {
  const missing = Math.max(0, modelCount - sourceCount);
  return { sourceCount, modelCount: sourceCount + missing, step: 1, origin: -Math.floor(missing / 2) };
}

/** Whether the voxels of the model's axis are those of the series. */
function isOwnAxis({ step, origin }: AxisMapping): boolean {
  return step === 1 && Number.isInteger(origin);
}

/** Position of a source index on the model's axis. */
function toModelIndex({ origin, step }: AxisMapping, sourceIndex: number): number {
  return (sourceIndex - origin) / step;
}

/** The range of the model's voxels from which any voxel of the series is interpolated. */
export function usedSpan(mapping: AxisMapping): Span {
  if (mapping.content) return mapping.content;
  const last = mapping.modelCount - 1;
  const first = Math.min(Math.max(Math.floor(toModelIndex(mapping, 0) + rounding), 0), last);
  const end = Math.min(
    Math.max(Math.ceil(toModelIndex(mapping, mapping.sourceCount - 1) - rounding), first),
    last,
  );
  return { first, count: end - first + 1 };
}

/** The voxels of the series that the model's axis covers; the model sees nothing beyond. */
export function coveredSpan(mapping: AxisMapping): Span {
  if (mapping.covered) return mapping.covered;
  const { origin, step, modelCount, sourceCount } = mapping;
  const first = Math.max(0, Math.ceil(origin - step / 2 - rounding));
  const last = Math.min(sourceCount - 1, Math.floor(origin + (modelCount - 0.5) * step + rounding));
  return { first, count: Math.max(0, last - first + 1) };
}

/** Much less than matters, much more than the rounding error of a sum of a few doubles. */
const rounding = 1e-6;

/** For each of some positions on an axis, the two voxels around it and the weight of the second. */
export interface LinearPlaces {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly weight: Float64Array;
}

/** Linear interpolation on an axis of `count` voxels; beyond both ends, the end voxels are repeated. */
export function linearPlaces(count: number, positions: Float64Array): LinearPlaces {
  const within = positions.map((x) => Math.min(Math.max(x, 0), count - 1));
  const lower = Int32Array.from(within, Math.floor);
  return {
    lower,
    upper: lower.map((index) => Math.min(index + 1, count - 1)),
    weight: within.map((x) => x - Math.floor(x)),
  };
}

/** Interpolation from the model's axis back to the series, by index of the series. */
export function placesBack(mapping: AxisMapping): LinearPlaces {
  if (mapping.back) return mapping.back;
  const positions = Float64Array.from({ length: mapping.sourceCount }, (_, x) => toModelIndex(mapping, x));
  return linearPlaces(mapping.modelCount, positions);
}

/** Indices of a model's axis from which labels of some voxels of the series are interpolated; none where the model sees nothing. */
function wantedSpan(mapping: AxisMapping, used: Span, voxels: Span): Span {
  const { lower, upper, weight } = placesBack(mapping);
  let [lowest, highest] = [Number.POSITIVE_INFINITY, -1];
  for (let x = voxels.first; x < voxels.first + voxels.count; x++) {
    lowest = Math.min(lowest, lower[x]!);
    highest = Math.max(highest, weight[x]! > 0 ? upper[x]! : lower[x]!);
  }
  return commonSpan(used, { first: lowest, count: highest - lowest + 1 });
}

/** The intersection of two spans; its count is 0 if they do not overlap. */
export function commonSpan(a: Span, b: Span): Span {
  const first = Math.max(a.first, b.first);
  return { first, count: Math.max(0, Math.min(a.first + a.count, b.first + b.count) - first) };
}

/** Axes of the model's grid: 0 columns, 1 rows, 2 slices of the view in which labels are delivered. */
export type ModelAxis = 0 | 1 | 2;
export type PerAxis<Value> = readonly [columns: Value, rows: Value, slices: Value];

/** How an axis of a graph's tensors runs in the model's grid. */
interface PlacedAxis {
  readonly axis: ModelAxis;
  readonly flipped: boolean;
}

/** A graph's columns, rows and slices in the model's grid, and the size of its patches there. */
export interface Placement {
  readonly columns: PlacedAxis;
  readonly rows: PlacedAxis;
  readonly slices: PlacedAxis;
  readonly patchSize: PerAxis<number>;
}

/** A series as a network receives it: slices of the model's grid, made on demand. */
export interface ModelVolume {
  /** Columns of a slice. */
  readonly columns: number;
  /** Rows x columns of slice `slice` of the model's grid, row-major; read-only, and valid until other slices are requested. */
  slice(slice: number): Float32Array;
}

/** The series on a target grid. */
export interface TargetVolumes {
  /** The series as each network receives them, in the order of its channels. */
  volumesFor(network: Network): readonly ModelVolume[];
  /** What is resampled back to the series' grid, and how. */
  readonly back: TargetGrid["back"];
  /** The precision in which the networks' outputs are summed. */
  readonly sums: "float16" | "float32";
}

/**
 * The grid shared by all graphs of a model: axes of the series, sampled as the manifest says. Its voxel (c, r, s) lies at
 * `c + columns * (r + rows * s)`.
 */
export interface ModelGrid {
  readonly source: Grid;
  readonly view: PlaneView;
  readonly axes: PerAxis<AxisMapping>;
  /** Whether its slices are exactly those of the series. */
  readonly hasOwnSlices: boolean;
  readonly spacingMm: PerAxis<number>;
  /** Set for a target grid; other grids are sampled slice by slice. */
  readonly target?: TargetVolumes;
  /** The part that decides labels of the series; the rest is margin. */
  readonly used: PerAxis<Span>;
  /** The box of the series for which labels are wanted, and the part of `used` that decides them: no other patches are run. */
  readonly box: Box;
  readonly wanted: PerAxis<Span>;
  /** One for every graph, in the order of `toGraphs`. */
  readonly placements: readonly Placement[];
}

/** What determines the layout of a model's grid: the series as seen in the model's plane, and the voxels that its patches need. */
export interface GridFrame {
  readonly source: Grid;
  readonly view: PlaneView;
  /** Number of voxels that the largest patch needs along each axis. */
  readonly needed: PerAxis<number>;
}

/** The axes of a model's grid. */
export type GridLayout = Pick<ModelGrid, "axes" | "spacingMm" | "target">;

/**
 * The model's grid for a series.
 * @param layOut lays out the axes of a target grid, which depend on the voxels of the series.
 * @param box of the series for which labels are wanted.
 */
export function createModelGrid(
  source: Grid,
  manifest: ModelManifest,
  layOut: (frame: GridFrame) => GridLayout = (frame) => layOutSampled(frame, manifest),
  box?: Box,
): ModelGrid {
  const view = createPlaneView(source, outputOrientation(manifest));
  const viewAxes = [view.columns, view.rows, view.slices] as const;
  const placements = toGraphs(manifest).map(({ input }) => placeTensor(source, viewAxes, input));
  const needed = (axis: ModelAxis): number => Math.max(...placements.map(({ patchSize }) => patchSize[axis]));
  const layout = layOut({ source, view, needed: [needed(0), needed(1), needed(2)] });
  const { axes } = layout;
  const used = [usedSpan(axes[0]), usedSpan(axes[1]), usedSpan(axes[2])] as const;
  return {
    source,
    view,
    ...layout,
    hasOwnSlices: isOwnAxis(axes[2]),
    used,
    box: box ?? wholeBox(source),
    wanted: box ? wantedPart({ view, axes, used }, box) : used,
    placements,
  };
}

/** The part of the model's grid from which labels within a box of the series are interpolated. */
function wantedPart(
  { view, axes, used }: Pick<ModelGrid, "view" | "axes" | "used">,
  { from, to }: Box,
): PerAxis<Span> {
  const viewAxes = [view.columns, view.rows, view.slices] as const;
  const along = (axis: ModelAxis): Span => {
    const { axis: gridAxis, count, stride } = viewAxes[axis];
    const [first, end] = [from[gridAxis], to[gridAxis]];
    return wantedSpan(axes[axis], used[axis], {
      first: stride < 0 ? count - end : first,
      count: end - first,
    });
  };
  return [along(0), along(1), along(2)];
}

/** The axes of a grid that is sampled slice by slice, centred on the series. */
function layOutSampled({ view, needed }: GridFrame, manifest: ModelManifest): GridLayout {
  const viewAxes = [view.columns, view.rows, view.slices] as const;
  // A target grid is laid out elsewhere.
  const resampling = manifest.networks[0]!.input.resampling as Exclude<
    NetworkInput["resampling"],
    TargetGrid
  >;

  const resampled = (axis: ModelAxis, spacingMm: number, mayGrow: boolean): AxisMapping => {
    const { count, spacingMm: ownMm } = viewAxes[axis];
    // An extent that is a whole number of voxels except for rounding needs no further voxel.
    const whole = mayGrow || needed[axis] === 1 ? Math.ceil((count * ownMm) / spacingMm - 1e-6) : 0;
    return centredAxis(count, Math.max(whole, needed[axis]), spacingMm / ownMm);
  };
  const isTargeted = resampling.inPlane === "target-spacing";
  const inPlaneMm = isTargeted
    ? resampling.spacingMm
    : Math.max(
        (view.columns.count * view.columns.spacingMm) / needed[0],
        (view.rows.count * view.rows.spacingMm) / needed[1],
        resampling.minimumSpacingMm,
      );
  const isTiled = isTargeted && resampling.whenLarger !== "crop";
  const throughPlaneMm = isTargeted ? resampling.throughPlaneSpacingMm : undefined;
  return {
    axes: [
      resampled(0, inPlaneMm, isTiled),
      resampled(1, inPlaneMm, isTiled),
      throughPlaneMm === undefined
        ? ownAxis(view.slices.count, needed[2])
        : resampled(2, throughPlaneMm, isTiled),
    ],
    spacingMm: [inPlaneMm, inPlaneMm, throughPlaneMm ?? view.slices.spacingMm],
  };
}

function placeTensor(source: Grid, viewAxes: PerAxis<ViewAxis>, input: Tensor & Orientation): Placement {
  const own = toViewAxes(source, input);
  const place = ({ axis, flipped }: OrientedAxis): PlacedAxis => {
    const at = viewAxes.findIndex((viewAxis) => viewAxis.axis === axis) as ModelAxis;
    return { axis: at, flipped: flipped !== viewAxes[at]!.stride < 0 };
  };
  const [columns, rows, slices] = [place(own.columns), place(own.rows), place(own.slices)];
  const size = toItemSize(input);
  const patchSize: [number, number, number] = [0, 0, 0];
  patchSize[columns.axis] = size.columns;
  patchSize[rows.axis] = size.rows;
  patchSize[slices.axis] = size.slices;
  return { columns, rows, slices, patchSize };
}
