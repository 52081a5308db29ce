import { eventTarget } from "@cornerstonejs/core";
import { Enums, ToolGroupManager } from "@cornerstonejs/tools";
import type { SegmentationSession } from "../editing/index.ts";
import { createSignal, Editor, HintStrokes } from "../editing/index.ts";
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
  stepBrushDiameter,
  type ToolName,
  type ToolSettings,
  whyNotDraw,
} from "../tools/index.ts";
import type { HostPane } from "./host-pane.ts";

/** Tools that draw; navigating is the host's. */
export type DrawingTool = Exclude<ToolName, "hints" | "crosshairs" | "window" | "pan">;

/** What Cornerstone tells of a tool that was activated. */
interface ToolActivated {
  readonly toolGroupId: string;
  readonly toolName: string;
}

/**
 * Drawing in viewports of another program. While a tool is in hand the left button draws, and Shift and the wheel set the
 * size of a brush; everything else, fingers too, stays with the program's tools, whose group is not changed. When the program gives the
 * left button to a tool of its own, the tool is put down.
 */
export class HostTools {
  /** A stroke could not begin; the sentence says why. */
  readonly refused = createSignal<string>();
  /** Another tool, or other settings. */
  readonly changed = createSignal();
  /** Does what scissors, contour, flood fill, and whoever else asks, want done. */
  readonly editor = new Editor();
  readonly #session: SegmentationSession;
  readonly #toolGroupId: string;
  readonly #overlays: ReadonlyMap<HostPane, PaneOverlay>;
  readonly #cursors: ReadonlyMap<HostPane, string>;
  readonly #hovered: HoveredPane<HostPane>;
  readonly #stops: (() => void)[];
  #tool: DrawingTool | undefined;
  #settings = initialToolSettings;

  constructor(panes: readonly HostPane[], session: SegmentationSession, toolGroupId: string) {
    this.#session = session;
    this.#toolGroupId = toolGroupId;
    this.editor.session = session;
    this.#overlays = new Map(panes.map((pane) => [pane, new PaneOverlay(pane)]));
    this.#hovered = new HoveredPane(panes);
    this.#cursors = new Map(panes.map((pane) => [pane, pane.element.style.cursor]));
    this.#stops = panes.map((pane) =>
      listenToPointer(pane, {
        takes: (event) => this.#takes(event),
        onPress: (_, point, event) => this.#press(pane, point, event),
        onHover: (_, point, event) => {
          this.#hovered.set(point && pane, event);
          this.#drawCursors();
        },
        onWheel: (_, __, steps) =>
          this.configure({
            brushDiameterMm: stepBrushDiameter(this.#settings.brushDiameterMm, steps < 0 ? 1 : -1),
          }),
      }),
    );
    const { TOOL_ACTIVATED } = Enums.Events;
    const putDown = (event: Event): void => this.#yieldTo((event as CustomEvent<ToolActivated>).detail);
    eventTarget.addEventListener(TOOL_ACTIVATED, putDown);
    this.#stops.push(() => eventTarget.removeEventListener(TOOL_ACTIVATED, putDown));
  }

  get tool(): DrawingTool | undefined {
    return this.#tool;
  }

  /** Undefined leaves the left button to the host. */
  set tool(tool: DrawingTool | undefined) {
    this.#tool = tool;
    for (const [pane, cursor] of this.#cursors)
      pane.element.style.cursor = tool === undefined ? cursor : isBrush(tool) ? "none" : "crosshair";
    this.#drawCursors();
    this.changed.emit();
  }

  get settings(): ToolSettings {
    return this.#settings;
  }

  configure(change: Partial<ToolSettings>): void {
    this.#settings = { ...this.#settings, ...change };
    this.#drawCursors();
    this.changed.emit();
  }

  /** Draws the brush again: the host has moved the images below it. */
  refresh(): void {
    this.#drawCursors();
  }

  dispose(): void {
    this.tool = undefined;
    for (const stop of this.#stops) stop();
    for (const overlay of this.#overlays.values()) overlay.dispose();
    this.editor.dispose();
  }

  #takes(event: MouseEvent): boolean {
    if (this.#tool === undefined || isFinger(event)) return false;
    if (event.type === "wheel") return event.shiftKey && isBrush(this.#tool);
    // Moving the pointer without a button is no drawing: what the host shows there goes on.
    return event.type === "mousemove" ? event.buttons === 1 : event.button === 0;
  }

  #press(pane: HostPane, point: CanvasPoint, event: PointerEvent): Drag | undefined {
    if (this.#tool === undefined) return undefined;
    const session = this.#session;
    const stroke = { tool: this.#tool, pane, session, settings: this.#settings, ...modifiersOf(event) };
    const refusal = whyNotDraw(stroke);
    if (refusal !== undefined) {
      this.refused.emit(refusal);
      return undefined;
    }
    const color = colorOf(session, stroke.erases && stroke.fromAll ? 0 : session.activeSegment);
    return drawingDrag(
      {
        ...stroke,
        editor: this.editor,
        hints: new HintStrokes(),
        showOutline: (points) => this.#overlays.get(pane)!.drawOutline(points, color),
      },
      point,
    );
  }

  #yieldTo({ toolGroupId, toolName }: ToolActivated): void {
    if (this.#tool === undefined || toolGroupId !== this.#toolGroupId) return;
    const group = ToolGroupManager.getToolGroup(toolGroupId);
    if (group?.getActivePrimaryMouseButtonTool() === toolName) this.tool = undefined;
  }

  #drawCursors(): void {
    for (const pane of this.#overlays.keys()) this.#drawCursor(pane);
  }

  #drawCursor(pane: HostPane): void {
    const drawing = { session: this.#session, tool: this.#tool, settings: this.#settings };
    drawBrushCursor(this.#overlays.get(pane)!, pane, this.#hovered.hoverOver(pane), drawing);
  }
}

function isFinger(event: MouseEvent): boolean {
  return event instanceof PointerEvent && event.pointerType === "touch";
}
