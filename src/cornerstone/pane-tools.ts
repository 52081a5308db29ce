import type { SegmentationSession } from "../editing/index.ts";
import { createSignal, Editor, HintStrokes } from "../editing/index.ts";
import type { Plane, Point } from "../geometry/index.ts";
import type { CanvasPoint } from "../tools/index.ts";
import {
  colorOf,
  type Drag,
  drawBrushCursor,
  drawingDrag,
  HoveredPane,
  initialToolSettings,
  isBrush,
  listenToPointer,
  modifiersOf,
  PaneOverlay,
  planeColors,
  stepBrushDiameter,
  type ToolName,
  type ToolSettings,
  whyNotDraw,
} from "../tools/index.ts";
import { type MprView, planes } from "./mpr-view.ts";
import type { Pane } from "./pane.ts";
import { cursorDrag, fingerDrag, panDrag, windowDrag, zoomDrag } from "./pane-navigation.ts";
import { listenToTouch } from "./pane-touch.ts";

/** The voxel under the pointer. */
export interface PointedVoxel {
  readonly plane: Plane;
  readonly ijk: Point<"ijk">;
}

/** The mouse on the three panes: drawing, navigating, and what is drawn over the image to show it. */
export class PaneTools {
  readonly pointed = createSignal<PointedVoxel | undefined>();
  /** A stroke could not begin; the sentence says why. */
  readonly refused = createSignal<string>();
  /** Another setting, by hand or by the wheel. */
  readonly settingsChanged = createSignal<ToolSettings>();
  /** Does what scissors, contour, flood fill, and whoever else asks, want done. */
  readonly editor = new Editor();
  readonly hints = new HintStrokes();
  readonly #view: MprView;
  readonly #overlays: Readonly<Record<Plane, PaneOverlay>>;
  readonly #stops: (() => void)[] = [];
  readonly #hovered: HoveredPane<Pane>;
  #session: SegmentationSession | undefined;
  #tool: ToolName = "brush";
  #settings = initialToolSettings;
  #showsTraces = true;

  constructor(view: MprView) {
    this.#view = view;
    this.#hovered = new HoveredPane(planes.map((plane) => view.panes[plane]));
    const { axial, sagittal, coronal } = view.panes;
    this.#overlays = {
      axial: new PaneOverlay(axial),
      sagittal: new PaneOverlay(sagittal),
      coronal: new PaneOverlay(coronal),
    };
    for (const plane of planes) {
      this.#stops.push(
        listenToPointer(view.panes[plane], {
          takes: (event) => event.type === "contextmenu" || !isFinger(event),
          onPress: (pane, point, event) => this.#press(pane, point, event),
          onHover: (pane, point, event) => this.#hover(point && pane, event),
          onWheel: (pane, point, steps, event) => this.#turn(pane, point, steps, event),
        }),
        listenToTouch(view.panes[plane], (point, event) => this.#press(view.panes[plane], point, event)),
      );
    }
    this.#stops.push(
      view.moved.subscribe(() => {
        this.#drawOverlays();
        this.#tellPointed();
      }),
      this.hints.changed.subscribe(() => this.#drawOverlays()),
    );
  }

  get tool(): ToolName {
    return this.#tool;
  }

  set tool(tool: ToolName) {
    this.#tool = tool;
    for (const plane of planes) {
      const pane = this.#view.panes[plane];
      pane.element.style.cursor = isBrush(tool) ? "none" : tool === "pan" ? "grab" : "crosshair";
    }
    this.#drawOverlays();
  }

  get settings(): ToolSettings {
    return this.#settings;
  }

  configure(change: Partial<ToolSettings>): void {
    this.#settings = { ...this.#settings, ...change };
    this.#drawOverlays();
    this.settingsChanged.emit(this.#settings);
  }

  get showsTraces(): boolean {
    return this.#showsTraces;
  }

  set showsTraces(shows: boolean) {
    this.#showsTraces = shows;
    this.#drawOverlays();
  }

  /** What the tools draw into. */
  set session(session: SegmentationSession | undefined) {
    this.editor.cancel();
    this.editor.session = session;
    this.#session = session;
    this.hints.clear();
    this.#tellPointed();
  }

  /** Draws the brush again: its segment or its colour is another, or Shift or Alt went down or up. */
  refresh(keys?: Pick<KeyboardEvent, "shiftKey" | "altKey">): void {
    if (keys) this.#hovered.modify(modifiersOf(keys));
    this.#drawOverlays();
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.editor.dispose();
    for (const plane of planes) this.#overlays[plane].dispose();
  }

  #press(pane: Pane, point: CanvasPoint, event: PointerEvent): Drag | undefined {
    if (event.button === 2) return zoomDrag(pane, point);
    if (event.button === 1 || (event.button === 0 && this.#tool === "pan")) return panDrag(pane, point);
    if (event.button !== 0) return undefined;
    if (this.#tool === "window") return windowDrag(this.#view, point);
    if (this.#tool === "crosshairs")
      return isFinger(event) ? fingerDrag(this.#view, pane, point) : cursorDrag(this.#view, pane, point);
    const session = this.#session;
    if (!session) return undefined;
    const stroke = {
      tool: this.#tool,
      pane,
      session,
      settings: this.#settings,
      ...modifiersOf(event),
    };
    const refusal = whyNotDraw(stroke);
    if (refusal !== undefined) {
      this.refused.emit(refusal);
      return undefined;
    }
    return drawingDrag(
      {
        ...stroke,
        editor: this.editor,
        hints: this.hints,
        showOutline: (points) =>
          this.#overlays[pane.plane].drawOutline(
            points,
            colorOf(session, stroke.erases && stroke.fromAll ? 0 : session.activeSegment),
          ),
      },
      point,
    );
  }

  #turn(pane: Pane, point: CanvasPoint, steps: number, event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) pane.zoomAt(point, 1.15 ** -steps);
    else if (event.shiftKey && isBrush(this.#tool))
      this.configure({
        brushDiameterMm: stepBrushDiameter(this.#settings.brushDiameterMm, steps < 0 ? 1 : -1),
      });
    else pane.stepSlice(steps);
    this.#hover(pane, event);
  }

  #hover(pane: Pane | undefined, event: MouseEvent): void {
    const last = this.#hovered.pane;
    this.#hovered.set(pane, event);
    for (const changed of new Set([last, this.#hovered.pane])) if (changed?.isOpen) this.#drawBrush(changed);
    this.#tellPointed();
  }

  /** The voxel that is under the pointer now: after a move of the pointer, and of the images below it. */
  #tellPointed(): void {
    const { pane } = this.#hovered;
    const hover = pane?.isOpen ? this.#hovered.hoverOver(pane) : undefined;
    this.pointed.emit(hover && { plane: pane!.plane, ijk: pane!.toIjk(hover.point) });
  }

  #drawOverlays(): void {
    if (!this.#view.isOpen) return;
    for (const plane of planes) {
      const pane = this.#view.panes[plane];
      this.#drawBrush(pane);
      this.#overlays[plane].drawHints(
        this.hints.drawn
          .filter(({ slice }) => slice.axis === pane.axes.slices.axis && slice.index === pane.sliceIndex)
          .map(({ label, points, radiusMm }) => ({
            points: points.map((ijk) => pane.toCanvas(ijk)),
            width: Math.max(2, 2 * radiusMm * pane.pixelsPerMm),
            color: colorOf(this.#session, label),
          })),
      );
      if (!this.#showsTraces) {
        this.#overlays[plane].drawTraces([]);
        continue;
      }
      const at = pane.toCanvas(this.#view.cursor);
      const traces = planes
        .filter((other) => other !== plane)
        .map((other) => ({
          at,
          vertical: this.#view.panes[other].axes.slices.axis === pane.axes.columns.axis,
          color: planeColors[other],
        }));
      this.#overlays[plane].drawTraces(traces);
    }
  }

  #drawBrush(pane: Pane): void {
    const drawing = { session: this.#session, tool: this.#tool, settings: this.#settings };
    drawBrushCursor(this.#overlays[pane.plane], pane, this.#hovered.hoverOver(pane), drawing);
  }
}

function isFinger(event: MouseEvent): boolean {
  return event instanceof PointerEvent && event.pointerType === "touch";
}
