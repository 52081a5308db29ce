import { exactPart, isExact, type PlacedPrompt } from "./drawn-prompts.ts";
import { followAll, type OutlineOptions, type Run, reviseEarlier, startOf } from "./follow-object.ts";
import { keepJoined } from "./joined-parts.ts";
import { weighedSum } from "./mask-frame.ts";
import { type SlicePart, valueAt } from "./patch.ts";
import type { SliceOutliner } from "./slice-outliner.ts";
import { findOverreach, isSmaller } from "./start-over.ts";

/** An object after some prompts. Immutable: the next prompt makes another. */
export interface VolumeOutline {
  readonly prompts: readonly PlacedPrompt[];
  /** As in {@link SliceTask}, once a prompt has shown that something larger was outlined. */
  readonly reachMm: number | undefined;
  /** Slices that were outlined from prompts on them. */
  readonly anchors: ReadonlyMap<number, SlicePart>;
  /**
   * What was followed from each anchor in both directions, up to but not including slice `end`; keys are "slice way", way -1
   * or 1.
   */
  readonly runs: ReadonlyMap<string, Run>;
  /** The probability on each slice, only of what is connected to a prompt that indicates the object. */
  readonly slices: ReadonlyMap<number, SlicePart>;
}

export const emptyOutline: VolumeOutline = {
  prompts: [],
  reachMm: undefined,
  anchors: new Map(),
  runs: new Map(),
  slices: new Map(),
};

/**
 * The object after further prompts. Their slices are outlined again, and so are slices reached from or through them, including
 * slices with earlier prompts: correcting one slice corrects its neighbours. Between two slices with prompts, the results followed
 * from both are weighted by distance (segment.py of the recipe). A prompt outside the object but deep in what was found starts
 * over at a finer scale if a smaller object is there.
 * @throws AutosegError what the outliner throws, and `cancelled`; the previous outline stays valid.
 */
export async function addPrompts(
  before: VolumeOutline,
  added: readonly PlacedPrompt[],
  outliner: SliceOutliner,
  options: OutlineOptions,
): Promise<VolumeOutline> {
  const overreach = findOverreach(before, added, options.view);
  if (overreach && (await isSmaller(overreach, outliner, options.signal)))
    return startOver([...before.prompts, ...added], overreach.reachMm, outliner, options);
  return addToOutline(before, added, outliner, options);
}

/** Outlines everything again, with a limit on the object's size: first prompts that indicate the object, then those outside it. */
async function startOver(
  prompts: readonly PlacedPrompt[],
  reachMm: number,
  outliner: SliceOutliner,
  options: OutlineOptions,
): Promise<VolumeOutline> {
  const pointedAt = new Set(prompts.filter(({ prompt }) => prompt.adds).map(({ slice }) => slice));
  const first = prompts.filter(({ slice }) => pointedAt.has(slice));
  const others = prompts.filter(({ slice }) => !pointedAt.has(slice));
  const outline = await addToOutline({ ...emptyOutline, reachMm }, first, outliner, options);
  return others.length === 0 ? outline : addToOutline(outline, others, outliner, options);
}

async function addToOutline(
  before: VolumeOutline,
  added: readonly PlacedPrompt[],
  outliner: SliceOutliner,
  options: OutlineOptions,
): Promise<VolumeOutline> {
  const { signal, onSlice } = options;
  const { reachMm } = before;
  const prompts = [...before.prompts, ...added];
  const anchors = new Map(before.anchors);
  const slices = new Set(added.map(({ slice }) => slice));
  for (const slice of slices) {
    const own = prompts.filter((placed) => placed.slice === slice).map(({ prompt }) => prompt);
    const exact = exactPart(own);
    const others = own.filter((prompt) => !isExact(prompt));
    const known = before.slices.get(slice) ?? exact;
    const outlined =
      exact && others.length === 0
        ? exact
        : await outliner.outline({ slice, prompts: others, known, reachMm }, signal);
    onSlice?.(slice, outlined);
    anchors.set(slice, outlined);
  }
  const kept = new Map([...before.runs].filter(([key]) => !slices.has(startOf(key))));
  const earlier = new Set([...before.anchors.keys()].filter((slice) => !slices.has(slice)));
  for (const slice of earlier.size > 0 ? slices : [])
    await reviseEarlier(slice, { earlier, prompts, reachMm, anchors, runs: kept }, outliner, options);
  const runs = await followAll(anchors, kept, outliner, options);
  return { prompts, reachMm, anchors, runs, slices: keepJoined(combine(anchors, runs), prompts) };
}

/** The anchors and what was followed from them; between two anchors the sum of both results, weighted by distance. */
function combine(anchors: VolumeOutline["anchors"], runs: VolumeOutline["runs"]): Map<number, SlicePart> {
  const slices = new Map(anchors);
  for (const [key, { end, parts }] of runs) {
    const [start, way] = key.split(" ").map(Number) as [number, number];
    for (const [n, part] of parts.entries()) {
      const slice = start + way * (n + 1);
      const weight = anchors.has(end) ? 1 - (n + 1) / Math.abs(end - start) : 1;
      slices.set(slice, weighedSum(slices.get(slice), part, weight));
    }
  }
  return slices;
}

/** Whether a point on a slice is in the object; row and column may be fractional. */
export function isInside({ slices }: VolumeOutline, slice: number, row: number, column: number): boolean {
  return valueAt(slices.get(slice), Math.round(row), Math.round(column)) > 0.5;
}
