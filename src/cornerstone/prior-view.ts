import { Enums, RenderingEngine, type Types } from "@cornerstonejs/core";
import type { SourceSeries } from "../dicom/index.ts";
import { createSignal, type SegmentationSession } from "../editing/index.ts";
import type { Plane, Point } from "../geometry/index.ts";
import { isFinger, listenToPointer, PaneOverlay } from "../tools/index.ts";
import type { GreyWindow } from "./grey-window.ts";
import { createVolume, removeVolume } from "./image-volume.ts";
import { LabelmapLayer } from "./labelmap-layer.ts";
import { Pane } from "./pane.ts";
import { panDrag, zoomDrag } from "./pane-navigation.ts";

let viewsMade = 0;

/** One pane of a study that cannot be edited, to be viewed next to another. The wheel scrolls, drags pan and zoom. */
export class PriorView {
  /** Another slice, zoom or pan, by the user or by `lookAt`. */
  readonly moved = createSignal();
  /** Its element has another size. */
  readonly resized = createSignal();
  readonly #engine: RenderingEngine;
  readonly #viewportId: string;
  readonly #resize: ResizeObserver;
  #pane: Pane | undefined;
  #volume: Types.IImageVolume | undefined;
  #layer: LabelmapLayer | undefined;
  #stopPointer: (() => void) | undefined;
  #session: SegmentationSession | undefined;
  #isResizing = false;
  /** Overlapping segments. */
  #overlay: PaneOverlay | undefined;

  /** Cornerstone must have been started, and the element must be in the page. */
  constructor(element: HTMLDivElement) {
    const id = `autoseg-prior-${viewsMade++}`;
    this.#viewportId = `${id}-pane`;
    this.#engine = new RenderingEngine(id);
    this.#engine.setViewports([
      {
        viewportId: this.#viewportId,
        element,
        type: Enums.ViewportType.ORTHOGRAPHIC,
        defaultOptions: { background: [0, 0, 0] as Types.Point3, suppressEvents: false },
      },
    ]);
    this.#resize = new ResizeObserver(() => {
      this.#engine.resize(true, true);
      this.#isResizing = true;
      this.#pane?.resized();
      this.#isResizing = false;
      this.resized.emit();
    });
    this.#resize.observe(element);
  }

  /** Undefined before a study was opened. */
  get pane(): Pane | undefined {
    return this.#pane?.isOpen ? this.#pane : undefined;
  }

  /** Shows a study with its segments, in one plane. */
  async open(series: SourceSeries, session: SegmentationSession, plane: Plane): Promise<void> {
    this.close();
    const { grid, voxels } = series.volume;
    this.#session = session;
    this.#volume = createVolume(series, grid, voxels);
    const viewport = this.#engine.getViewport(this.#viewportId) as Types.IVolumeViewport;
    await viewport.setVolumes([{ volumeId: this.#volume.volumeId }], false);
    this.#layer = new LabelmapLayer(session, series, this.#volume.volumeId, [this.#viewportId]);
    this.showPlane(plane);
  }

  showPlane(plane: Plane): void {
    const session = this.#session;
    if (!session || this.#pane?.plane === plane) return;
    const viewport = this.#engine.getViewport(this.#viewportId) as Types.IVolumeViewport;
    this.#overlay?.dispose();
    const pane = new Pane(plane, viewport, () => {
      this.#overlay?.layers.draw(session);
      if (!this.#isResizing) this.moved.emit();
    });
    this.#pane = pane;
    pane.open(session.grid);
    this.#overlay = new PaneOverlay(pane);
    pane.setSlice((pane.sliceCount - 1) >> 1);
    this.#stopPointer?.();
    this.#stopPointer = listenToPointer(pane, {
      takes: (event) => event.type === "contextmenu" || !isFinger(event),
      onPress: (_, point, { button }) => (button === 2 ? zoomDrag(pane, point) : panDrag(pane, point)),
      onHover: () => undefined,
      onWheel: (_, point, steps, event) => {
        if (event.ctrlKey || event.metaKey) pane.zoomAt(point, 1.15 ** -steps);
        else pane.stepSlice(steps);
      },
    });
  }

  setWindow({ center, width }: GreyWindow, isInverse: boolean): void {
    const viewport = this.#engine.getViewport(this.#viewportId) as Types.IVolumeViewport;
    if (!this.#volume) return;
    viewport.setProperties({
      voiRange: { lower: center - width / 2, upper: center + width / 2 },
      invert: isInverse,
    });
    viewport.render();
  }

  /** Shows the same place as another pane. @param centre in mm, in this study's frame of reference. */
  lookAt(centre: Point<"lps">, halfHeightMm: number): void {
    this.pane?.lookAt(centre, halfHeightMm);
  }

  /** Frees the GPU memory. */
  close(): void {
    this.#stopPointer?.();
    this.#stopPointer = undefined;
    this.#layer?.dispose();
    this.#layer = undefined;
    this.#overlay?.dispose();
    this.#overlay = undefined;
    this.#pane = undefined;
    this.#session = undefined;
    if (this.#volume) removeVolume(this.#volume);
    this.#volume = undefined;
  }

  dispose(): void {
    this.close();
    this.#resize.disconnect();
    this.#engine.destroy();
  }
}
