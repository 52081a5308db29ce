import type {
  EditOperation,
  Editor,
  PreviewOptions,
  Scribbles,
  SegmentationSession,
} from "../editing/index.ts";
import { t } from "../texts/index.ts";
import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
import { isBrush, type ToolName, type ToolSettings } from "./tool-settings.ts";

/** A press of a drawing tool. */
export interface ToolPress {
  readonly tool: ToolName;
  readonly pane: DrawingPane;
  readonly session: SegmentationSession;
  readonly settings: ToolSettings;
  /** SUV (body weight) of one unit of the image; undefined if unknown. */
  readonly suvFactor?: number | undefined;
  /** Shift is held: the tool erases instead of drawing. */
  readonly erases: boolean;
  /** Alt is held: erasing affects all segments, not only the active one. */
  readonly fromAll: boolean;
}

/** What a press needs in order to draw. */
export interface DrawingContext extends ToolPress {
  readonly editor: Editor;
  /** Previews an operation. */
  readonly preview: (operation: EditOperation, options: PreviewOptions) => void;
  readonly scribbles: Scribbles;
  /** Shows the line being drawn; hides it without points. */
  readonly showOutline: (points: readonly CanvasPoint[]) => void;
  /** Shows a message at a point of the pane for a moment. */
  readonly sayAt: (point: CanvasPoint, text: string) => void;
}

/** Why the tool cannot draw now, as a sentence; undefined if it can. */
export function whyNotDraw({
  tool,
  pane,
  session,
  settings,
  suvFactor,
  erases,
  fromAll,
}: ToolPress): string | undefined {
  if (!session.canDraw) return t("refusals.running");
  if (pane.slice && session.isUnfinished(pane.slice)) return t("refusals.unfinished");
  if (!pane.slice && !(isBrush(tool) && tool !== "scribbles" && settings.brushShape === "sphere"))
    return t("refusals.oblique");
  if (tool === "isocontour" && settings.isocontour.startsWith("suv") && suvFactor === undefined)
    return t("refusals.noSuv");
  const takes = takesAway(tool, erases);
  const needsSegment = !(takes && fromAll) && !(tool === "scribbles" && erases);
  if (!needsSegment) return undefined;
  const segment = session.findSegment(session.activeSegment);
  if (!segment) return t(takes ? "refusals.noneToErase" : "refusals.noneToDraw");
  const { locked, visible } = session.display(segment.segmentNumber);
  const { label } = segment;
  if (locked) return t(takes ? "refusals.lockedErase" : "refusals.lockedDraw", { label });
  if (!visible) return t(takes ? "refusals.hiddenErase" : "refusals.hiddenDraw", { label });
  return undefined;
}

/** Whether the press erases. Scissors decide by their own setting. */
export function takesAway(tool: ToolName, erases: boolean): boolean {
  return (
    tool !== "scissors" && tool !== "scribbles" && tool !== "isocontour" && (erases || tool === "eraser")
  );
}
