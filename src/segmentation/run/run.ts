import type { Provider } from "../../inference/index.ts";
import type { GridSlice, LabelMap } from "../../volume/index.ts";
import type { ProbabilityRequest } from "../plan/class-probabilities.ts";
import type { KeptVoxels } from "./kept-voxels.ts";
import type { RunReport } from "./run-report.ts";

/** How far a run is. */
export interface Progress {
  readonly state: "queued" | "running" | "paused";
  /** Runs of the same segmenter ahead of this one; 0 once it has started. */
  readonly queuePosition: number;
  /** Slices delivered so far and in all, along the grid axis across the model's plane. */
  readonly slicesDone: number;
  readonly slicesTotal: number;
  /** Estimated from the slices so far; undefined before the second one. */
  readonly secondsLeft: number | undefined;
  /** What runs now; not the first one if that failed. */
  readonly provider: Provider;
}

export interface RunOptions {
  /** Index, along the grid axis across the model's plane, of the slice to start with; the run proceeds outwards. The middle one by default. */
  readonly firstSlice?: number;
  /**
   * Called with every slice as soon as it is ready, before postprocessing. The receiver owns the arrays. What `keep`
   * names is already in place.
   */
  readonly onSlice?: (slice: GridSlice) => unknown;
  /** Called when the place in the queue changes, after every slice, and on every pause and resume. */
  readonly onProgress?: (progress: Progress) => unknown;
  /** Takes effect within one slice: the run rejects with `cancelled`, and the delivered slices remain valid. */
  readonly signal?: AbortSignal;
  /**
   * What must not change when a run is repeated over edited labels, in the delivered slices and in the result.
   * Postprocessing sees only the model's labels, so that it clears nothing that is kept.
   */
  readonly keep?: KeptVoxels;
  /** Probabilities to deliver with each slice's labels. They need the model's full output, which costs time. */
  readonly probabilities?: ProbabilityRequest;
}

export interface RunResult {
  /** Labels on the volume's grid. In a cross-origin isolated page their memory is shared with a worker. */
  readonly labelMap: LabelMap;
  readonly report: RunReport;
}

/** A run in progress: the promise of its result, and its controls. */
export interface Run extends Promise<RunResult> {
  /** Continues from another slice, an index like `firstSlice`: call it when the user scrolls. */
  prioritise(sliceIndex: number): void;
  /** Starts no further slice until `resume`; those in progress are still delivered. */
  pause(): void;
  resume(): void;
}
