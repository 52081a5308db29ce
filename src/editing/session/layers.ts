import type { Grid } from "../../geometry/index.ts";
import {
  type Block,
  boxSize,
  ijkAt,
  maskOf,
  offsetIn,
  voxelMlOfSlices,
  voxelsInBox,
} from "../../regions/index.ts";
import type { VoxelRuns } from "../voxel-runs.ts";

/** Voxels of a segment that lies over others: 1 in the box around them. */
export type Layer = Block<Uint8Array>;

/** Segments that lie in layers of their own, by their numbers: none of their voxels is among the labels of the session. */
export type Layers = ReadonlyMap<number, Layer>;

export const noLayers: Layers = new Map();

/** Calls `visit` for every run of voxels of a layer along the rows of the grid. @param start linear index of the grid. */
export function forEachLayerRun(
  { box, values }: Layer,
  { size: [columns, rows] }: Pick<Grid, "size">,
  visit: (start: number, length: number) => void,
): void {
  const width = boxSize(box)[0];
  for (let offset = 0; offset < values.length; offset += width) {
    const [i, j, k] = ijkAt(box, offset);
    const row = i + columns * (j + rows * k);
    for (let at = 0; at < width; ) {
      if (!values[offset + at]) {
        at++;
        continue;
      }
      const first = at;
      while (at < width && values[offset + at]) at++;
      visit(row + first, at - first);
    }
  }
}

/** The voxels of one label, with those that runs have taken from it. */
export function layerOf(
  { grid, labels }: { readonly grid: Grid; readonly labels: Block<Uint8Array> },
  label: number,
  box: Layer["box"],
  lost?: VoxelRuns,
): Layer {
  const [columns, rows] = grid.size;
  const values = maskOf(labels, [label], box);
  for (let n = 0; n < (lost?.start.length ?? 0); n++) {
    if (lost!.before[n] !== label) continue;
    const row = Math.floor(lost!.start[n]! / columns);
    const at = offsetIn(box, lost!.start[n]! - row * columns, row % rows, Math.floor(row / rows));
    values.fill(1, at, at + lost!.length[n]!);
  }
  return { box, values };
}

interface LayerMeasures {
  readonly voxels: number;
  readonly ml: number;
}

/** Layers are never changed, but replaced. */
const measured = new WeakMap<Layer, LayerMeasures>();

/** Voxels of a layer, and their volume in ml. */
export function measureLayer(
  layer: Layer,
  grid: Grid,
  sliceExtentsMm: readonly number[] | undefined,
): LayerMeasures {
  const known = measured.get(layer);
  if (known) return known;
  const { box, values } = layer;
  const mlOf = voxelMlOfSlices(grid, sliceExtentsMm);
  const slice = voxelsInBox(box) / Math.max(1, box.to[2] - box.from[2]);
  let [voxels, ml] = [0, 0];
  for (let offset = 0; offset < values.length; offset++) {
    if (!values[offset]) continue;
    voxels++;
    ml += mlOf(box.from[2] + Math.floor(offset / slice));
  }
  measured.set(layer, { voxels, ml });
  return { voxels, ml };
}
