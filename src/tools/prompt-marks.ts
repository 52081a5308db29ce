import type { Point } from "../geometry/index.ts";
import { axesOfSlice } from "../regions/index.ts";
import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
import { distance, distanceToSegment } from "./fingers.ts";
import type { PromptMark } from "./prompt-draft.ts";

/** Radius of a click's sign, in CSS pixels. */
export const clickRadius = 7;
/** A line is hit within this distance, in CSS pixels. */
const linePixels = 5;

/** Whether a pane shows a mark: clicks appear in every plane, shapes only in their own. */
export function isShown(
  { slice: shown }: Pick<DrawingPane, "slice">,
  { kind, points, slice }: PromptMark,
): boolean {
  if (!shown) return false;
  if (kind === "click") return Math.round(points[0]![shown.axis]) === shown.index;
  return slice.axis === shown.axis && slice.index === shown.index;
}

/** The line of a mark in a pane; for a box, its four corners. */
export function lineOf(pane: DrawingPane, { kind, points, slice }: PromptMark): CanvasPoint[] {
  if (kind !== "box") return points.map((point) => pane.toCanvas(point));
  const [a, b] = axesOfSlice(slice.axis);
  const [from, to] = [points[0]!, points[1]!];
  const corner = (first: Point<"ijk">, second: Point<"ijk">): CanvasPoint => {
    const ijk = [...from] as [number, number, number];
    ijk[a] = first[a];
    ijk[b] = second[b];
    return pane.toCanvas(ijk);
  };
  return [corner(from, from), corner(to, from), corner(to, to), corner(from, to)];
}

/** Index of the last mark at a point of a pane; undefined if there is none. */
export function markAt(
  pane: DrawingPane,
  marks: readonly PromptMark[],
  point: CanvasPoint,
): number | undefined {
  const hit = marks.findLastIndex((mark) => {
    if (!isShown(pane, mark)) return false;
    const line = lineOf(pane, mark);
    if (mark.kind === "click") return distance(line[0]!, point) <= clickRadius;
    const isClosed = mark.kind !== "scribble";
    return line.some((from, n) => {
      const to = line[n + 1] ?? (isClosed ? line[0]! : from);
      return distanceToSegment(point, from, to) <= linePixels;
    });
  });
  return hit < 0 ? undefined : hit;
}
