import type { OrientationLetter } from "../../geometry/index.ts";
import { type ExtraInput, type NetworkInput, toItemLength, toItemStrides } from "../../model/index.ts";
import type { ModelAxis, ModelGrid, Placement } from "./model-grid.ts";
import type { ModelVolume } from "./model-volume.ts";
import { type Patch, runsBackwards, walkTensor } from "./patches.ts";
import { gridAxisTowards } from "./plane-view.ts";

/** How far neighbouring slices of a 2.5-dimensional input lie apart, in slices of the model's grid. */
export function neighbourStep(input: NetworkInput, grid: ModelGrid, { slices }: Placement): number {
  return input.adjacentSlices
    ? Math.max(1, Math.round(input.adjacentSlices.distanceMm / grid.spacingMm[slices.axis]))
    : 1;
}

/**
 * Writes the image that a network is given for a patch, all of an item: its voxels, and as further channels those of the
 * neighbouring slices, the end slices of the series repeated beyond its ends.
 */
export function createImageBuilder(
  volume: ModelVolume,
  grid: ModelGrid,
  placement: Placement,
  input: NetworkInput,
): (patch: Patch, into: Float32Array) => void {
  const count = input.adjacentSlices?.count ?? 1;
  const step = neighbourStep(input, grid, placement);
  const strides = toItemStrides(input);
  return (patch, into) => {
    const walk = walkTensor(placement, strides, patch.mirrors);
    const direction = runsBackwards(placement, "slices", patch.mirrors) ? -1 : 1;
    for (let channel = 0; channel < count; channel++) {
      const shift = direction * (channel - (count - 1) / 2) * step;
      const [columns, rows, slices] = ([0, 1, 2] as const).map((axis) =>
        indicesAlong(grid, patch, placement, axis, axis === placement.slices.axis ? shift : 0),
      ) as [Int32Array, Int32Array, Int32Array];
      const start = walk.start + channel * strides.channels;
      copyVoxels(volume, grid.axes[0].modelCount, { columns, rows, slices }, into, {
        start,
        steps: walk.steps,
      });
    }
  };
}

/** The grid's indices of a patch along one axis, moved by `shift` slices but kept within the series. */
function indicesAlong(
  grid: ModelGrid,
  patch: Patch,
  { patchSize }: Placement,
  axis: ModelAxis,
  shift: number,
): Int32Array {
  const { first, count } = grid.used[axis];
  const indices = new Int32Array(patchSize[axis]);
  for (let index = 0; index < indices.length; index++) {
    const at = patch.start[axis] + index;
    indices[index] = shift === 0 ? at : Math.min(Math.max(at + shift, first), first + count - 1);
  }
  return indices;
}

interface Indices {
  readonly columns: Int32Array;
  readonly rows: Int32Array;
  readonly slices: Int32Array;
}

/** Copies the voxels at all combinations of `indices` to where a walk has them. */
function copyVoxels(
  volume: ModelVolume,
  gridColumns: number,
  { columns, rows, slices }: Indices,
  into: Float32Array,
  {
    start,
    steps: [columnStep, rowStep, sliceStep],
  }: { start: number; steps: readonly [number, number, number] },
): void {
  const isRun = columnStep === 1 && isConsecutive(columns);
  const isWhole =
    isRun && isConsecutive(rows) && rowStep === columns.length && columns.length === gridColumns;
  for (let s = 0; s < slices.length; s++) {
    const plane = volume.slice(slices[s]!);
    if (isWhole) {
      const from = rows[0]! * gridColumns;
      into.set(plane.subarray(from, from + rows.length * gridColumns), start + s * sliceStep);
      continue;
    }
    for (let r = 0; r < rows.length; r++) {
      const from = rows[r]! * gridColumns;
      let to = start + s * sliceStep + r * rowStep;
      if (isRun) {
        into.set(plane.subarray(from + columns[0]!, from + columns[0]! + columns.length), to);
        continue;
      }
      for (let c = 0; c < columns.length; c++, to += columnStep) into[to] = plane[from + columns[c]!]!;
    }
  }
}

function isConsecutive(indices: Int32Array): boolean {
  return indices.at(-1)! - indices[0]! === indices.length - 1;
}

/** Makes an input that stands beside the image. */
export function createExtraBuilder(
  grid: ModelGrid,
  placement: Placement,
  extra: ExtraInput,
): (patch: Patch) => Float32Array {
  if (extra.kind === "constant") {
    const values = new Float32Array(toItemLength(extra)).fill(extra.value);
    return () => values;
  }
  const directions = extra.directions.map((letter) => axisTowards(grid, letter));
  return (patch) => {
    const values = new Float32Array(toItemLength(extra));
    const strides = toItemStrides(extra);
    const walk = walkTensor(placement, strides, patch.mirrors);
    for (const [channel, { axis, sign }] of directions.entries()) {
      const middle = (grid.axes[axis].modelCount - 1) / 2;
      const scale = (sign * grid.spacingMm[axis]) / extra.dividedByMm;
      const position = (index: number): number => (patch.start[axis] + index - middle) * scale;
      fillAlong(values, placement.patchSize, axis, position, {
        start: walk.start + channel * strides.channels,
        steps: walk.steps,
      });
    }
    return values;
  };
}

/** The model's axis nearest to a patient direction, and 1 or -1 for whether it runs there or away from it. */
function axisTowards(
  { source, view }: ModelGrid,
  letter: OrientationLetter,
): { readonly axis: ModelAxis; readonly sign: number } {
  const { axis, flipped } = gridAxisTowards(source, letter);
  const walks = [view.columns, view.rows, view.slices];
  const at = walks.findIndex((walk) => walk.axis === axis) as ModelAxis;
  return { axis: at, sign: flipped === walks[at]!.stride < 0 ? 1 : -1 };
}

/** Writes a value that changes along one axis only. */
function fillAlong(
  into: Float32Array,
  [columns, rows, slices]: readonly [number, number, number],
  axis: ModelAxis,
  valueAt: (index: number) => number,
  { start, steps }: { start: number; steps: readonly [number, number, number] },
): void {
  for (let s = 0; s < slices; s++) {
    for (let r = 0; r < rows; r++) {
      let to = start + s * steps[2] + r * steps[1];
      for (let c = 0; c < columns; c++, to += steps[0]) into[to] = valueAt([c, r, s][axis]!);
    }
  }
}
