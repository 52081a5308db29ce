import { Enums, RenderingEngine, type Types } from "@cornerstonejs/core";
import type { SourceSeries } from "../dicom/index.ts";
import { createSignal } from "../editing/index.ts";
import type { Plane, Point } from "../geometry/index.ts";
import type { GreyWindow } from "./grey-window.ts";
import { createVolume, removeVolume } from "./image-volume.ts";
import { OverlayVolume } from "./overlay-volume.ts";
import { Pane } from "./pane.ts";
import { SurfaceView } from "./surface-view.ts";

export const planes = ["axial", "sagittal", "coronal"] as const satisfies readonly Plane[];

let viewsMade = 0;

/**
 * Three linked panes of one volume: axial, sagittal and coronal slices along the axes of its own grid, so that a pane always
 * shows whole slices of voxels, for an oblique series too. Their slice indices are the linked cursor.
 */
export class MprView {
  readonly panes: Readonly<Record<Plane, Pane>>;
  readonly overlay: OverlayVolume;
  /** A pane shows another slice, or its zoom, pan or size has changed. */
  readonly moved = createSignal<Plane>();
  readonly windowChanged = createSignal<GreyWindow>();
  readonly #engine: RenderingEngine;
  readonly #resize: ResizeObserver;
  #volume: Types.IImageVolume | undefined;
  #surfaces: SurfaceView | undefined;
  #window: GreyWindow = { center: 40, width: 400 };
  #isInverse = false;
  #frame = 0;

  /** Cornerstone must have been started, and the elements must be in the page. */
  constructor(elements: Readonly<Record<Plane, HTMLDivElement>>) {
    const id = `autoseg-view-${viewsMade++}`;
    this.#engine = new RenderingEngine(id);
    this.#engine.setViewports(
      planes.map((plane) => ({
        viewportId: `${id}-${plane}`,
        element: elements[plane],
        type: Enums.ViewportType.ORTHOGRAPHIC,
        defaultOptions: { background: [0, 0, 0] as Types.Point3, suppressEvents: false },
      })),
    );
    const paneOf = (plane: Plane): Pane =>
      new Pane(plane, this.#engine.getViewport(`${id}-${plane}`) as Types.IVolumeViewport, () =>
        this.moved.emit(plane),
      );
    this.panes = { axial: paneOf("axial"), sagittal: paneOf("sagittal"), coronal: paneOf("coronal") };
    this.overlay = new OverlayVolume(() => planes.map((plane) => this.panes[plane].viewport));
    this.#resize = new ResizeObserver(() => this.#resizeSoon());
    for (const plane of planes) this.#resize.observe(elements[plane]);
  }

  get viewportIds(): string[] {
    return planes.map((plane) => this.panes[plane].viewport.id);
  }

  get imageVolumeId(): string | undefined {
    return this.#volume?.volumeId;
  }

  get isOpen(): boolean {
    return planes.every((plane) => this.panes[plane].isOpen);
  }

  get window(): GreyWindow {
    return this.#window;
  }

  /**
   * Shows another series, from its middle, and frees the GPU memory of the last one. Layers over that must have been removed.
   */
  async open(series: SourceSeries, window: GreyWindow, isInverse = false): Promise<void> {
    const { grid, voxels } = series.volume;
    const last = this.#volume;
    void this.#surfaces?.showVolume(undefined);
    this.#volume = createVolume(series, grid, voxels);
    for (const plane of planes) {
      const pane = this.panes[plane];
      await pane.viewport.setVolumes([{ volumeId: this.#volume.volumeId }], false);
      pane.open(grid);
    }
    if (last) removeVolume(last);
    this.setWindow(window);
    this.setInverse(isInverse);
    this.goTo([(grid.size[0] - 1) >> 1, (grid.size[1] - 1) >> 1, (grid.size[2] - 1) >> 1]);
  }

  setWindow(window: GreyWindow): void {
    this.#window = window;
    const voiRange = { lower: window.center - window.width / 2, upper: window.center + window.width / 2 };
    for (const plane of planes) {
      this.panes[plane].viewport.setProperties({ voiRange });
      this.panes[plane].viewport.render();
    }
    this.windowChanged.emit(window);
  }

  get isInverse(): boolean {
    return this.#isInverse;
  }

  /** Shows high values dark on white, the usual way to read PET. */
  setInverse(isInverse: boolean): void {
    this.#isInverse = isInverse;
    for (const plane of planes) {
      this.panes[plane].viewport.setProperties({ invert: isInverse });
      this.panes[plane].viewport.render();
    }
  }

  /** The voxel in which the three panes meet. */
  get cursor(): Point<"ijk"> {
    const ijk: [number, number, number] = [0, 0, 0];
    for (const plane of planes) ijk[this.panes[plane].axes.slices.axis] = this.panes[plane].sliceIndex;
    return ijk;
  }

  /** Moves all panes, except the one named, to the slice through that voxel. */
  goTo(ijk: Point<"ijk">, except?: Plane): void {
    for (const plane of planes) {
      if (plane === except) continue;
      const pane = this.panes[plane];
      pane.setSlice(Math.round(ijk[pane.axes.slices.axis]));
    }
  }

  fit(): void {
    for (const plane of planes) this.panes[plane].fit();
  }

  /** Adds a surface view that shares the panes' WebGL context; the element must be in the page. */
  addSurfaceView(element: HTMLDivElement): SurfaceView {
    this.#resize.observe(element);
    this.#surfaces = new SurfaceView(this.#engine, element);
    return this.#surfaces;
  }

  render(): void {
    this.#engine.render();
  }

  dispose(): void {
    this.#resize.disconnect();
    this.#surfaces?.dispose();
    cancelAnimationFrame(this.#frame);
    this.#engine.destroy();
    if (this.#volume) removeVolume(this.#volume);
  }

  #resizeSoon(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#engine.resize(true, true);
      for (const plane of planes) this.panes[plane].resized();
      this.#surfaces?.resized();
    });
  }
}
