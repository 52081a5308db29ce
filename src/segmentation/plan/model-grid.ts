import {
  type Grid,
  type OrientationLetter,
  type OrientedAxis,
  type PlaneAxes,
  toPatientAxes,
  toPlaneAxes,
} from "../../geometry/index.ts";
import {
  type ModelManifest,
  type Network,
  type NetworkInput,
  type TargetGrid,
  type Tensor,
  toGraphs,
  toItemSize,
} from "../../model/index.ts";
import { type Box, wholeBox } from "../../regions/index.ts";
import {
  type AxisMapping,
  centredAxis,
  isOwnAxis,
  ownAxis,
  type Span,
  usedSpan,
  wantedSpan,
} from "./axis-mapping.ts";

/** One axis of a view: how many voxels it has, and how to walk along it in the grid's memory. */
interface ViewAxis {
  /** Axis of the grid. */
  readonly axis: 0 | 1 | 2;
  readonly count: number;
  readonly spacingMm: number;
  /** Step in memory from one voxel to the next; negative where the grid runs the other way. */
  readonly stride: number;
}

/**
 * A grid seen as slices of an anatomical plane: columns, rows and slices run as in {@link toPlaneAxes}, however the
 * series was acquired. Voxel (column c, row r, slice s) lies at `start + c * columns.stride + r * rows.stride +
 * s * slices.stride` of the grid's memory.
 */
export interface PlaneView {
  readonly columns: ViewAxis;
  readonly rows: ViewAxis;
  readonly slices: ViewAxis;
  readonly start: number;
  /** Axis of the grid along which the view's slices lie, and the grid index of the view's slice. */
  readonly sliceAxis: 0 | 1 | 2;
  gridSliceIndex(slice: number): number;
}

/** A plane of slices, and the directions of its axes where they are not the plane's usual ones. */
export type Orientation = Pick<NetworkInput, "plane" | "axes">;

/** The grid axis nearest to a patient direction, and whether it runs the other way. */
export function gridAxisTowards(grid: Grid, letter: OrientationLetter): OrientedAxis {
  const [x, y, z] = toPatientAxes(grid);
  const [axis, isOpposite] = (
    { L: [x, false], R: [x, true], P: [y, false], A: [y, true], S: [z, false], I: [z, true] } as const
  )[letter];
  return { axis: axis.axis, flipped: axis.flipped !== isOpposite };
}

/** The grid's axes in an orientation: those the manifest names, else those of the plane, else as stored. */
export function toViewAxes(grid: Grid, { plane, axes }: Orientation): PlaneAxes {
  if (axes) {
    return {
      columns: gridAxisTowards(grid, axes.columns),
      rows: gridAxisTowards(grid, axes.rows),
      slices: gridAxisTowards(grid, axes.slices),
    };
  }
  if (plane !== "acquired") return toPlaneAxes(grid, plane);
  return {
    columns: { axis: 0, flipped: false },
    rows: { axis: 1, flipped: false },
    slices: { axis: 2, flipped: false },
  };
}

/** The orientation of the slices in which a model's labels are delivered: that of its consensus, else of its last network. */
export function outputOrientation({ networks, consensus }: ModelManifest): Orientation {
  return consensus?.kind === "network" ? consensus.input : networks.at(-1)!.input;
}

function createPlaneView(grid: Grid, orientation: Orientation): PlaneView {
  const axes = toViewAxes(grid, orientation);
  const strides = [1, grid.size[0], grid.size[0] * grid.size[1]] as const;
  let start = 0;
  const walk = ({ axis, flipped }: OrientedAxis): ViewAxis => {
    const count = grid.size[axis];
    if (flipped) start += (count - 1) * strides[axis];
    return { axis, count, spacingMm: grid.spacingMm[axis], stride: flipped ? -strides[axis] : strides[axis] };
  };
  const [columns, rows, slices] = [walk(axes.columns), walk(axes.rows), walk(axes.slices)];
  return {
    columns,
    rows,
    slices,
    start,
    sliceAxis: axes.slices.axis,
    gridSliceIndex: (slice) => (axes.slices.flipped ? slices.count - 1 - slice : slice),
  };
}

/** Axes of the model's grid: 0 columns, 1 rows, 2 slices of the view in which labels are delivered. */
export type ModelAxis = 0 | 1 | 2;
export type PerAxis<Value> = readonly [columns: Value, rows: Value, slices: Value];

/** Where one axis of a graph's tensors runs in the model's grid. */
interface PlacedAxis {
  readonly axis: ModelAxis;
  readonly flipped: boolean;
}

/** A graph's columns, rows and slices in the model's grid, and the size of one of its patches there. */
export interface Placement {
  readonly columns: PlacedAxis;
  readonly rows: PlacedAxis;
  readonly slices: PlacedAxis;
  readonly patchSize: PerAxis<number>;
}

/** A series as a network sees it: slices of the model's grid, made when they are asked for. */
export interface ModelVolume {
  /** Columns of a slice. */
  readonly columns: number;
  /** Rows x columns of slice `slice` of the model's grid, row-major; not to be written to, and good until others are asked for. */
  slice(slice: number): Float32Array;
}

/** A series on a target grid. */
export interface TargetVolumes {
  /** The series as each network sees them, in the order of its channels. */
  volumesFor(network: Network): readonly ModelVolume[];
  /** What is resampled to the grid of the series, and how. */
  readonly back: TargetGrid["back"];
  /** What the networks' outputs are added up in. */
  readonly sums: "float16" | "float32";
}

/**
 * The grid on which all graphs of a model meet: axes of the series, sampled as the manifest says. Its voxel
 * (c, r, s) lies at `c + columns * (r + rows * s)`.
 */
export interface ModelGrid {
  readonly source: Grid;
  readonly view: PlaneView;
  readonly axes: PerAxis<AxisMapping>;
  /** Whether its slices are those of the series, and no others lie between them. */
  readonly hasOwnSlices: boolean;
  readonly spacingMm: PerAxis<number>;
  /** Of a target grid; the others are sampled slice by slice. */
  readonly target?: TargetVolumes;
  /** The part of it that decides labels of the series; the rest is margin. */
  readonly used: PerAxis<Span>;
  /** The box of the series that labels are wanted of, and the part of `used` that decides them: patches elsewhere are not run. */
  readonly box: Box;
  readonly wanted: PerAxis<Span>;
  /** Of every graph, in the order of `toGraphs`. */
  readonly placements: readonly Placement[];
}

/** What a model's grid is laid out by: the series as the model's plane shows it, and the voxels that its patches need. */
export interface GridFrame {
  readonly source: Grid;
  readonly view: PlaneView;
  /** Voxels that the largest patch needs along each axis. */
  readonly needed: PerAxis<number>;
}

/** The axes of a model's grid. */
export type GridLayout = Pick<ModelGrid, "axes" | "spacingMm" | "target">;

/**
 * The model's grid for a series.
 * @param layOut lays out the axes of a target grid, which depend on the voxels of the series.
 * @param box of the series, of which alone labels are wanted.
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

/** The part of the model's grid that labels within a box of the series are interpolated from. */
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
  // A target grid has a layout of its own.
  const resampling = manifest.networks[0]!.input.resampling as Exclude<
    NetworkInput["resampling"],
    TargetGrid
  >;

  const resampled = (axis: ModelAxis, spacingMm: number, mayGrow: boolean): AxisMapping => {
    const { count, spacingMm: ownMm } = viewAxes[axis];
    // An extent that is a whole number of voxels but for rounding needs no voxel more.
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
