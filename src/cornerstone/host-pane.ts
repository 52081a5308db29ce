import { Enums, type Types } from "@cornerstonejs/core";
import { dot, type Grid, ijkToLps, lpsToIjk, type Point, type Vector } from "../geometry/index.ts";
import type { CanvasPoint, DrawingPane } from "../tools/index.ts";
import { type HostViewport, isStack } from "./host-viewports.ts";
import { facedPlane } from "./shown-box.ts";

/** A viewport of the host's that is drawn in; the host controls its camera. */
export abstract class HostPane<Viewport extends HostViewport = HostViewport> implements DrawingPane {
  readonly viewport: Viewport;
  readonly grid: Grid;

  constructor(viewport: Viewport, grid: Grid) {
    this.viewport = viewport;
    this.grid = grid;
  }

  abstract readonly isOpen: boolean;
  abstract readonly slice: DrawingPane["slice"];
  /** Moves to the slice through a voxel; zoom, pan and direction stay. */
  abstract goTo(ijk: Point<"ijk">): void;

  get element(): HTMLDivElement {
    return this.viewport.element;
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

  /** The voxel in the middle of the viewport, within the grid. */
  get centre(): Point<"ijk"> {
    const at = [...lpsToIjk(this.grid, this.viewport.getCamera().focalPoint as Types.Point3)];
    const { slice } = this;
    if (slice) at[slice.axis] = slice.index;
    const [i, j, k] = at.map((index, axis) =>
      Math.max(0, Math.min(this.grid.size[axis]! - 1, Math.round(index))),
    );
    return [i!, j!, k!];
  }

  /** Calls the listener when another slice or place comes into view; returns a function that removes it. */
  onMove(listener: () => void): () => void {
    const { element } = this;
    const names = [Enums.Events.CAMERA_MODIFIED, Enums.Events.STACK_NEW_IMAGE];
    for (const name of names) element.addEventListener(name, listener);
    return () => {
      for (const name of names) element.removeEventListener(name, listener);
    };
  }
}

/** A volume viewport, which may look at the volume from any direction. */
class VolumePane extends HostPane<Types.IVolumeViewport> {
  readonly isOpen = true;

  get slice(): DrawingPane["slice"] {
    const plane = facedPlane(this.viewport, this.grid);
    if (!plane) return undefined;
    const { axis } = plane;
    const index = Math.round(plane.index);
    return index >= 0 && index < this.grid.size[axis] ? { axis, index } : undefined;
  }

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

/** A stack viewport, which shows one image at a time, perhaps of another series. */
class StackPane extends HostPane<Types.IStackViewport> {
  readonly #sliceOf: ReadonlyMap<string, number>;

  constructor(viewport: Types.IStackViewport, grid: Grid, sliceOf: ReadonlyMap<string, number>) {
    super(viewport, grid);
    this.#sliceOf = sliceOf;
  }

  get isOpen(): boolean {
    return this.slice !== undefined;
  }

  get slice(): DrawingPane["slice"] {
    const index = this.#sliceOf.get(this.viewport.getCurrentImageId());
    return index === undefined ? undefined : { axis: 2, index };
  }

  goTo(ijk: Point<"ijk">): void {
    const distances = this.viewport
      .getImageIds()
      .map((imageId) => Math.abs((this.#sliceOf.get(imageId) ?? Number.POSITIVE_INFINITY) - ijk[2]));
    const nearest = distances.indexOf(Math.min(...distances));
    if (Number.isFinite(distances[nearest])) void this.viewport.setImageIdIndex(nearest);
  }
}

/** @param sliceOf index along k of each image of the series. */
export function createHostPane(
  viewport: HostViewport,
  grid: Grid,
  sliceOf: ReadonlyMap<string, number>,
): HostPane {
  return isStack(viewport) ? new StackPane(viewport, grid, sliceOf) : new VolumePane(viewport, grid);
}

function toVector(point: Types.Point3 | undefined): Vector<"lps"> {
  const [x = 0, y = 0, z = 0] = point ?? [];
  return [x, y, z];
}
