import { eventTarget } from "@cornerstonejs/core";
import { Enums, ToolGroupManager } from "@cornerstonejs/tools";
import {
  DrawingPanes,
  isBrush,
  isFinger,
  listenToPointer,
  type ToolBox,
  type ToolName,
} from "../tools/index.ts";
import type { HostPane } from "./host-pane.ts";

/** Drawing tools; navigation belongs to the host. */
export type DrawingTool = Exclude<ToolName, "crosshairs" | "window" | "pan">;

/** Cornerstone's event for an activated tool. */
interface ToolActivated {
  readonly toolGroupId: string;
  readonly toolName: string;
}

/**
 * Drawing in the host's viewports. While a tool is active the left button draws, and Shift with the wheel sets the brush size;
 * everything else, touch included, stays with the host's tools, whose group is not changed. When the host gives the left button
 * to a tool of its own, the drawing tool is deactivated.
 */
export class HostTools {
  readonly #toolBox: ToolBox;
  readonly #panes: readonly HostPane[];
  readonly #drawing: DrawingPanes<HostPane>;
  readonly #cursors: ReadonlyMap<HostPane, string>;
  readonly #stops: readonly (() => void)[];

  constructor(panes: readonly HostPane[], toolBox: ToolBox) {
    this.#toolBox = toolBox;
    this.#panes = panes;
    this.#drawing = new DrawingPanes(panes, toolBox);
    this.#cursors = new Map(panes.map((pane) => [pane, pane.element.style.cursor]));
    const { TOOL_ACTIVATED } = Enums.Events;
    const putDown = (event: Event): void => this.#yieldTo((event as CustomEvent<ToolActivated>).detail);
    eventTarget.addEventListener(TOOL_ACTIVATED, putDown);
    this.#stops = [
      ...panes.map((pane) =>
        listenToPointer(pane, {
          takes: (event) => this.#takes(event),
          onPress: (_, point, event) => this.#drawing.press(pane, point, event),
          onHover: (_, point, event) => this.#drawing.hover(point && pane, event),
          onWheel: (_, __, steps) => toolBox.stepBrush(steps < 0 ? 1 : -1),
        }),
      ),
      toolBox.changed.subscribe(() => this.#showCursors(toolBox.tool)),
      () => eventTarget.removeEventListener(TOOL_ACTIVATED, putDown),
    ];
    this.#showCursors(toolBox.tool);
  }

  /** Redraws the brush cursor after the host has moved the image below it. */
  refresh(): void {
    this.#drawing.draw();
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.#showCursors(undefined);
    this.#drawing.dispose();
  }

  #showCursors(tool: ToolName | undefined): void {
    for (const [pane, cursor] of this.#cursors)
      pane.element.style.cursor = tool === undefined ? cursor : isBrush(tool) ? "none" : "crosshair";
  }

  #takes(event: MouseEvent): boolean {
    if (this.#toolBox.tool === undefined || isFinger(event)) return false;
    if (event.type === "wheel") return this.#drawing.sizesBrush(event);
    // A move without a button is not drawing, so the host's own hover effects go on.
    return event.type === "mousemove" ? event.buttons === 1 : event.button === 0;
  }

  #yieldTo({ toolGroupId, toolName }: ToolActivated): void {
    if (this.#toolBox.tool === undefined) return;
    const group = ToolGroupManager.getToolGroup(toolGroupId);
    if (group?.getActivePrimaryMouseButtonTool() !== toolName) return;
    const viewportIds = new Set(group.getViewportIds());
    if (this.#panes.some(({ viewport }) => viewportIds.has(viewport.id))) this.#toolBox.tool = undefined;
  }
}
