import { createSignal } from "../editing/index.ts";
import type { Plane, Point } from "../geometry/index.ts";
import type { CanvasPoint } from "../tools/index.ts";
import {
  type Drag,
  DrawingPanes,
  isBrush,
  isFinger,
  listenToPointer,
  modifiersOf,
  planeColors,
  type ToolBox,
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

/** Mouse handling in the three panes: drawing, navigation, and the overlays that show what is being drawn. */
export class PaneTools {
  readonly pointed = createSignal<PointedVoxel | undefined>();
  readonly #view: MprView;
  readonly #toolBox: ToolBox;
  readonly #drawing: DrawingPanes<Pane>;
  readonly #stops: readonly (() => void)[];
  #showsTraces = true;

  constructor(view: MprView, toolBox: ToolBox) {
    this.#view = view;
    this.#toolBox = toolBox;
    const panes = planes.map((plane) => view.panes[plane]);
    this.#drawing = new DrawingPanes(panes, toolBox);
    this.#stops = [
      ...panes.flatMap((pane) => [
        listenToPointer(pane, {
          takes: (event) => event.type === "contextmenu" || !isFinger(event),
          onPress: (_, point, event) => this.#press(pane, point, event),
          onHover: (_, point, event) => this.#hover(point && pane, event),
          onWheel: (_, point, steps, event) => this.#turn(pane, point, steps, event),
        }),
        listenToTouch(pane, (point, event) => this.#press(pane, point, event)),
      ]),
      view.moved.subscribe(() => {
        this.#drawing.draw();
        this.#drawTraces();
        this.#tellPointed();
      }),
      toolBox.changed.subscribe(() => this.#follow()),
    ];
    this.#follow();
  }

  get showsTraces(): boolean {
    return this.#showsTraces;
  }

  set showsTraces(shows: boolean) {
    this.#showsTraces = shows;
    this.#drawTraces();
  }

  /** Redraws the brush after its segment or colour has changed, or Shift or Alt was pressed or released. */
  refresh(keys?: Pick<KeyboardEvent, "shiftKey" | "altKey">): void {
    if (keys) this.#drawing.hovered.modify(modifiersOf(keys));
    this.#drawing.draw();
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.#drawing.dispose();
  }

  #follow(): void {
    const { tool } = this.#toolBox;
    for (const plane of planes)
      this.#view.panes[plane].element.style.cursor =
        tool !== undefined && isBrush(tool) ? "none" : tool === "pan" ? "grab" : "crosshair";
    this.#tellPointed();
  }

  #press(pane: Pane, point: CanvasPoint, event: PointerEvent): Drag | undefined {
    const { tool } = this.#toolBox;
    if (event.button === 2) return zoomDrag(pane, point);
    if (event.button === 1 || (event.button === 0 && tool === "pan")) return panDrag(pane, point);
    if (event.button !== 0) return undefined;
    if (tool === "window") return windowDrag(this.#view, point);
    if (tool === "crosshairs")
      return isFinger(event) ? fingerDrag(this.#view, pane, point) : cursorDrag(this.#view, pane, point);
    return this.#drawing.press(pane, point, event);
  }

  #turn(pane: Pane, point: CanvasPoint, steps: number, event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) pane.zoomAt(point, 1.15 ** -steps);
    else if (this.#drawing.sizesBrush(event)) this.#toolBox.stepBrush(steps < 0 ? 1 : -1);
    else pane.stepSlice(steps);
    this.#hover(pane, event);
  }

  #hover(pane: Pane | undefined, event: MouseEvent): void {
    this.#drawing.hover(pane, event, () => this.#tellPointed());
  }

  /** Emits the voxel now under the pointer, after the pointer or the image below it has moved. */
  #tellPointed(): void {
    const { hovered } = this.#drawing;
    const { pane } = hovered;
    const hover = pane?.isOpen ? hovered.hoverOver(pane) : undefined;
    this.pointed.emit(hover && { plane: pane!.plane, ijk: pane!.toIjk(hover.point) });
  }

  #drawTraces(): void {
    if (!this.#view.isOpen) return;
    for (const plane of planes) {
      const pane = this.#view.panes[plane];
      const at = pane.toCanvas(this.#view.cursor);
      const others = this.#showsTraces ? planes.filter((other) => other !== plane) : [];
      this.#drawing.overlay(pane).drawTraces(
        others.map((other) => ({
          at,
          vertical: this.#view.panes[other].axes.slices.axis === pane.axes.columns.axis,
          color: planeColors[other],
        })),
      );
    }
  }
}
