import type { Types } from "@cornerstonejs/core";
import { type Grid, ijkToLps, lpsToIjk, type Plane, type PlaneAxes, type Point } from "../geometry/index.ts";
import type { CanvasPoint, DrawingPane } from "../tools/index.ts";
import { type EdgeLetters, toViewDirections } from "../tools/index.ts";

/**
 * A Cornerstone viewport that looks straight at slices of the grid. Slices have two numbers: `sliceIndex` is the grid's index;
 * `slicePosition` counts as a reader does: from head to feet, from front to back, from the patient's right to left.
 */
export class Pane implements DrawingPane {
  readonly plane: Plane;
  readonly viewport: Types.IVolumeViewport;
  readonly #onMove: () => void;
  #grid: Grid | undefined;
  #axes: PlaneAxes | undefined;
  #letters: EdgeLetters = { left: "", right: "", top: "", bottom: "" };
  #sliceIndex = 0;
  #fittedScale = 1;
  #isFitted = true;

  constructor(plane: Plane, viewport: Types.IVolumeViewport, onMove: () => void) {
    this.plane = plane;
    this.viewport = viewport;
    this.#onMove = onMove;
  }

  get element(): HTMLDivElement {
    return this.viewport.element;
  }

  get isOpen(): boolean {
    return this.#grid !== undefined;
  }

  get grid(): Grid {
    if (!this.#grid) throw new Error("The pane shows no volume yet.");
    return this.#grid;
  }

  get axes(): PlaneAxes {
    if (!this.#axes) throw new Error("The pane shows no volume yet.");
    return this.#axes;
  }

  get letters(): EdgeLetters {
    return this.#letters;
  }

  get sliceIndex(): number {
    return this.#sliceIndex;
  }

  get slice(): NonNullable<DrawingPane["slice"]> {
    return { axis: this.axes.slices.axis, index: this.#sliceIndex };
  }

  get sliceCount(): number {
    return this.#grid ? this.#grid.size[this.axes.slices.axis] : 0;
  }

  get slicePosition(): number {
    return this.toPosition(this.#sliceIndex);
  }

  /** Converts a grid index to the reader's position, or back: the mapping is its own inverse. */
  toPosition(sliceIndex: number): number {
    const towardsReader = this.plane === "axial";
    return this.axes.slices.flipped !== towardsReader ? this.sliceCount - 1 - sliceIndex : sliceIndex;
  }

  /** Magnification; 1 fits the whole slice into the pane. */
  get zoom(): number {
    return this.#fittedScale / this.viewport.getCamera().parallelScale!;
  }

  get pixelsPerMm(): number {
    return this.element.clientHeight / (2 * this.viewport.getCamera().parallelScale!);
  }

  /** Takes over the geometry of the volume that the viewport was given. */
  open(grid: Grid): void {
    const { axes, up, towardsViewer, letters } = toViewDirections(grid, this.plane);
    this.#grid = grid;
    this.#axes = axes;
    this.#letters = letters;
    this.viewport.setOrientation(
      { viewPlaneNormal: [...towardsViewer] as Types.Point3, viewUp: [...up] as Types.Point3 },
      false,
    );
    this.fit();
  }

  /** Fits the whole slice, centred. */
  fit(): void {
    this.viewport.resetCamera({ resetOrientation: false, resetRotation: false });
    this.#fittedScale = this.viewport.getCamera().parallelScale!;
    this.#isFitted = true;
    this.setSlice(this.#sliceIndex);
  }

  /** After a change of size: a fitted image is fitted again, a zoomed one stays as it is. */
  resized(): void {
    if (this.isOpen && this.#isFitted) this.fit();
    else this.#onMove();
  }

  /** Shows the slice with that grid index, or the nearest one. */
  setSlice(sliceIndex: number): void {
    const index = Math.max(0, Math.min(this.sliceCount - 1, Math.round(sliceIndex)));
    const { focalPoint, position } = this.viewport.getCamera();
    const axis = this.axes.slices.axis;
    const now = lpsToIjk(this.grid, focalPoint as Types.Point3)[axis];
    const stepMm = (index - now) * this.grid.spacingMm[axis];
    const direction = this.grid.directionsLps[axis];
    const move = (p: readonly number[]): Types.Point3 => [
      p[0]! + stepMm * direction[0],
      p[1]! + stepMm * direction[1],
      p[2]! + stepMm * direction[2],
    ];
    this.#sliceIndex = index;
    this.viewport.setCamera({ focalPoint: move(focalPoint!), position: move(position!) });
    this.viewport.render();
    this.#onMove();
  }

  /** Steps in the reader's order: +1 is one slice towards the feet, the back, or the patient's left. */
  stepSlice(steps: number): void {
    this.setSlice(this.toPosition(this.slicePosition + steps));
  }

  /** Zooms by `factor` about a fixed point. */
  zoomAt(point: CanvasPoint, factor: number): void {
    const camera = this.viewport.getCamera();
    const parallelScale = Math.min(
      this.#fittedScale * 4,
      Math.max(this.#fittedScale / 40, camera.parallelScale! / factor),
    );
    const before = this.viewport.canvasToWorld([...point] as Types.Point2);
    this.viewport.setCamera({ parallelScale });
    const after = this.viewport.canvasToWorld([...point] as Types.Point2);
    this.#shift([before[0] - after[0], before[1] - after[1], before[2] - after[2]]);
  }

  /**
   * Position at the centre of the pane, on the slice shown. Taken from the camera, since the element may get a new
   * size before it.
   */
  get centreLps(): Point<"lps"> {
    const ijk = [...lpsToIjk(this.grid, this.viewport.getCamera().focalPoint as Types.Point3)];
    ijk[this.axes.slices.axis] = this.#sliceIndex;
    return ijkToLps(this.grid, ijk as unknown as Point<"ijk">);
  }

  /** Whether the whole slice fills the pane, without pan or zoom. */
  get isFitted(): boolean {
    return this.#isFitted;
  }

  /** Half the height of the view, in mm. */
  get halfHeightMm(): number {
    return this.viewport.getCamera().parallelScale!;
  }

  /** Centres a position, on its slice, at the magnification given by `halfHeightMm`. */
  lookAt(centre: Point<"lps">, halfHeightMm: number): void {
    const place = [...lpsToIjk(this.grid, centre)];
    this.setSlice(place[this.axes.slices.axis]!);
    place[this.axes.slices.axis] = this.#sliceIndex;
    const to = ijkToLps(this.grid, place as unknown as Point<"ijk">);
    const now = this.centreLps;
    const shift = [to[0] - now[0], to[1] - now[1], to[2] - now[2]] as const;
    // If only the slice changes, a fitted image stays fitted.
    if (Math.hypot(...shift) < 0.01 && Math.abs(halfHeightMm / this.halfHeightMm - 1) < 0.001) return;
    this.viewport.setCamera({ parallelScale: halfHeightMm });
    this.#shift(shift);
  }

  /** Pans the image by the movement between two points. */
  pan(from: CanvasPoint, to: CanvasPoint): void {
    const a = this.viewport.canvasToWorld([...from] as Types.Point2);
    const b = this.viewport.canvasToWorld([...to] as Types.Point2);
    this.#shift([a[0] - b[0], a[1] - b[1], a[2] - b[2]]);
  }

  #shift([x, y, z]: readonly [number, number, number]): void {
    this.#isFitted = false;
    const { focalPoint, position } = this.viewport.getCamera();
    this.viewport.setCamera({
      focalPoint: [focalPoint![0] + x, focalPoint![1] + y, focalPoint![2] + z],
      position: [position![0] + x, position![1] + y, position![2] + z],
    });
    this.viewport.render();
    this.#onMove();
  }

  toIjk(point: CanvasPoint): Point<"ijk"> {
    const ijk = [...lpsToIjk(this.grid, this.viewport.canvasToWorld([...point] as Types.Point2))];
    ijk[this.axes.slices.axis] = this.#sliceIndex;
    return ijk as unknown as Point<"ijk">;
  }

  toCanvas(ijk: Point<"ijk">): CanvasPoint {
    return this.viewport.worldToCanvas([...ijkToLps(this.grid, ijk)] as Types.Point3);
  }
}
