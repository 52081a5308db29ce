import type { Provider } from "../../inference/index.ts";
import type { GridSlice, LabelMap } from "../../volume/index.ts";
import type { ProbabilityRequest } from "../plan/class-probabilities.ts";
import type { KeptVoxels } from "./kept-voxels.ts";
import type { RunReport } from "./run-report.ts";

/** How far a run is. */
export interface Progress {
  readonly state: "queued" | "running" | "paused";
  /** Runs of the same segmenter that go first; 0 from when this one begins. */
  readonly queuePosition: number;
  /** Slices along the grid axis across which they are handed out. */
  readonly slicesDone: number;
  readonly slicesTotal: number;
  /** Estimated from the slices so far; undefined before the second one. */
  readonly secondsLeft: number | undefined;
  /** What runs now: another than at the start when that one failed. */
  readonly provider: Provider;
}

export interface RunOptions {
  /** Index, along the grid axis across the model's plane, of the slice to begin with; the run goes outwards from there. The middle by default. */
  readonly firstSlice?: number;
  /**
   * Called with every slice as it is ready, before postprocessing; the arrays are the receiver's to keep. What `keep`
   * names is already as it was.
   */
  readonly onSlice?: (slice: GridSlice) => unknown;
  /** Called when the place in the queue changes, with every slice, and at every pause and resumption. */
  readonly onProgress?: (progress: Progress) => unknown;
  /** Takes effect within one slice: the run rejects with `cancelled`, and the slices handed out stay as they are. */
  readonly signal?: AbortSignal;
  /**
   * What stays as it is when a run is repeated over labels that people have worked on, in the slices handed out and in
   * the result. Postprocessing sees the model's labels alone, so that it clears nothing that is kept.
   */
  readonly keep?: KeptVoxels;
  /** Probabilities to hand out with each slice's labels. They need the model's output in full, which costs time. */
  readonly probabilities?: ProbabilityRequest;
}

export interface RunResult {
  /** Labels on the volume's grid. In a page that is isolated from other origins their memory is shared with a worker. */
  readonly labelMap: LabelMap;
  readonly report: RunReport;
}

/** A run that was asked for: its result, and what can be done about it before. */
export interface Run extends Promise<RunResult> {
  /** Goes on around another slice, an index as of `firstSlice`: call it when the user scrolls. */
  prioritise(sliceIndex: number): void;
  /** Begins no slice until `resume`; those that are under way are still handed out. */
  pause(): void;
  resume(): void;
}
