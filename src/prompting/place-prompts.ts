import type { PlacedPrompt, SlicePoint, SlicePrompt } from "./drawn-prompts.ts";
import { type Prompt, pointsOf, promptAdds } from "./prompt.ts";
import type { PromptPlane } from "./prompt-plane.ts";

/**
 * Places a prompt on slices of the plane in which the object is outlined. A click is on one slice, whichever plane it was
 * made in; a scribble made in another plane is on every slice that it crosses; a box or lasso made in another plane becomes a
 * click at its middle.
 */
export function placePrompt(view: PromptPlane, prompt: Prompt): PlacedPrompt[] {
  const points = pointsOf(prompt).map((point) => view.toPlane(point));
  const sliceOf = ({ slice }: { readonly slice: number }) =>
    Math.min(Math.max(Math.round(slice), 0), view.slices - 1);
  const adds = promptAdds(prompt);
  if (prompt.kind === "click")
    return [{ slice: sliceOf(points[0]!), prompt: { kind: "click", points, adds } }];
  if (prompt.kind === "scribble") {
    if (prompt.plane === view.plane)
      return [{ slice: sliceOf(points[0]!), prompt: { kind: "scribble", points, adds } }];
    const bySlice = new Map<number, SlicePoint[]>();
    for (const point of fillGaps(points)) {
      const slice = sliceOf(point);
      bySlice.set(slice, [...(bySlice.get(slice) ?? []), point]);
    }
    return [...bySlice].map(([slice, own]) => ({ slice, prompt: { kind: "scribble", points: own, adds } }));
  }
  if (prompt.plane !== view.plane) {
    const middle = points.reduce(
      (sum, { row, column, slice }) => ({
        row: sum.row + row / points.length,
        column: sum.column + column / points.length,
        slice: sum.slice + slice / points.length,
      }),
      { row: 0, column: 0, slice: 0 },
    );
    return [{ slice: sliceOf(middle), prompt: { kind: "click", points: [middle], adds: true } }];
  }
  const outline: SlicePrompt = {
    kind: "outline",
    points: prompt.kind === "box" ? cornersOf(points) : points,
    adds: true,
    ...(prompt.kind === "lasso" && prompt.isExact && { isExact: true }),
  };
  return [{ slice: sliceOf(points[0]!), prompt: outline }];
}

type PlanePoints = readonly { readonly row: number; readonly column: number; readonly slice: number }[];

/** Half a pixel beyond the corners: a box includes the pixels in which it begins and ends. */
function cornersOf(points: PlanePoints) {
  const rows = points.map(({ row }) => Math.round(row));
  const columns = points.map(({ column }) => Math.round(column));
  const [top, bottom] = [Math.min(...rows) - 0.5, Math.max(...rows) + 0.5];
  const [left, right] = [Math.min(...columns) - 0.5, Math.max(...columns) + 0.5];
  return [
    { row: top, column: left },
    { row: top, column: right },
    { row: bottom, column: right },
    { row: bottom, column: left },
  ];
}

/** Adds points between points more than a slice apart. */
function fillGaps(points: PlanePoints): PlanePoints {
  return points.flatMap((point, n) => {
    const next = points[n + 1] ?? point;
    const steps = Math.max(1, Math.ceil(Math.abs(next.slice - point.slice)));
    return Array.from({ length: steps }, (_, step) => {
      const part = step / steps;
      return {
        row: point.row + part * (next.row - point.row),
        column: point.column + part * (next.column - point.column),
        slice: point.slice + part * (next.slice - point.slice),
      };
    });
  });
}
