import { fillPolygons } from "../editing/index.ts";
import { type PatchPlace, type SlicePart, toPatch } from "./patch.ts";

/** Radius of a click in pixels of the patch, as in training (models/training/autoseg_training/prompted/users.py). */
const clickRadius = 3;
const scribbleRadius = 1.5;
/** How strongly the inside of a box or lasso indicates the object; a click has 1. */
const insideFrame = 0.5;

/** A point on a slice, as fractional row and column. */
export interface SlicePoint {
  readonly row: number;
  readonly column: number;
}

/** A prompt on one slice of the plane in which an object is outlined. */
export type SlicePrompt =
  | { readonly kind: "click"; readonly points: readonly SlicePoint[]; readonly adds: boolean }
  | { readonly kind: "scribble"; readonly points: readonly SlicePoint[]; readonly adds: boolean }
  /** The corners of a box, or the points of a lasso, in order. */
  | {
      readonly kind: "outline";
      readonly points: readonly SlicePoint[];
      readonly adds: true;
      /** Whether its inside is exactly the object. */
      readonly isExact?: boolean;
    };

/** The union of all exact outlines, as a part of the slice; undefined if there are none. */
export function exactPart(prompts: readonly SlicePrompt[]): SlicePart | undefined {
  const polygons = prompts
    .filter((prompt) => isExact(prompt))
    .map(({ points }) => points.map(({ row, column }) => [column, row] as const));
  if (polygons.length === 0) return undefined;
  const columns = polygons.flatMap((polygon) => polygon.map(([column]) => column));
  const rows = polygons.flatMap((polygon) => polygon.map(([, row]) => row));
  const least = (all: readonly number[]) => Math.floor(all.reduce((a, b) => Math.min(a, b)));
  const most = (all: readonly number[]) => Math.ceil(all.reduce((a, b) => Math.max(a, b))) + 1;
  const [column, row] = [least(columns), least(rows)];
  const to = [most(columns), most(rows)] as const;
  const inside = fillPolygons(polygons, { from: [column, row], to });
  return { row, column, rows: to[1] - row, columns: to[0] - column, values: Float32Array.from(inside) };
}

export function isExact(prompt: SlicePrompt): boolean {
  return prompt.kind === "outline" && prompt.isExact === true;
}

/** A prompt and the slice of the view that it lies on. */
export interface PlacedPrompt {
  readonly slice: number;
  readonly prompt: SlicePrompt;
}

/** Points at which a prompt is certain: none for an outline, where only the inside is. */
export function promptPoints({ kind, points }: SlicePrompt): readonly SlicePoint[] {
  return kind === "outline" ? [] : points;
}

/**
 * Draws prompts into the maps of a patch: where the user pointed at the object, and where outside it.
 * @param positive `[side, side]`, like `negative`; drawn in place.
 */
export function drawPrompts(
  prompts: readonly SlicePrompt[],
  place: PatchPlace,
  positive: Float32Array,
  negative: Float32Array,
): void {
  const { side } = place;
  const toPoints = (points: readonly SlicePoint[]) =>
    points.map(({ row, column }) => toPatch(place, row, column));
  // Outlines first: a click inside one has a higher value.
  for (const { kind, points } of prompts)
    if (kind === "outline") fillOutline(positive, side, toPoints(points));
  for (const { kind, points, adds } of prompts) {
    const canvas = adds ? positive : negative;
    if (kind === "click") for (const point of toPoints(points)) drawDisk(canvas, side, point, clickRadius);
    if (kind === "scribble") drawPath(canvas, side, toPoints(points));
  }
}

/** Sets a disk to 1. */
function drawDisk(canvas: Float32Array, side: number, { row, column }: SlicePoint, radius: number): void {
  const first = (at: number) => Math.max(0, Math.ceil(at - radius));
  const last = (at: number) => Math.min(side - 1, Math.floor(at + radius));
  for (let r = first(row); r <= last(row); r++)
    for (let c = first(column); c <= last(column); c++)
      if ((r - row) ** 2 + (c - column) ** 2 <= radius ** 2) canvas[r * side + c] = 1;
}

/** Sets a line from point to point to 1, three pixels wide. */
function drawPath(canvas: Float32Array, side: number, points: readonly SlicePoint[]): void {
  for (const [n, point] of points.entries()) {
    const last = points[Math.max(0, n - 1)]!;
    const steps = Math.max(
      1,
      Math.ceil(Math.abs(point.row - last.row)),
      Math.ceil(Math.abs(point.column - last.column)),
    );
    for (let step = 0; step <= steps; step++)
      drawDisk(
        canvas,
        side,
        {
          row: last.row + ((point.row - last.row) * step) / steps,
          column: last.column + ((point.column - last.column) * step) / steps,
        },
        scribbleRadius,
      );
  }
}

function fillOutline(canvas: Float32Array, side: number, points: readonly SlicePoint[]): void {
  const inside = fillPolygons([points.map(({ row, column }) => [column, row] as const)], {
    from: [0, 0],
    to: [side, side],
  });
  for (let n = 0; n < inside.length; n++) if (inside[n] && canvas[n]! < insideFrame) canvas[n] = insideFrame;
}
