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

/** Tools that draw; navigating is the host's. */
export type DrawingTool = Exclude<ToolName, "crosshairs" | "window" | "pan">;

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

  /** Draws the brush again: the host has moved the images below it. */
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
    // Moving the pointer without a button is no drawing: what the host shows there goes on.
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
