import type { EditOperation, EditStep, SliceChange } from "../editing/index.ts";
import type { Grid } from "../geometry/index.ts";
import { axesOfSlice, type GridAxis } from "../regions/index.ts";
import type { OperationContext } from "./operation-entry.ts";

/**
 * The propagation of what was last drawn into the active segment, or erased from it, on two slices with others between:
 * undefined where that is not what was done last.
 */
export function toPropagation({
  segmentNumber,
  sliceAxis,
  steps,
  grid,
}: OperationContext): EditOperation | undefined {
  const changes = new Map<number, SliceChange>();
  let how: "erase" | "add" | undefined;
  for (const step of steps.toReversed()) {
    const found = sliceChangeOf(step, segmentNumber, sliceAxis, grid);
    if (!found || (how !== undefined && found.how !== how)) break;
    how = found.how;
    const last = changes.get(found.change.index);
    if (!last && changes.size === 2) break;
    changes.set(found.change.index, last ? united(last, found.change) : found.change);
  }
  const [first, second] = [...changes.values()];
  if (!how || !first || !second || Math.abs(first.index - second.index) < 2) return undefined;
  return { kind: "propagate", segmentNumber, how, sliceAxis, changes: [first, second] };
}

/** What a step has drawn or erased, where all of it lies on one slice; undefined for any other step. */
function sliceChangeOf(
  { kind, runs }: EditStep,
  segmentNumber: number,
  sliceAxis: GridAxis,
  { size }: Grid,
): { readonly how: "erase" | "add"; readonly change: SliceChange } | undefined {
  const { start, length, before, after } = runs;
  if (kind !== "hand" || start.length === 0) return undefined;
  const isAdding = after[0] === segmentNumber;
  const [a, b] = axesOfSlice(sliceAxis);
  const voxels: [number, number][] = [];
  let index: number | undefined;
  for (let n = 0; n < start.length; n++) {
    const isMeant = isAdding ? after[n] === segmentNumber : before[n] === segmentNumber && after[n] === 0;
    if (!isMeant) return undefined;
    for (let at = start[n]!; at < start[n]! + length[n]!; at++) {
      const row = Math.floor(at / size[0]);
      const ijk = [at % size[0], row % size[1], Math.floor(row / size[1])] as const;
      index ??= ijk[sliceAxis];
      if (ijk[sliceAxis] !== index) return undefined;
      voxels.push([ijk[a], ijk[b]]);
    }
  }
  return { how: isAdding ? "add" : "erase", change: toChange(index!, voxels) };
}

function toChange(index: number, voxels: readonly (readonly [number, number])[]): SliceChange {
  const [low, high] = [[Infinity, Infinity] as [number, number], [-1, -1] as [number, number]];
  for (const voxel of voxels)
    for (const axis of [0, 1] as const) {
      low[axis] = Math.min(low[axis], voxel[axis]);
      high[axis] = Math.max(high[axis], voxel[axis]);
    }
  const size = [high[0] - low[0] + 1, high[1] - low[1] + 1] as const;
  const mask = new Uint8Array(size[0] * size[1]);
  for (const [x, y] of voxels) mask[x - low[0] + size[0] * (y - low[1])] = 1;
  return { index, from: low, size, mask };
}

function united(one: SliceChange, other: SliceChange): SliceChange {
  const voxelsOf = ({ from, size, mask }: SliceChange): (readonly [number, number])[] =>
    [...mask.keys()]
      .filter((at) => mask[at])
      .map((at) => [from[0] + (at % size[0]), from[1] + Math.floor(at / size[0])]);
  return toChange(one.index, [...voxelsOf(one), ...voxelsOf(other)]);
}
