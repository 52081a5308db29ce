import type { Grid } from "../../geometry/index.ts";
import {
  type Block,
  type Box,
  boxSize,
  GrowingBox,
  ijkAt,
  maskOf,
  offsetIn,
  uniteBoxes,
  voxelMlOfSlices,
} from "../../regions/index.ts";
import type { VoxelRuns } from "../voxel-runs.ts";

/** The voxels of a segment that overlaps others: 1 at each of them, in the box around them. */
export type Layer = Block<Uint8Array>;

/** Segments in layers of their own, by number: none of their voxels is among the labels of the session. */
export type Layers = ReadonlyMap<number, Layer>;

export const noLayers: Layers = new Map();

/** Calls `visit` for every run of a layer's voxels along the rows of the grid. @param start linear index in the grid. */
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

/** A layer with the voxels of one label. */
export function layerOf(labels: Block<Uint8Array>, label: number, box: Box): Layer {
  return { box, values: maskOf(labels, [label], box) };
}

/** A layer with additional runs of voxels, whatever their labels. */
export function joinRuns(layer: Layer, runs: VoxelRuns, { size: [columns, rows] }: Grid): Layer {
  const places = [...runs.start].map((start, n) => {
    const row = Math.floor(start / columns);
    return { i: start - row * columns, j: row % rows, k: Math.floor(row / rows), length: runs.length[n]! };
  });
  const growing = new GrowingBox();
  for (const { i, j, k, length } of places) growing.add(i, i + length, j, k);
  const box = uniteBoxes(layer.box, growing.box);
  const values = maskOf(layer, [1], box);
  for (const { i, j, k, length } of places) {
    const at = offsetIn(box, i, j, k);
    values.fill(1, at, at + length);
  }
  return { box, values };
}

interface LayerMeasures {
  readonly voxels: number;
  readonly ml: number;
  /** Number of voxels on each slice across each axis of the grid. */
  readonly bySlice: readonly [Uint32Array, Uint32Array, Uint32Array];
}

/** Layers are never changed, only replaced. */
const measured = new WeakMap<Layer, LayerMeasures>();

/** Number of voxels of a layer, and its volume in ml. */
export function measureLayer(
  layer: Layer,
  grid: Grid,
  sliceExtentsMm: readonly number[] | undefined,
): LayerMeasures {
  const known = measured.get(layer);
  if (known) return known;
  const mlOf = voxelMlOfSlices(grid, sliceExtentsMm);
  const [columns, rows, slices] = grid.size;
  const [byI, byJ, byK] = [new Uint32Array(columns), new Uint32Array(rows), new Uint32Array(slices)];
  forEachLayerRun(layer, grid, (start, length) => {
    const row = Math.floor(start / columns);
    byJ[row % rows]! += length;
    byK[Math.floor(row / rows)]! += length;
    for (let i = start % columns, n = 0; n < length; n++) byI[i + n]!++;
  });
  const voxels = byK.reduce((sum, count) => sum + count, 0);
  const ml = byK.reduce((sum, count, k) => sum + count * mlOf(k), 0);
  const measures: LayerMeasures = { voxels, ml, bySlice: [byI, byJ, byK] };
  measured.set(layer, measures);
  return measures;
}
