import { getEnabledElementByViewportId, type Types } from "@cornerstonejs/core";
import { dot, type Grid, lpsToIjk, type Point, type Vector } from "../geometry/index.ts";
import type { Box, GridAxis } from "../regions/index.ts";
import { isStack } from "./host-viewports.ts";

/** Cosine of the angle, about half a degree, up to which a viewport counts as looking straight at slices. */
const straight = 0.99996;
/** Up to this angle a plane stays within one slice across the whole pane. */
const exactlyStraight = 1 - 1e-9;

/** The part of a volume viewport used here. */
interface LookingViewport {
  getCamera(): Pick<Types.ICamera, "viewPlaneNormal" | "focalPoint">;
  /** In mm; not all kinds of viewports have it. */
  getSlabThickness?(): number;
}

/** The plane in which a viewport looks straight at slices: a fractional index along a grid axis. */
export interface FacedPlane {
  readonly axis: GridAxis;
  readonly index: number;
}

/**
 * @param cosine of the largest angle that counts as straight.
 * @returns undefined for a viewport that looks at the grid obliquely.
 */
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
 * Whether a volume viewport may show a voxel of a box, and so must be redrawn when the box changes. One that looks straight at
 * other slices, with no slab that reaches the box, shows none.
 */
export function mayShow(viewport: LookingViewport, grid: Grid, { from, to }: Box): boolean {
  const plane = facedPlane(viewport, grid, exactlyStraight);
  const slabMm = viewport.getSlabThickness?.();
  if (!plane || slabMm === undefined) return true;
  const { axis, index } = plane;
  // Cornerstone's thinnest slab, 0.05 mm, is enough for a plane between two slices to show both.
  const reach = 0.5 + slabMm / grid.spacingMm[axis];
  return index + reach > from[axis] && index - reach < to[axis] - 1;
}

/** Redraws, with the next frame, the viewports that may show a voxel of a box; for stacks that is unknown. */
export function renderShowing(viewportIds: readonly string[], grid: Grid, box: Box): void {
  for (const id of viewportIds) {
    const viewport = getEnabledElementByViewportId(id)?.viewport;
    if (!viewport) continue;
    if (isStack(viewport) || mayShow(viewport as Types.IVolumeViewport, grid, box)) viewport.render();
  }
}
