import { forEachBrushedRow } from "../editing/index.ts";
import type { Point } from "../geometry/index.ts";
import { t } from "../texts/index.ts";
import type { CanvasPoint } from "./drawing-pane.ts";
import { floodFill, outlineDrag, regionDrag } from "./operation-drags.ts";
import type { Drag } from "./pane-pointer.ts";
import { type DrawingContext, takesAway } from "./tool-press.ts";

/** Starts the drag of a drawing tool; undefined if a press is all it needs, or the tool does not draw. */
export function drawingDrag(context: DrawingContext, point: CanvasPoint): Drag | undefined {
  switch (context.tool) {
    case "brush":
    case "eraser":
    case "threshold-brush":
      return brushDrag(context, point);
    case "scribbles":
      return scribbleDrag(context, point);
    case "scissors":
    case "contour":
      return outlineDrag(context, point);
    case "isocontour":
      return regionDrag(context, point);
    case "flood-fill":
      floodFill(context, point);
      return undefined;
    default:
      return undefined;
  }
}

function brushDrag(context: DrawingContext, point: CanvasPoint): Drag {
  const { tool, pane, session, settings, erases, fromAll } = context;
  const takes = takesAway(tool, erases);
  const label = takes ? 0 : session.activeSegment;
  const name = session.findSegment(session.activeSegment)?.label ?? "";
  const erasing = fromAll ? t("steps.eraseAll") : t("steps.erase", { label: name });
  const edit = session.beginEdit("hand", takes ? erasing : t("steps.brush", { label: name }), {
    ...(tool === "threshold-brush" && { range: settings.threshold }),
    ...(takes && !fromAll && { owned: [session.activeSegment] }),
  });
  const slice = settings.brushShape === "circle" ? pane.slice : undefined;
  const radiusMm = settings.brushDiameterMm / 2;
  let from = pane.toIjk(point);
  const stroke = (to: Point<"ijk">): void => {
    const moved = { from, to, radiusMm, ...(slice && { slice }) };
    forEachBrushedRow(pane.grid, moved, (i, end, j, k) => edit.setRow({ i, end, j, k }, label));
    from = to;
  };
  try {
    stroke(from);
  } catch (error) {
    edit.cancel();
    throw error;
  }
  edit.flush();
  /** A locked segment under the brush is reported there, once per stroke. */
  let isSaid = takes && !fromAll;
  const sayRefused = (at: CanvasPoint): void => {
    if (edit.meetsUnfinished && !isSaid) {
      isSaid = true;
      context.sayAt(at, t("refusals.unfinished"));
    }
    if (isSaid || edit.refused === undefined || !session.display(edit.refused).locked) return;
    isSaid = true;
    context.sayAt(at, t("refusals.locked", { label: session.findSegment(edit.refused)?.label ?? "" }));
  };
  sayRefused(point);
  return {
    move: (points) => {
      for (const next of points) stroke(pane.toIjk(next));
      edit.flush();
      sayRefused(points.at(-1)!);
    },
    end: () => edit.commit(),
    cancel: () => edit.cancel(),
  };
}

function scribbleDrag(
  { pane, session, scribbles, settings, erases }: DrawingContext,
  point: CanvasPoint,
): Drag {
  scribbles.add({
    label: erases ? 0 : session.activeSegment,
    slice: pane.slice!,
    points: [pane.toIjk(point)],
    radiusMm: settings.brushDiameterMm / 2,
  });
  return {
    move: (points) => scribbles.extend(points.map((next) => pane.toIjk(next))),
    end: () => undefined,
    cancel: () => scribbles.removeLast(),
  };
}
