import type { Point } from "../geometry/index.ts";
import { type AxisEnd, type DrawnAxes, moveAxisEnd, withShortAxis } from "../regions/index.ts";
import { t } from "../texts/index.ts";
import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
import { distance } from "./fingers.ts";
import type { MeasureDraft, ShownAxes } from "./measure-draft.ts";
import type { Drag } from "./pane-pointer.ts";
import { within } from "./prompt-drag.ts";
import type { ToolBox } from "./tool-box.ts";

/** An end is grabbed within this distance, in CSS pixels. */
const gripPixels = 9;
/** A shorter drag is a click. */
const clickPixels = 4;

interface MeasurePress {
  readonly pane: DrawingPane;
  readonly toolBox: Pick<ToolBox, "session" | "measures">;
}

/** Why nothing can be measured here, as a sentence; undefined if it can. */
export function whyNotMeasure({ pane, toolBox: { session } }: MeasurePress): string | undefined {
  if (!session || session.isEditing) return t("refusals.running");
  if (!pane.slice) return t("refusals.obliqueMeasure");
  return undefined;
}

/** Whether the axes lie on the slice that a pane shows. */
export function isOnSlice({ slice }: Pick<DrawingPane, "slice">, { sliceAxis, long }: DrawnAxes): boolean {
  return slice?.axis === sliceAxis && slice.index === Math.round(long[0][sliceAxis]);
}

/**
 * A press of the measuring tool. On an end, it moves that end. Elsewhere a drag draws a new long axis or, if the finding under
 * review has only a long axis on this slice, its short axis.
 */
export function measureDrag({ pane, toolBox: { measures } }: MeasurePress, start: CanvasPoint): Drag {
  const { grid } = pane;
  const slice = pane.slice!;
  const grip = gripAt(pane, measures, start);
  const half = measures.shown.find(({ axes, isActive }) => isActive && !axes.short && isOnSlice(pane, axes));
  const from = within(grid, pane.toIjk(start));
  const axesTo = (to: Point<"ijk">): { readonly id: number | undefined; readonly axes: DrawnAxes } => {
    if (grip) return { id: grip.of.id, axes: moveAxisEnd(grip.of.axes, grip.end, to, grid.spacingMm) };
    if (half) return { id: half.id, axes: withShortAxis(half.axes, from, to, grid.spacingMm) };
    return { id: undefined, axes: { sliceAxis: slice.axis, long: [from, to] } };
  };
  let drawn: ReturnType<typeof axesTo> | undefined;
  return {
    move: (points) => {
      const last = points.at(-1)!;
      if (!drawn && distance(start, last) <= clickPixels) return;
      drawn = axesTo(within(grid, pane.toIjk(last)));
      measures.draw(drawn);
    },
    end: () => {
      measures.draw(undefined);
      if (drawn) measures.drawn.emit(drawn);
    },
    cancel: () => measures.draw(undefined),
  };
}

/** The end at a point; the one drawn last if there are several. */
function gripAt(
  pane: DrawingPane,
  { shown }: MeasureDraft,
  point: CanvasPoint,
): { readonly of: ShownAxes; readonly end: AxisEnd } | undefined {
  for (const of of shown.toReversed()) {
    if (!isOnSlice(pane, of.axes)) continue;
    for (const name of ["short", "long"] as const)
      for (const end of [0, 1] as const) {
        const place = of.axes[name]?.[end];
        if (place && distance(pane.toCanvas(place), point) <= gripPixels)
          return { of, end: { of: name, end } };
      }
  }
  return undefined;
}
