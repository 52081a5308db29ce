import { squaredDistances } from "../regions/index.ts";
import { type PlacedPrompt, promptPoints, type SlicePoint } from "./drawn-prompts.ts";
import type { SlicePart } from "./patch.ts";
import type { PromptPlane } from "./prompt-plane.ts";

/**
 * A click outside the object that lies deeper in the result than this fraction of the slice's maximum depth: most of it was
 * wrong.
 */
const deepPart = 0.5;
/** If the prompt is closer than this to the object, in the plane, it means instead that the object ends before this slice. */
const leastReachMm = 20;

/**
 * Upper limit of the object's size if a prompt outside the object lies deep in what was found: then not just the edge is
 * wrong, but
 * something larger was outlined, for instance the liver instead of a tumour in it.
 * @returns millimetres in the plane from that prompt to the nearest one that indicates the object; undefined if there is no
 * such prompt.
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
          // If the object was followed into another structure, that slice alone is wrong: the slice with the prompt was
          // outlined well.
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
