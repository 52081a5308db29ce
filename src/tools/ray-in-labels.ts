import { type Grid, lpsToIjk, type Point, type Vector } from "../geometry/index.ts";

/**
 * The first voxel of a visible segment along a ray, `undefined` if there is none: what is under
 * a click on a surface.
 * @param from any point on the ray, in LPS; `direction` points away from the viewer.
 */
export function firstVoxelOnRay(
  grid: Grid,
  voxels: Uint8Array,
  ray: { readonly from: Point<"lps">; readonly direction: Vector<"lps"> },
  isShown: (label: number) => boolean,
): Point<"ijk"> | undefined {
  const { from, direction } = ray;
  const start = lpsToIjk(grid, from);
  const end = lpsToIjk(grid, [from[0] + direction[0], from[1] + direction[1], from[2] + direction[2]]);
  const step = [end[0] - start[0], end[1] - start[1], end[2] - start[2]];
  // The part of the ray that lies in the grid (slab by slab), in steps of half a voxel at most.
  let [near, far] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const axis of [0, 1, 2] as const) {
    const bounds = [-0.5, grid.size[axis] - 0.5].map((edge) => (edge - start[axis]) / step[axis]!);
    if (bounds.some(Number.isNaN)) continue;
    near = Math.max(near, Math.min(...bounds));
    far = Math.min(far, Math.max(...bounds));
  }
  const stride = 0.5 / Math.max(...step.map(Math.abs));
  for (let t = near; t <= far; t += stride) {
    const ijk = start.map((index, axis) =>
      Math.min(grid.size[axis]! - 1, Math.max(0, Math.round(index + t * step[axis]!))),
    ) as [number, number, number];
    const label = voxels[ijk[0] + grid.size[0] * (ijk[1] + grid.size[1] * ijk[2])]!;
    if (label > 0 && isShown(label)) return ijk;
  }
  return undefined;
}
