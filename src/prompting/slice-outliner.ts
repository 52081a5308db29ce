import type { SlicePrompt } from "./drawn-prompts.ts";
import type { SlicePart } from "./patch.ts";

/** What is known of an object on a slice before it is outlined there. */
export interface SliceTask {
  readonly slice: number;
  /** All prompts on this slice; empty if the object is followed from the previous slice. */
  readonly prompts: readonly SlicePrompt[];
  /** The probability so far, or on the previous slice; undefined if nothing is known. */
  readonly known: SlicePart | undefined;
  /** The object extends at most this many millimetres from a prompt; any distance if left out. */
  readonly reachMm?: number | undefined;
}

/** Outlines an object slice by slice: a network, an encoder with a decoder, or the random walker. */
export interface SliceOutliner {
  /** The probability of the object on the slice. @throws AutosegError what the model throws, and `cancelled`. */
  outline(task: SliceTask, signal: AbortSignal | undefined): Promise<SlicePart>;
}
