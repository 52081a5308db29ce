import { cross, dot, type Grid, lpsToIjk, norm, type Point, scale, type Vector } from "../geometry/index.ts";

/** Camera of a 3-D view, in LPS; the eye is in direction `towardsViewer` from the focal point. */
export interface TurningCamera {
  readonly focalPoint: Point<"lps">;
  readonly towardsViewer: Vector<"lps">;
  readonly up: Vector<"lps">;
  /** Half of the visible height, in mm. */
  readonly halfHeightMm: number;
}

/** Margin around the contents, as a fraction of their size. */
const margin = 0.05;

/**
 * Anterior view, head up, of the box with these opposite corners. All of it is in view, and stays so when rotated about
 * the vertical.
 * @param aspect width of the view divided by its height.
 */
export function cameraFromFront(a: Point<"lps">, b: Point<"lps">, aspect: number): TurningCamera {
  const focalPoint: Point<"lps"> = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
  const halfWidthMm = Math.hypot(b[0] - a[0], b[1] - a[1]) / 2;
  const halfHeightMm = (1 + margin) * Math.max(1, Math.abs(b[2] - a[2]) / 2, halfWidthMm / aspect);
  return { focalPoint, towardsViewer: [0, -1, 0], up: [0, 0, 1], halfHeightMm };
}

/** Rotates about the vertical by `right` and about the horizontal by `down`, in radians, as if the surface were dragged. */
export function turned(camera: TurningCamera, right: number, down: number): TurningCamera {
  const sideways = turnAbout(camera.up, -right);
  const towardsViewer = sideways(camera.towardsViewer);
  const upwards = turnAbout(unit(cross(camera.up, towardsViewer)), -down);
  return { ...camera, towardsViewer: unit(upwards(towardsViewer)), up: unit(upwards(camera.up)) };
}

/** Rodrigues' rotation about a unit axis. */
function turnAbout(axis: Vector<"lps">, angle: number): (v: Vector<"lps">) => Vector<"lps"> {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return (v) => {
    const across = cross(axis, v);
    const along = dot(axis, v) * (1 - cosine);
    return [
      v[0] * cosine + across[0] * sine + axis[0] * along,
      v[1] * cosine + across[1] * sine + axis[1] * along,
      v[2] * cosine + across[2] * sine + axis[2] * along,
    ];
  };
}

function unit(v: Vector<"lps">): Vector<"lps"> {
  return scale(v, 1 / norm(v));
}

/**
 * The first voxel of a visible segment along a ray, `undefined` if there is none: the voxel hit by a click on a surface.
 * @param from any point on the ray, in LPS; `direction` points away from the viewer.
 */
export function firstVoxelOnRay(
  grid: Grid,
  ray: { readonly from: Point<"lps">; readonly direction: Vector<"lps"> },
  isShown: (place: Point<"ijk">) => boolean,
): Point<"ijk"> | undefined {
  const { from, direction } = ray;
  const start = lpsToIjk(grid, from);
  const end = lpsToIjk(grid, [from[0] + direction[0], from[1] + direction[1], from[2] + direction[2]]);
  const step = [end[0] - start[0], end[1] - start[1], end[2] - start[2]];
  // Clips the ray to the grid, slab by slab; it is then sampled in steps of at most half a voxel.
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
    if (isShown(ijk)) return ijk;
  }
  return undefined;
}
