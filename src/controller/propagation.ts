import type { EditOperation, EditStep, SliceChange } from "../editing/index.ts";
import type { Grid } from "../geometry/index.ts";
import { axesOfSlice, type GridAxis } from "../regions/index.ts";
import type { OperationContext } from "./operation-entry.ts";

export type Propagation = Extract<EditOperation, { kind: "propagate" }>;

/** Voxels of a slice, by its two axes. */
type SliceVoxels = (readonly [number, number])[];

/**
 * The last two strokes, if they can be carried on to the slices between: the active segment was drawn or erased on two slices
 * with others between them. Undefined otherwise.
 */
export function toPropagation({
  segmentNumber,
  sliceAxis,
  steps,
  grid,
}: Pick<OperationContext, "segmentNumber" | "sliceAxis" | "steps" | "grid">): Propagation | undefined {
  const slices = new Map<number, SliceVoxels>();
  let how: Propagation["how"] | undefined;
  for (const step of steps.toReversed()) {
    const found = sliceChangeOf(step, segmentNumber, sliceAxis, grid);
    if (!found || (how !== undefined && found.how !== how)) break;
    how = found.how;
    const voxels = slices.get(found.index);
    if (!voxels && slices.size === 2) break;
    if (!voxels) slices.set(found.index, found.voxels);
    else for (const voxel of found.voxels) voxels.push(voxel);
  }
  const [first, second] = [...slices.keys()];
  if (how === undefined || first === undefined || second === undefined || Math.abs(first - second) < 2)
    return undefined;
  const changes = [toChange(first, slices.get(first)!), toChange(second, slices.get(second)!)] as const;
  return { kind: "propagate", segmentNumber, how, sliceAxis, changes };
}

/** Whether the changes on both slices overlap in projection, as those to one continuous structure do. */
export function isSamePlace({ changes: [one, other] }: Propagation): boolean {
  return ([0, 1] as const).every(
    (axis) =>
      one.from[axis] < other.from[axis] + other.size[axis] &&
      other.from[axis] < one.from[axis] + one.size[axis],
  );
}

/** What a step drew or erased, if all of it is on one slice; undefined otherwise. */
function sliceChangeOf(
  { kind, runs }: EditStep,
  segmentNumber: number,
  sliceAxis: GridAxis,
  { size }: Grid,
): { readonly how: Propagation["how"]; readonly index: number; readonly voxels: SliceVoxels } | undefined {
  const { start, length, before, after } = runs;
  if (kind !== "hand" || start.length === 0) return undefined;
  const isAdding = after[0] === segmentNumber;
  const [a, b] = axesOfSlice(sliceAxis);
  const voxels: SliceVoxels = [];
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
  return { how: isAdding ? "add" : "erase", index: index!, voxels };
}

function toChange(index: number, voxels: SliceVoxels): SliceChange {
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
