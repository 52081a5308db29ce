import type { SegmentationSession } from "../editing/index.ts";
import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
import type { PaneOverlay } from "./pane-overlay.ts";
import { isBrush, type ToolName, type ToolSettings } from "./tool-settings.ts";

/** The pointer over a pane. */
export interface Hover {
  readonly point: CanvasPoint;
  /** Shift is held: the brush would erase. */
  readonly erases: boolean;
  /** Alt is held: it would erase all segments, not only the active one. */
  readonly fromAll: boolean;
}

/** Modifier keys that change the effect of a press. */
export function modifiersOf(event: {
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}): Pick<Hover, "erases" | "fromAll"> {
  return { erases: event.shiftKey, fromAll: event.altKey };
}

/** Shows the brush at its true size in the colour of the segment it would change, near white for all segments, or hides it. */
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
  const label = erases && (hover.fromAll || tool === "scribbles") ? 0 : session.activeSegment;
  overlay.drawBrush(hover.point, radius, colorOf(session, label), erases);
}

/** CSS colour of a segment; near white for the background. */
export function colorOf(session: SegmentationSession | undefined, label: number): string {
  const segment = session?.findSegment(label);
  return segment ? `rgb(${segment.color.join(" ")})` : "#f2f2f2";
}
