import { squaredDistances } from "../regions/index.ts";
import { type PlacedPrompt, promptPoints, type SlicePoint } from "./drawn-prompts.ts";
import { measurePart } from "./mask-frame.ts";
import { type SlicePart, valueAt } from "./patch.ts";
import type { PromptPlane } from "./prompt-plane.ts";
import type { SliceOutliner } from "./slice-outliner.ts";

/**
 * A click outside the object that lies deeper in the result than this fraction of the slice's maximum depth: most of it was
 * wrong.
 */
const deepPart = 0.5;
/** If the prompt is closer than this to the object, in the plane, it means instead that the object ends before this slice. */
const leastReachMm = 20;
/** From this mean probability inside it, what is found at a finer scale is an object of its own. */
const sureEnough = 0.85;

/** The outline may be larger than the object, for instance the liver instead of a tumour in it. */
export interface Overreach {
  /** The prompt that indicates the object. */
  readonly at: PlacedPrompt;
  /** The place outside the object, in whichever slice the user indicated it. */
  readonly beside: SlicePoint;
  /** Millimetres between the two, in the plane. */
  readonly reachMm: number;
}

/**
 * A prompt outside the object that lies deep in the outline: not just the edge is wrong.
 * @returns undefined if there is no such prompt, or if a second prompt has added to the object: it is then at least as large as
 * the outline was.
 */
export function findOverreach(
  outline: { readonly prompts: readonly PlacedPrompt[]; readonly slices: ReadonlyMap<number, SlicePart> },
  added: readonly PlacedPrompt[],
  view: Pick<PromptPlane, "rowMm" | "columnMm">,
): Overreach | undefined {
  const [at, another] = outline.prompts.filter(({ prompt }) => prompt.adds);
  if (!at || another) return undefined;
  const found: Overreach[] = [];
  for (const { slice, prompt } of added) {
    if (prompt.adds) continue;
    for (const beside of promptPoints(prompt)) {
      if (![slice, at.slice].every((index) => isDeep(outline.slices.get(index), beside))) continue;
      for (const { row, column } of promptPoints(at.prompt)) {
        const down = (row - beside.row) * view.rowMm;
        const across = (column - beside.column) * view.columnMm;
        found.push({ at, beside, reachMm: Math.hypot(down, across) });
      }
    }
  }
  const [nearest] = found.sort((a, b) => a.reachMm - b.reachMm);
  return nearest && nearest.reachMm >= leastReachMm ? nearest : undefined;
}

/**
 * Whether there is a smaller object: the slice with the first prompt is outlined again at a finer scale. If that outline still
 * includes the place outside the object, or the network is unsure of it, the slice was right, and another structure was followed
 * in the slices behind it.
 * @throws AutosegError what the outliner throws.
 */
export async function isSmaller(
  { at, beside, reachMm }: Overreach,
  outliner: SliceOutliner,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const task = { slice: at.slice, prompts: [at.prompt], known: undefined, reachMm };
  const part = await outliner.outline(task, signal);
  const holdsIt = valueAt(part, Math.round(beside.row), Math.round(beside.column)) > 0.5;
  return !holdsIt && measurePart(part).meanInside >= sureEnough;
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
