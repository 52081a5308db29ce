import { squaredDistances } from "../regions/index.ts";
import { type PlacedPrompt, promptPoints, type SlicePoint } from "./drawn-prompts.ts";
import type { SlicePart } from "./patch.ts";
import type { PromptPlane } from "./prompt-plane.ts";

/** A click beside the object that lies deeper than this part of the slice's depth says that most of it was wrong. */
const deepPart = 0.5;
/** Nearer to where the object is, in the plane, a prompt says that it ends before this slice. */
const leastReachMm = 20;

/**
 * How large the object can be, where a prompt beside it lies deep in what was found: not the edge is off then, but something
 * larger was outlined, as the liver for a tumour in it.
 * @returns millimetres from that prompt to the nearest that points at the object, in the plane; undefined where no prompt says so.
 */
export function largestReachMm(
  outline: { readonly prompts: readonly PlacedPrompt[]; readonly slices: ReadonlyMap<number, SlicePart> },
  added: readonly PlacedPrompt[],
  view: Pick<PromptPlane, "rowMm" | "columnMm">,
): number | undefined {
  const towards = outline.prompts.flatMap(({ slice, prompt }) =>
    prompt.adds ? promptPoints(prompt).map((point) => ({ ...point, slice })) : [],
  );
  const reaches = added.flatMap(({ slice, prompt }) => {
    const part = outline.slices.get(slice);
    if (prompt.adds || !part) return [];
    return promptPoints(prompt)
      .filter((point) => isDeep(part, point))
      .flatMap((point) =>
        towards
          // What was followed into another structure is that slice's affair: the slice pointed at was outlined well.
          .filter((at) => isDeep(outline.slices.get(at.slice), point))
          .map(({ row, column }) =>
            Math.hypot((row - point.row) * view.rowMm, (column - point.column) * view.columnMm),
          ),
      );
  });
  const nearest = Math.min(...reaches);
  return Number.isFinite(nearest) && nearest >= leastReachMm ? nearest : undefined;
}

function isDeep(part: SlicePart | undefined, point: SlicePoint): boolean {
  if (!part) return false;
  const { row, column, rows, columns, values } = part;
  const [size, spacingMm] = [[columns + 2, rows + 2, 1] as const, [1, 1, 1] as const];
  const outside = new Uint8Array(size[0] * size[1]).fill(1);
  for (let y = 0, at = 0; y < rows; y++)
    for (let x = 0; x < columns; x++, at++) if (values[at]! > 0.5) outside[x + 1 + size[0] * (y + 1)] = 0;
  const [y, x] = [Math.round(point.row) - row + 1, Math.round(point.column) - column + 1];
  if (y < 0 || x < 0 || y >= size[1] || x >= size[0] || outside[x + size[0] * y]) return false;
  const squared = squaredDistances({ grid: { size, spacingMm }, voxels: outside });
  const deepest = squared.reduce((most, value) => Math.max(most, value), 0);
  return squared[x + size[0] * y]! >= deepPart ** 2 * deepest;
}
