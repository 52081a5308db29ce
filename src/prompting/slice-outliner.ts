import type { SlicePrompt } from "./drawn-prompts.ts";
import type { SlicePart } from "./patch.ts";

/** What is known of an object in a slice before it is outlined there. */
export interface SliceTask {
  readonly slice: number;
  /** All prompts in this slice; none where the object is followed from the slice before. */
  readonly prompts: readonly SlicePrompt[];
  /** The probability so far, or in the slice before; undefined where nothing is known. */
  readonly known: SlicePart | undefined;
  /** How far from a prompt the object reaches at most, in millimetres; it may be of any size where it is left out. */
  readonly reachMm?: number | undefined;
}

/** Outlines an object in one slice after the other: a network, an encoder with a decoder, or the random walker. */
export interface SliceOutliner {
  /** The probability of the object in the slice. @throws AutosegError what the model throws, and `cancelled`. */
  outline(task: SliceTask, signal: AbortSignal | undefined): Promise<SlicePart>;
}
