import type { Point } from "../geometry/index.ts";
import { axesOfSlice, type Box, type GridAxis, mapAxes, wholeBox } from "../regions/index.ts";
import { t } from "../texts/index.ts";
import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
import { distance, distanceToSegment } from "./fingers.ts";
import type { Drag } from "./pane-pointer.ts";
import { within } from "./prompt-drag.ts";
import type { RunBoxDraft } from "./run-box-draft.ts";
import type { ToolBox } from "./tool-box.ts";

/** An edge is grabbed within this distance, in CSS pixels. */
const gripPixels = 7;
/** A shorter drag is a click and changes nothing. */
const clickPixels = 4;

interface RunBoxPress {
  readonly pane: DrawingPane;
  readonly toolBox: Pick<ToolBox, "session" | "runBox">;
}

/** A side of a box: the lower or the upper one along a grid axis. */
interface BoxSide {
  readonly axis: GridAxis;
  readonly end: "from" | "to";
}

/** Why no box can be drawn here, as a sentence; undefined if one can. */
export function whyNotRunBox({ pane, toolBox: { session } }: RunBoxPress): string | undefined {
  if (!session || session.isEditing) return t("refusals.running");
  if (!pane.slice) return t("refusals.obliqueRunBox");
  return undefined;
}

/** Whether the slice on screen passes through the box. */
export function isInRunBox({ slice }: Pick<DrawingPane, "slice">, { from, to }: Box): boolean {
  return slice !== undefined && slice.index >= from[slice.axis] && slice.index < to[slice.axis];
}

/**
 * The corners of a box in a pane, along the outer edges of its voxels: lower and upper of the first axis, then of the second.
 */
export function cornersOf(pane: DrawingPane, { from, to }: Box): CanvasPoint[] {
  const { axis, index } = pane.slice!;
  const [a, b] = axesOfSlice(axis);
  const corner = (first: number, second: number): CanvasPoint => {
    const ijk: [number, number, number] = [index, index, index];
    ijk[a] = first - 0.5;
    ijk[b] = second - 0.5;
    return pane.toCanvas(ijk);
  };
  return [corner(from[a], from[b]), corner(to[a], from[b]), corner(to[a], to[b]), corner(from[a], to[b])];
}

/**
 * A press of the run box tool. On an edge it moves that edge, on a corner two edges. Elsewhere a drag draws the box anew in the
 * pane's plane; perpendicular to it, the box keeps its extent if it contains the slice, otherwise it spans all slices.
 */
export function runBoxDrag({ pane, toolBox: { runBox } }: RunBoxPress, start: CanvasPoint): Drag {
  const { grid } = pane;
  const { axis: sliceAxis } = pane.slice!;
  const sides = sidesAt(pane, runBox, start);
  const before = runBox.box && isInRunBox(pane, runBox.box) ? runBox.box : wholeBox(grid);
  const origin = within(grid, pane.toIjk(start));
  const boxTo = (ijk: Point<"ijk">): Box => {
    if (sides.length > 0) return sides.reduce((box, side) => moveSide(box, side, ijk), before);
    const at = within(grid, ijk);
    return {
      from: mapAxes((axis) =>
        axis === sliceAxis ? before.from[axis] : Math.round(Math.min(origin[axis], at[axis])),
      ),
      to: mapAxes((axis) =>
        axis === sliceAxis ? before.to[axis] : Math.round(Math.max(origin[axis], at[axis])) + 1,
      ),
    };
  };
  const moveSide = (box: Box, { axis, end }: BoxSide, ijk: Point<"ijk">): Box => {
    const edge = Math.round(ijk[axis] + 0.5);
    const moved =
      end === "from"
        ? Math.max(0, Math.min(edge, box.to[axis] - 1))
        : Math.min(grid.size[axis], Math.max(edge, box.from[axis] + 1));
    return { ...box, [end]: mapAxes((one) => (one === axis ? moved : box[end][one])) };
  };
  let drawn: Box | undefined;
  return {
    move: (points) => {
      const last = points.at(-1)!;
      if (!drawn && distance(start, last) <= clickPixels) return;
      drawn = boxTo(pane.toIjk(last));
      runBox.draw(drawn);
    },
    end: () => {
      if (drawn) runBox.choose(drawn);
      else runBox.draw(undefined);
    },
    cancel: () => runBox.draw(undefined),
  };
}

/** The sides at a point: none, one, or two at a corner. */
function sidesAt(pane: DrawingPane, { box }: RunBoxDraft, point: CanvasPoint): BoxSide[] {
  if (!box || !isInRunBox(pane, box)) return [];
  const [a, b] = axesOfSlice(pane.slice!.axis);
  const [lower, right, upper, left] = cornersOf(pane, box) as [
    CanvasPoint,
    CanvasPoint,
    CanvasPoint,
    CanvasPoint,
  ];
  const edges: readonly (readonly [BoxSide, CanvasPoint, CanvasPoint])[] = [
    [{ axis: a, end: "from" }, left, lower],
    [{ axis: a, end: "to" }, right, upper],
    [{ axis: b, end: "from" }, lower, right],
    [{ axis: b, end: "to" }, upper, left],
  ];
  return edges
    .filter(([, from, to]) => distanceToSegment(point, from, to) <= gripPixels)
    .map(([side]) => side)
    .filter((side, at, all) => all.findIndex(({ axis }) => axis === side.axis) === at);
}
