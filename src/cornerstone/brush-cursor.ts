import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
import type { PaneOverlay } from "./pane-overlay.ts";
import type { SegmentationSession } from "./segmentation-session.ts";
import { isBrush, type ToolName, type ToolSettings } from "./tool-settings.ts";

/** The pointer over a pane. */
export interface Hover {
  readonly point: CanvasPoint;
  /** Shift is held: the brush would erase. */
  readonly erases: boolean;
}

/** Shows the brush at its true size in the colour of what it would draw, or hides it. */
export function drawBrushCursor(
  overlay: PaneOverlay,
  pane: DrawingPane,
  hover: Hover | undefined,
  {
    session,
    tool,
    settings,
  }: {
    readonly session: SegmentationSession | undefined;
    readonly tool: ToolName | undefined;
    readonly settings: ToolSettings;
  },
): void {
  if (!hover || !session || tool === undefined || !isBrush(tool)) {
    overlay.hideBrush();
    return;
  }
  const erases = hover.erases || tool === "eraser";
  const radius = (settings.brushDiameterMm / 2) * pane.pixelsPerMm;
  overlay.drawBrush(hover.point, radius, colorOf(session, erases ? 0 : session.activeSegment), erases);
}

/** CSS colour of a segment; near white for the background. */
export function colorOf(session: SegmentationSession | undefined, label: number): string {
  const segment = session?.findSegment(label);
  return segment ? `rgb(${segment.color.join(" ")})` : "#f2f2f2";
}
