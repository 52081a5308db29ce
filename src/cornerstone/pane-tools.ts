import type { Plane, Point } from "../geometry/index.ts";
import { forEachBrushedVoxel } from "./brush-shape.ts";
import { type MprView, planes } from "./mpr-view.ts";
import type { CanvasPoint, Pane } from "./pane.ts";
import { PaneOverlay, planeColors } from "./pane-overlay.ts";
import { type Drag, listenToPointer } from "./pane-pointer.ts";
import type { SegmentationSession } from "./segmentation-session.ts";
import { createSignal } from "./signal.ts";

/** What the left button does. Right zooms and middle pans with every tool; the wheel scrolls, with Ctrl it zooms. */
export type ToolName = "brush" | "eraser" | "crosshairs" | "window" | "pan";

/** The voxel under the pointer. */
export interface PointedVoxel {
  readonly plane: Plane;
  readonly ijk: Point<"ijk">;
}

export const brushDiametersMm = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80] as const;

/** The mouse on the three panes: drawing, navigating, and what is drawn over the image to show it. */
export class PaneTools {
  readonly pointed = createSignal<PointedVoxel | undefined>();
  /** A stroke could not begin; the sentence says why. */
  readonly refused = createSignal<string>();
  readonly #view: MprView;
  readonly #overlays: Readonly<Record<Plane, PaneOverlay>>;
  readonly #stops: (() => void)[] = [];
  readonly #lastHover = new Map<Pane, { point: CanvasPoint; erases: boolean }>();
  #session: SegmentationSession | undefined;
  #tool: ToolName = "brush";
  #brushDiameterMm = 12;
  #showsTraces = true;

  constructor(view: MprView) {
    this.#view = view;
    const { axial, sagittal, coronal } = view.panes;
    this.#overlays = {
      axial: new PaneOverlay(axial),
      sagittal: new PaneOverlay(sagittal),
      coronal: new PaneOverlay(coronal),
    };
    for (const plane of planes) {
      this.#stops.push(
        listenToPointer(view.panes[plane], {
          onPress: (pane, point, event) => this.#press(pane, point, event),
          onHover: (pane, point, event) => this.#hover(pane, point, event.shiftKey),
          onWheel: (pane, point, steps, zoom) => {
            if (zoom) pane.zoomAt(point, 1.15 ** -steps);
            else pane.stepSlice(steps);
            this.#hover(pane, point, false);
          },
        }),
      );
    }
    this.#stops.push(view.moved.subscribe(() => this.#drawOverlays()));
  }

  get tool(): ToolName {
    return this.#tool;
  }

  set tool(tool: ToolName) {
    this.#tool = tool;
    for (const plane of planes) {
      const pane = this.#view.panes[plane];
      pane.element.style.cursor = this.#isDrawing ? "none" : tool === "pan" ? "grab" : "crosshair";
    }
    this.#drawOverlays();
  }

  get brushDiameterMm(): number {
    return this.#brushDiameterMm;
  }

  set brushDiameterMm(diameter: number) {
    this.#brushDiameterMm = diameter;
    this.#drawOverlays();
  }

  get showsTraces(): boolean {
    return this.#showsTraces;
  }

  set showsTraces(shows: boolean) {
    this.#showsTraces = shows;
    this.#drawOverlays();
  }

  /** What the brush draws into. */
  set session(session: SegmentationSession | undefined) {
    this.#session = session;
    this.#drawOverlays();
  }

  /** Draws the brush again: its segment or its colour is another, or Shift went down or up. */
  refresh(erases?: boolean): void {
    if (erases !== undefined) for (const hover of this.#lastHover.values()) hover.erases = erases;
    this.#drawOverlays();
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    for (const plane of planes) this.#overlays[plane].dispose();
  }

  get #isDrawing(): boolean {
    return this.#tool === "brush" || this.#tool === "eraser";
  }

  #press(pane: Pane, point: CanvasPoint, event: PointerEvent): Drag | undefined {
    if (event.button === 2) return this.#zoom(pane, point);
    if (event.button === 1 || (event.button === 0 && this.#tool === "pan")) return this.#pan(pane, point);
    if (event.button !== 0) return undefined;
    switch (this.#tool) {
      case "brush":
        return this.#paint(pane, point, event.shiftKey);
      case "eraser":
        return this.#paint(pane, point, true);
      case "window":
        return this.#adjustWindow(point);
      default:
        return this.#moveCursor(pane, point);
    }
  }

  #paint(pane: Pane, point: CanvasPoint, erases: boolean): Drag | undefined {
    const session = this.#session;
    if (!session) return undefined;
    const refusal = whyNoStroke(session, erases);
    if (refusal !== undefined) {
      this.refused.emit(refusal);
      return undefined;
    }
    const segment = session.findSegment(session.activeSegment);
    const label = erases ? 0 : session.activeSegment;
    const edit = session.beginEdit("hand", erases ? "erasing" : `brush on ${segment?.label ?? "segment"}`);
    let from = pane.toIjk(point);
    const { sliceIndex } = pane;
    const stroke = (to: Point<"ijk">): void => {
      forEachBrushedVoxel(pane.grid, pane.axes, sliceIndex, from, to, this.#brushDiameterMm / 2, (i, j, k) =>
        edit.set(i, j, k, label),
      );
      from = to;
    };
    stroke(from);
    edit.flush();
    return {
      move: (points) => {
        for (const next of points) stroke(pane.toIjk(next));
        edit.flush();
      },
      end: () => edit.commit(),
    };
  }

  #zoom(pane: Pane, start: CanvasPoint): Drag {
    let last = start;
    return {
      move: (points) => {
        const next = points.at(-1)!;
        pane.zoomAt(start, 1.008 ** (last[1] - next[1]));
        last = next;
      },
      end: () => undefined,
    };
  }

  #pan(pane: Pane, start: CanvasPoint): Drag {
    let last = start;
    return {
      move: (points) => {
        const next = points.at(-1)!;
        pane.pan(last, next);
        last = next;
      },
      end: () => undefined,
    };
  }

  #adjustWindow(start: CanvasPoint): Drag {
    const { center, width } = this.#view.window;
    return {
      move: (points) => {
        const next = points.at(-1)!;
        const perPixel = Math.max(0.5, width / 400);
        this.#view.setWindow({
          center: Math.round(center + (next[1] - start[1]) * perPixel),
          width: Math.max(1, Math.round(width + (next[0] - start[0]) * perPixel)),
        });
      },
      end: () => undefined,
    };
  }

  #moveCursor(pane: Pane, start: CanvasPoint): Drag {
    const go = (point: CanvasPoint): void => this.#view.goTo(pane.toIjk(point), pane.plane);
    go(start);
    return { move: (points) => go(points.at(-1)!), end: () => undefined };
  }

  #hover(pane: Pane, point: CanvasPoint | undefined, erases: boolean): void {
    if (!pane.isOpen) return;
    if (point) this.#lastHover.set(pane, { point, erases });
    else this.#lastHover.delete(pane);
    this.#drawBrush(pane);
    this.pointed.emit(point && { plane: pane.plane, ijk: pane.toIjk(point) });
  }

  #drawOverlays(): void {
    if (!this.#view.isOpen) return;
    for (const plane of planes) {
      const pane = this.#view.panes[plane];
      this.#drawBrush(pane);
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
    const overlay = this.#overlays[pane.plane];
    const hover = this.#lastHover.get(pane);
    const session = this.#session;
    if (!hover || !session || !this.#isDrawing) {
      overlay.hideBrush();
      return;
    }
    const erases = hover.erases || this.#tool === "eraser";
    const color = session.findSegment(session.activeSegment)?.color ?? [255, 255, 255];
    overlay.drawBrush(
      hover.point,
      (this.#brushDiameterMm / 2) * pane.pixelsPerMm,
      erases ? "#f2f2f2" : `rgb(${color.join(" ")})`,
      erases,
    );
  }
}

function whyNoStroke(session: SegmentationSession, erases: boolean): string | undefined {
  if (session.isEditing) return "Wait until the model has finished, or cancel it, before you draw.";
  if (erases) return undefined;
  const segment = session.findSegment(session.activeSegment);
  if (!segment) return "There is no segment to draw into. Choose a model first.";
  const { locked, visible } = session.display(segment.segmentNumber);
  if (locked) return `${segment.label} is locked. Unlock it to draw into it.`;
  if (!visible) return `${segment.label} is hidden. Show it to draw into it.`;
  return undefined;
}
