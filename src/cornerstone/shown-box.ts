import { getEnabledElementByViewportId, type Types } from "@cornerstonejs/core";
import { dot, type Grid, lpsToIjk, type Point, type Vector } from "../geometry/index.ts";
import type { Box, GridAxis } from "../regions/index.ts";
import { isStack } from "./host-viewports.ts";

/** Cosine of the angle, about half a degree, up to which a viewport counts as looking straight at slices. */
const straight = 0.99996;
/** Across this angle a plane stays within its slice all over a pane. */
const exactlyStraight = 1 - 1e-9;

/** What has to be known of a volume viewport. */
interface LookingViewport {
  getCamera(): Pick<Types.ICamera, "viewPlaneNormal" | "focalPoint">;
  /** In mm; some kinds of viewports do not say. */
  getSlabThickness?(): number;
}

/** The plane in which a viewport looks straight at slices of a grid: fractional index along an axis. */
export interface FacedPlane {
  readonly axis: GridAxis;
  readonly index: number;
}

/** Undefined for a viewport that looks at the grid obliquely. @param cosine of the angle from which on it does. */
export function facedPlane(
  viewport: Pick<LookingViewport, "getCamera">,
  grid: Grid,
  cosine = straight,
): FacedPlane | undefined {
  const { viewPlaneNormal, focalPoint } = viewport.getCamera();
  const [x = 0, y = 0, z = 0] = viewPlaneNormal ?? [];
  const normal: Vector<"lps"> = [x, y, z];
  const axis = ([0, 1, 2] as const).find(
    (candidate) => Math.abs(dot(grid.directionsLps[candidate], normal)) > cosine,
  );
  if (axis === undefined || !focalPoint) return undefined;
  return { axis, index: lpsToIjk(grid, [...focalPoint] as unknown as Point<"lps">)[axis] };
}

/**
 * Whether a volume viewport may show a voxel of a box, and is to be drawn again when the box changes. One that looks straight at
 * slices beside it, through no slab that reaches it, shows none.
 */
export function mayShow(viewport: LookingViewport, grid: Grid, { from, to }: Box): boolean {
  const plane = facedPlane(viewport, grid, exactlyStraight);
  const slabMm = viewport.getSlabThickness?.();
  if (!plane || slabMm === undefined) return true;
  const { axis, index } = plane;
  // Cornerstone's thinnest slab is 0.05 mm: enough for a plane just between two slices to have both.
  const reach = 0.5 + slabMm / grid.spacingMm[axis];
  return index + reach > from[axis] && index - reach < to[axis] - 1;
}

/** Draws those viewports again, with the next frame, that may show a voxel of a box. Of stacks it is not known. */
export function renderShowing(viewportIds: readonly string[], grid: Grid, box: Box): void {
  for (const id of viewportIds) {
    const viewport = getEnabledElementByViewportId(id)?.viewport;
    if (!viewport) continue;
    if (isStack(viewport) || mayShow(viewport as Types.IVolumeViewport, grid, box)) viewport.render();
  }
}
