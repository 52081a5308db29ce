import { isExact, type PlacedPrompt } from "./drawn-prompts.ts";
import { measurePart, overlap, weighedSum } from "./mask-frame.ts";
import type { SlicePart } from "./patch.ts";
import type { PromptPlane } from "./prompt-plane.ts";
import type { SliceOutliner } from "./slice-outliner.ts";

/** From slice to slice, a result with less confidence than this, or more than so many times the previous area, is not the object. */
const [leastSure, largestGrowth] = [0.6, 3];
/** Above this Dice, an outline made again counts as unchanged, and slices behind it are not updated. */
const unchanged = 0.97;

/** What was followed in one direction from an anchor, up to but not including slice `end`. */
export interface Run {
  readonly end: number;
  readonly parts: readonly SlicePart[];
}

export interface OutlineOptions {
  readonly signal?: AbortSignal | undefined;
  readonly view: Pick<PromptPlane, "rowMm" | "columnMm" | "slices">;
  /** Called when a slice was outlined; it still includes pixels not connected to a prompt. */
  readonly onSlice?: ((slice: number, part: SlicePart) => void) | undefined;
}

/**
 * Propagates a correction on one slice to slices with earlier prompts on both sides: each is outlined again from its own
 * prompt and the mean of its previous result and the result followed to it, until one stays unchanged. Results with less
 * confidence than before are discarded; slices that were corrected with more than one prompt, or drawn exactly, are not
 * touched.
 * @param now anchors and runs, changed in place.
 */
export async function reviseEarlier(
  corrected: number,
  now: {
    /** The slices without new prompts. */
    readonly earlier: ReadonlySet<number>;
    readonly prompts: readonly PlacedPrompt[];
    readonly reachMm: number | undefined;
    readonly anchors: Map<number, SlicePart>;
    readonly runs: Map<string, Run>;
  },
  outliner: SliceOutliner,
  options: OutlineOptions,
): Promise<void> {
  const { earlier, anchors, runs } = now;
  for (const way of [-1, 1]) {
    let start = corrected;
    while (true) {
      const end = nextAnchor(anchors, start, way);
      if (end === undefined || !earlier.has(end)) break;
      const parts = await follow(anchors.get(start)!, { start, way, end }, outliner, options);
      runs.set(`${start} ${way}`, { end, parts });
      const arrived = parts.length === Math.abs(end - start) - 1;
      const reached = parts.at(-1) ?? anchors.get(start)!;
      const own = now.prompts.filter(({ slice }) => slice === end).map(({ prompt }) => prompt);
      if (!arrived || measurePart(reached).area === 0 || own.length > 1 || own.some(isExact)) break;
      const before = anchors.get(end)!;
      const mean = weighedSum(weighedSum(undefined, reached, 0.5), before, 0.5);
      const known = measurePart(mean).area > 0 ? mean : reached;
      const revised = await outliner.outline(
        { slice: end, prompts: own, known, reachMm: now.reachMm },
        options.signal,
      );
      if (overlap(revised, before) > unchanged) break;
      if (measurePart(revised).meanInside < measurePart(before).meanInside) break;
      options.onSlice?.(end, revised);
      anchors.set(end, revised);
      for (const key of [...runs.keys()]) if (startOf(key) === end) runs.delete(key);
      start = end;
    }
  }
}

/** The nearest anchor on one side of a slice. */
function nextAnchor(anchors: ReadonlyMap<number, SlicePart>, slice: number, way: number): number | undefined {
  const beyond = [...anchors.keys()].filter((other) => (other - slice) * way > 0);
  return beyond.sort((a, b) => (a - b) * way)[0];
}

export function startOf(key: string): number {
  return Number(key.split(" ")[0]);
}

/** Follows the object from every anchor; runs that end where they did before are kept. */
export async function followAll(
  anchors: ReadonlyMap<number, SlicePart>,
  kept: ReadonlyMap<string, Run>,
  outliner: SliceOutliner,
  options: OutlineOptions,
): Promise<ReadonlyMap<string, Run>> {
  const indices = [...anchors.keys()].sort((a, b) => a - b);
  const runs = new Map<string, Run>();
  for (const [at, start] of indices.entries())
    for (const way of [-1, 1]) {
      const end = indices[at + way] ?? (way < 0 ? -1 : options.view.slices);
      const key = `${start} ${way}`;
      const known = kept.get(key);
      const parts =
        known?.end === end
          ? known.parts
          : await follow(anchors.get(start)!, { start, way, end }, outliner, options);
      runs.set(key, { end, parts });
    }
  return runs;
}

/** Follows the object slice by slice from an anchor, until it is no longer found. */
async function follow(
  anchor: SlicePart,
  { start, way, end }: { readonly start: number; readonly way: number; readonly end: number },
  outliner: SliceOutliner,
  { signal, onSlice }: OutlineOptions,
): Promise<SlicePart[]> {
  const parts: SlicePart[] = [];
  let last = anchor;
  for (let slice = start + way; slice !== end; slice += way) {
    const before = measurePart(last);
    if (before.area === 0) break;
    const now = await outliner.outline({ slice, prompts: [], known: last }, signal);
    const { area, meanInside } = measurePart(now);
    if (area === 0 || meanInside < leastSure || area > largestGrowth * before.area) break;
    onSlice?.(slice, now);
    parts.push(now);
    last = now;
  }
  return parts;
}
