import type { Types } from "@cornerstonejs/core";
import { dot, type Grid, ijkToLps, lpsToIjk, type Point, type Vector } from "../geometry/index.ts";
import type { CanvasPoint, DrawingPane } from "../tools/index.ts";

/** Cosine of the angle, about half a degree, up to which a viewport counts as looking straight at slices. */
const straight = 0.99996;

/** A volume viewport of another program: it is looked through and drawn in, and its camera is the program's. */
export class HostPane implements DrawingPane {
  readonly viewport: Types.IVolumeViewport;
  readonly grid: Grid;
  readonly isOpen = true;

  constructor(viewport: Types.IVolumeViewport, grid: Grid) {
    this.viewport = viewport;
    this.grid = grid;
  }

  get element(): HTMLDivElement {
    return this.viewport.element;
  }

  get slice(): DrawingPane["slice"] {
    const { viewPlaneNormal, focalPoint } = this.viewport.getCamera();
    const axis = ([0, 1, 2] as const).find(
      (candidate) => Math.abs(dot(this.grid.directionsLps[candidate], toVector(viewPlaneNormal))) > straight,
    );
    if (axis === undefined) return undefined;
    const index = Math.round(lpsToIjk(this.grid, focalPoint as Types.Point3)[axis]);
    return index >= 0 && index < this.grid.size[axis] ? { axis, index } : undefined;
  }

  get pixelsPerMm(): number {
    return this.element.clientHeight / (2 * this.viewport.getCamera().parallelScale!);
  }

  toIjk(point: CanvasPoint): Point<"ijk"> {
    const ijk = [...lpsToIjk(this.grid, this.viewport.canvasToWorld([...point] as Types.Point2))];
    const { slice } = this;
    if (slice) ijk[slice.axis] = slice.index;
    return ijk as unknown as Point<"ijk">;
  }

  toCanvas(ijk: Point<"ijk">): CanvasPoint {
    return this.viewport.worldToCanvas([...ijkToLps(this.grid, ijk)] as Types.Point3);
  }

  /** Voxel in the middle of what is shown, within the grid. */
  get centre(): Point<"ijk"> {
    const at = lpsToIjk(this.grid, this.viewport.getCamera().focalPoint as Types.Point3);
    const [i, j, k] = at.map((index, axis) =>
      Math.max(0, Math.min(this.grid.size[axis]! - 1, Math.round(index))),
    );
    return [i!, j!, k!];
  }

  /** Moves to the slice through a voxel; zoom, pan and direction stay. */
  goTo(ijk: Point<"ijk">): void {
    const { viewPlaneNormal, focalPoint, position } = this.viewport.getCamera();
    const normal = toVector(viewPlaneNormal);
    const to = ijkToLps(this.grid, ijk);
    const from = focalPoint as Types.Point3;
    const mm = dot(normal, [to[0] - from[0], to[1] - from[1], to[2] - from[2]]);
    const move = (p: readonly number[]): Types.Point3 => [
      p[0]! + mm * normal[0],
      p[1]! + mm * normal[1],
      p[2]! + mm * normal[2],
    ];
    this.viewport.setCamera({ focalPoint: move(from), position: move(position!) });
    this.viewport.render();
  }
}

function toVector(point: Types.Point3 | undefined): Vector<"lps"> {
  const [x = 0, y = 0, z = 0] = point ?? [];
  return [x, y, z];
}
