import type { Grid } from "../../geometry/index.ts";
import { type ModelManifest, type Tensor, toGraphs, toItemSize } from "../../model/index.ts";
import { type AxisMapping, centredAxis, ownAxis, type Span, usedSpan } from "./axis-mapping.ts";
import {
  createPlaneView,
  type Orientation,
  outputOrientation,
  type PlaneView,
  toViewAxes,
} from "./plane-view.ts";

/** Axes of the model's grid: 0 columns, 1 rows, 2 slices of the view that the labels are handed out in. */
export type ModelAxis = 0 | 1 | 2;
export type PerAxis<Value> = readonly [columns: Value, rows: Value, slices: Value];

/**
 * The grid on which all networks of a model meet: axes of the series, sampled as the manifest says. Its voxel
 * (c, r, s) lies at `c + columns * (r + rows * s)`.
 */
export interface ModelGrid {
  readonly source: Grid;
  readonly view: PlaneView;
  readonly axes: PerAxis<AxisMapping>;
  readonly spacingMm: PerAxis<number>;
  /** The part of it that decides labels of the series; the rest is margin. */
  readonly used: PerAxis<Span>;
}

/** Where one axis of a network's tensors runs in the model's grid. */
export interface PlacedAxis {
  readonly axis: ModelAxis;
  readonly flipped: boolean;
}

/** A network's columns, rows and slices in the model's grid, and the size of one of its patches there. */
export interface Placement {
  readonly columns: PlacedAxis;
  readonly rows: PlacedAxis;
  readonly slices: PlacedAxis;
  readonly patchSize: PerAxis<number>;
}

/** Places the tensors of a graph in a view of the series. */
export function placeGraph(source: Grid, view: PlaneView, input: Tensor & Orientation): Placement {
  const own = toViewAxes(source, input);
  const walks = [view.columns, view.rows, view.slices];
  const place = ({ axis, flipped }: (typeof own)["columns"]): PlacedAxis => {
    const at = walks.findIndex((walk) => walk.axis === axis) as ModelAxis;
    return { axis: at, flipped: flipped !== walks[at]!.stride < 0 };
  };
  const [columns, rows, slices] = [place(own.columns), place(own.rows), place(own.slices)];
  const size = toItemSize(input);
  const patchSize: [number, number, number] = [0, 0, 0];
  patchSize[columns.axis] = size.columns;
  patchSize[rows.axis] = size.rows;
  patchSize[slices.axis] = size.slices;
  return { columns, rows, slices, patchSize };
}

/** The grid that the networks of a model see of a series. */
export function createModelGrid(source: Grid, manifest: ModelManifest): ModelGrid {
  const view = createPlaneView(source, outputOrientation(manifest));
  const placements = toGraphs(manifest).map(({ input }) => placeGraph(source, view, input));
  /** Voxels that the largest patch needs along an axis. */
  const needed = (axis: ModelAxis): number => Math.max(...placements.map(({ patchSize }) => patchSize[axis]));
  const walks = [view.columns, view.rows, view.slices] as const;
  const { resampling } = manifest.networks[0]!.input;

  const resampled = (axis: ModelAxis, spacingMm: number, mayGrow: boolean): AxisMapping => {
    const { count, spacingMm: ownMm } = walks[axis];
    // An extent that is a whole number of voxels but for rounding needs no voxel more.
    const whole = mayGrow || needed(axis) === 1 ? Math.ceil((count * ownMm) / spacingMm - 1e-6) : 0;
    return centredAxis(count, Math.max(whole, needed(axis)), spacingMm / ownMm);
  };
  const inPlaneMm =
    resampling.inPlane === "target-spacing"
      ? resampling.spacingMm
      : Math.max(
          (view.columns.count * view.columns.spacingMm) / needed(0),
          (view.rows.count * view.rows.spacingMm) / needed(1),
          resampling.minimumSpacingMm,
        );
  const isTargeted = resampling.inPlane === "target-spacing";
  const isTiled = isTargeted && resampling.whenLarger !== "crop";
  const throughPlaneMm = isTargeted ? resampling.throughPlaneSpacingMm : undefined;
  const axes: PerAxis<AxisMapping> = [
    resampled(0, inPlaneMm, isTiled),
    resampled(1, inPlaneMm, isTiled),
    throughPlaneMm === undefined
      ? ownAxis(view.slices.count, needed(2))
      : resampled(2, throughPlaneMm, isTiled),
  ];
  return {
    source,
    view,
    axes,
    spacingMm: [inPlaneMm, inPlaneMm, throughPlaneMm ?? view.slices.spacingMm],
    used: [usedSpan(axes[0]), usedSpan(axes[1]), usedSpan(axes[2])],
  };
}
