import { Enums, type RenderingEngine, type Types } from "@cornerstonejs/core";
import { changedSegments, createSignal, type SegmentationSession } from "../editing/index.ts";
import { createSurfaceBuilder } from "../export/index.ts";
import { ijkToLps, type Point } from "../geometry/index.ts";
import type { CanvasPoint } from "../tools/index.ts";
import {
  cameraFromFront,
  firstVoxelOnRay,
  listenToTurning,
  type TurningCamera,
  turned,
} from "../tools/index.ts";
import type { GreyWindow } from "./grey-window.ts";
import { SurfaceActors } from "./surface-actors.ts";
import { type Rendering, VolumeRendering } from "./volume-rendering.ts";

/** Edits in quick succession are shown together. */
const settleMs = 400;

/**
 * The segments of a session as smooth surfaces in their colours, rotated with the mouse or the arrow keys. Surfaces are made in
 * a worker, one visible segment at a time, and again when voxels have changed.
 */
export class SurfaceView {
  /** A surface was clicked: its frontmost voxel there. */
  readonly picked = createSignal<Point<"ijk">>();
  /** Whether surfaces are being made. */
  readonly workingChanged = createSignal<boolean>();
  /** A surface could not be made. */
  readonly failed = createSignal<unknown>();
  readonly #viewport: Types.IVolumeViewport;
  readonly #actors: SurfaceActors;
  readonly #rendering: VolumeRendering;
  readonly #builder = createSurfaceBuilder();
  readonly #stopPointer: () => void;
  readonly #outdated = new Set<number>();
  #stops: (() => void)[] = [];
  #session: SegmentationSession | undefined;
  #camera: TurningCamera | undefined;
  /** The view is fitted, and has not been rotated, panned or zoomed since. */
  #isFitted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isWorking = false;

  /**
   * @param engine the panes' engine, so that all draw in one WebGL context.
   * @param element must be in the page.
   */
  constructor(engine: RenderingEngine, element: HTMLDivElement) {
    const viewportId = `${engine.id}-surfaces`;
    engine.enableElement({
      viewportId,
      element,
      type: Enums.ViewportType.VOLUME_3D,
      defaultOptions: { background: [0, 0, 0], parallelProjection: true },
    });
    this.#viewport = engine.getViewport(viewportId) as Types.IVolumeViewport;
    this.#actors = new SurfaceActors(this.#viewport);
    this.#rendering = new VolumeRendering(this.#viewport);
    this.#stopPointer = listenToTurning(element, {
      onTurn: (right, down) => this.turn(right, down),
      onPan: (from, to) => this.#pan(from, to),
      onZoom: (factor) => this.zoom(factor),
      onClick: (point) => this.#pick(point),
    });
  }

  /** Shows the segments of another session. */
  set session(session: SegmentationSession | undefined) {
    for (const stop of this.#stops) stop();
    this.#actors.keepOnly([]);
    this.#outdated.clear();
    this.#camera = undefined;
    this.#session = session;
    this.#stops = session
      ? [
          session.history.changed.subscribe(() => this.#noteChanges(session)),
          session.segmentsChanged.subscribe(() => this.#updateSoon(0)),
        ]
      : [];
    for (const { segmentNumber } of session?.segments ?? []) this.#outdated.add(segmentNumber);
    this.#updateSoon(0);
  }

  /**
   * Renders the image together with the surfaces; an undefined `volumeId` stops that, before the volume is removed from
   * Cornerstone's cache for instance.
   */
  async showVolume(
    volumeId: string | undefined,
    rendering: Rendering = "window",
    window: GreyWindow = { center: 0, width: 1 },
  ): Promise<void> {
    const wasShown = this.#rendering.isShown;
    try {
      if (volumeId === undefined) this.#rendering.hide();
      else await this.#rendering.show(volumeId, rendering, window);
      // The image is larger than the segments, so a fitted view is fitted again.
      if (this.#camera && !(this.#isFitted && wasShown !== this.#rendering.isShown)) this.#look(this.#camera);
      else this.fit();
      this.#viewport.render();
    } catch (error) {
      this.failed.emit(error);
    }
  }

  /** Rotates the surfaces by angles in radians, to the right and downwards. */
  turn(right: number, down: number): void {
    if (this.#camera) this.#move(turned(this.#camera, right, down));
  }

  zoom(factor: number): void {
    if (this.#camera) this.#move({ ...this.#camera, halfHeightMm: this.#camera.halfHeightMm / factor });
  }

  /** After a change of size: what was in view stays in view. */
  resized(): void {
    if (this.#isFitted) this.fit();
  }

  /** From the front, with all segments in view, or the whole image if it is rendered. */
  fit(): void {
    const session = this.#session;
    if (!session) return;
    const boxes = this.#rendering.isShown
      ? [{ from: [0, 0, 0] as const, to: session.grid.size }]
      : session.segments
          .filter(({ segmentNumber }) => session.segmentVoxels.count(segmentNumber) > 0)
          .map(({ segmentNumber }) => session.segmentVoxels.box(segmentNumber));
    if (boxes.length === 0) return;
    // Half a voxel outwards, to the outer faces of the first and last voxels.
    const corner = (end: "from" | "to", pick: (...indices: number[]) => number): Point<"ijk"> => [
      pick(...boxes.map((box) => box[end][0])) - 0.5,
      pick(...boxes.map((box) => box[end][1])) - 0.5,
      pick(...boxes.map((box) => box[end][2])) - 0.5,
    ];
    const { clientWidth, clientHeight } = this.#viewport.element;
    this.#look(
      cameraFromFront(
        ijkToLps(session.grid, corner("from", Math.min)),
        ijkToLps(session.grid, corner("to", Math.max)),
        clientWidth / clientHeight || 1,
      ),
    );
    this.#isFitted = true;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
    this.#stopPointer();
    this.#builder[Symbol.dispose]();
  }

  /** Notes the segments changed by a step that was done, undone or redone. */
  #noteChanges({ history }: SegmentationSession): void {
    for (const step of [history.nextUndo, history.nextRedo])
      for (const label of step ? changedSegments(step) : []) this.#outdated.add(label);
    this.#updateSoon(settleMs);
  }

  #updateSoon(afterMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#update(), afterMs);
  }

  async #update(): Promise<void> {
    const session = this.#session;
    if (!session || this.#isWorking) return;
    this.#isWorking = true;
    this.workingChanged.emit(true);
    try {
      for (;;) {
        const next = session.segments.find(
          ({ segmentNumber }) => this.#outdated.has(segmentNumber) && session.display(segmentNumber).visible,
        );
        if (!next || session.isEditing || this.#session !== session) break;
        const { segmentNumber } = next;
        this.#outdated.delete(segmentNumber);
        const mask = session.segmentVoxels.mask(segmentNumber);
        const ply = await this.#builder.build(session.grid, next, mask);
        if (this.#session !== session) break;
        if (ply) await this.#actors.replace(segmentNumber, ply);
        else this.#actors.remove(segmentNumber);
        if (!this.#camera) this.fit();
        this.#draw(session);
      }
      this.#draw(session);
    } catch (error) {
      this.failed.emit(error);
    } finally {
      this.#isWorking = false;
      this.workingChanged.emit(false);
      if (this.#session !== session) this.#updateSoon(0);
    }
  }

  #draw(session: SegmentationSession): void {
    if (this.#session !== session) return;
    this.#actors.keepOnly(session.segments);
    this.#actors.restyle(session.segments, (segmentNumber) => session.display(segmentNumber));
    if (this.#camera) this.#actors.lookFrom(this.#camera.towardsViewer, session.segments);
    this.#viewport.render();
  }

  /** As moved by the user. */
  #move(camera: TurningCamera): void {
    this.#isFitted = false;
    this.#look(camera);
  }

  #look(camera: TurningCamera): void {
    this.#camera = camera;
    const { focalPoint, towardsViewer, up, halfHeightMm } = camera;
    const distance = 4 * Math.max(halfHeightMm, 500);
    this.#actors.lookFrom(towardsViewer, this.#session?.segments ?? []);
    this.#viewport.setCamera({
      focalPoint: [...focalPoint] as Types.Point3,
      position: focalPoint.map((at, axis) => at + distance * towardsViewer[axis]!) as Types.Point3,
      viewPlaneNormal: [...towardsViewer] as Types.Point3,
      viewUp: [...up] as Types.Point3,
      parallelScale: halfHeightMm,
      parallelProjection: true,
    });
    this.#viewport.render();
  }

  #pan(from: CanvasPoint, to: CanvasPoint): void {
    if (!this.#camera) return;
    const [a, b] = [from, to].map((point) => this.#viewport.canvasToWorld([...point] as Types.Point2));
    const focalPoint = this.#camera.focalPoint.map((at, axis) => at + a![axis]! - b![axis]!);
    this.#move({ ...this.#camera, focalPoint: focalPoint as unknown as Point<"lps"> });
  }

  #pick(point: CanvasPoint): void {
    const session = this.#session;
    if (!session || !this.#camera) return;
    const [x, y, z] = this.#camera.towardsViewer;
    const ray = {
      from: this.#viewport.canvasToWorld([...point] as Types.Point2),
      direction: [-x, -y, -z] as const,
    };
    const isShown = (label: number) => this.#actors.has(label) && session.display(label).visible;
    const ijk = firstVoxelOnRay(session.grid, ray, (place) => session.segmentVoxels.at(place).some(isShown));
    if (ijk) this.picked.emit(ijk);
  }
}
