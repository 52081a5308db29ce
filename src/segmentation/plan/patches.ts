import type { ItemStrides, NetworkInput } from "../../model/index.ts";
import type { ModelAxis, ModelGrid, PerAxis, Placement } from "./model-grid.ts";
import { createPatchAxis, type PatchAxis } from "./patch-layout.ts";

/** Share of a patch that its neighbour covers too, where a manifest does not say. */
const defaultOverlap = 0.25;

export type Mirrors = readonly ("columns" | "rows" | "slices")[];

/** A box of the model's grid that a graph is run on, as one item of a batch. */
export interface Patch {
  /** Its place among the patches of each axis. */
  readonly place: PerAxis<number>;
  /** Its lowest corner in the model's grid. */
  readonly start: PerAxis<number>;
  /** Axes of the graph's tensors along which it is given mirrored. */
  readonly mirrors: Mirrors;
}

/** All patches of a graph, by slices, then rows, then columns, mirrored ones beside each other. */
export interface PatchSet {
  readonly axes: PerAxis<PatchAxis>;
  readonly patches: readonly Patch[];
  /** Patches that lie at the same place, mirrored in every way. */
  readonly variants: number;
}

export function createPatchSet(
  grid: ModelGrid,
  { patchSize }: Placement,
  { resampling, mirrors = [] }: Pick<NetworkInput, "resampling" | "mirrors">,
): PatchSet {
  const overlap = resampling.inPlane === "target-spacing" ? (resampling.overlap ?? defaultOverlap) : 0;
  const along = (axis: ModelAxis) =>
    createPatchAxis(grid.axes[axis], grid.used[axis], patchSize[axis], overlap);
  const axes: PerAxis<PatchAxis> = [along(0), along(1), along(2)];
  const variants: Mirrors[] = [[]];
  for (const axis of mirrors) variants.push(...variants.map((one) => [...one, axis]));
  const patches: Patch[] = [];
  for (const [s, slice] of axes[2].starts.entries()) {
    for (const [r, row] of axes[1].starts.entries()) {
      for (const [c, column] of axes[0].starts.entries()) {
        for (const mirrored of variants)
          patches.push({ place: [c, r, s], start: [column, row, slice], mirrors: mirrored });
      }
    }
  }
  return { axes, patches, variants: variants.length };
}

/** A walk over a patch in the order of the model's grid, as offsets into a tensor of the graph. */
export interface TensorWalk {
  /** Offset of the patch's lowest corner. */
  readonly start: number;
  /** From one column, row and slice of the model's grid to the next. */
  readonly steps: PerAxis<number>;
}

/** Where the voxels of a patch lie in one item of a tensor, with the axes of the tensor turned as the patch has them. */
export function walkTensor(placement: Placement, strides: ItemStrides, mirrors: Mirrors): TensorWalk {
  let start = 0;
  const steps: [number, number, number] = [0, 0, 0];
  for (const name of ["columns", "rows", "slices"] as const) {
    const { axis } = placement[name];
    const isReversed = runsBackwards(placement, name, mirrors);
    if (isReversed) start += (placement.patchSize[axis] - 1) * strides[name];
    steps[axis] = isReversed ? -strides[name] : strides[name];
  }
  return { start, steps };
}

/** Whether an axis of a patch's tensor runs against the model's grid. */
export function runsBackwards(
  placement: Placement,
  name: "columns" | "rows" | "slices",
  mirrors: Mirrors,
): boolean {
  return placement[name].flipped !== mirrors.includes(name);
}
