import { cross, dot, norm, type Point, scale, type Vector } from "../geometry/index.ts";

/** Camera of a 3D view, in LPS: the eye lies along `towardsViewer` from the focal point. */
export interface TurningCamera {
  readonly focalPoint: Point<"lps">;
  readonly towardsViewer: Vector<"lps">;
  readonly up: Vector<"lps">;
  /** Half of the visible height, in millimetres. */
  readonly halfHeightMm: number;
}

/** Anterior view, head up, of the box with these opposite corners. */
export function cameraFromFront(a: Point<"lps">, b: Point<"lps">): TurningCamera {
  const focalPoint: Point<"lps"> = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
  const halfHeightMm = Math.max(1, norm([b[0] - a[0], b[1] - a[1], b[2] - a[2]]) / 2);
  return { focalPoint, towardsViewer: [0, -1, 0], up: [0, 0, 1], halfHeightMm };
}

/** Turned about the vertical by `right` and about the horizontal by `down`, in radians, as if the surface were dragged. */
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
