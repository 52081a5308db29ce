import type { SliceLabelling, Tensors, UnitAnswer } from "../inference/index.ts";
import type { GridSlice } from "./plane-view.ts";

/**
 * One run of one graph: a slice, or a patch. Whatever is the same for every unit lies in the plan. The units of a stage
 * may be run in any order and together; those of a later one begin when all of the earlier one have been accepted.
 */
export interface PlanUnit {
  /** Name of the graph that it runs through. */
  readonly graph: string;
  /** 0 first; a consensus network, say, has 1. */
  readonly stage: number;
  /** Grid index, along the plan's `sliceAxis`, of the slices that it is needed for: first and last. */
  readonly slices: readonly [first: number, last: number];
}

/** A slice that is labelled for good but for postprocessing, with its probabilities where they were asked for. */
export interface FinishedSlice extends GridSlice {
  readonly probabilities?: SliceProbabilities;
}

/** Probabilities of one slice in the order of its labels. */
export interface SliceProbabilities {
  /** By segment number: the segment's probability, 0 to 255 for 0 to 1. */
  readonly bySegment: ReadonlyMap<number, Uint8Array<ArrayBuffer>>;
  /** Entropy of all classes, 0 to 255 for none to the most there can be. */
  readonly entropy: Uint8Array<ArrayBuffer>;
}

/**
 * How a volume becomes labels with a model: what is run, on which input, and what is made of the output. It knows
 * nothing of time: the run loop (segmenter.ts) decides what comes next and calls `prepare` and `accept` while the
 * provider computes other units. One plan serves one run.
 */
export interface InferencePlan {
  /** Grid axis across which finished slices are handed out: 0 = i, 1 = j, 2 = k. */
  readonly sliceAxis: 0 | 1 | 2;
  /** Slices of the grid along that axis. */
  readonly slicesTotal: number;
  /** All units, of every stage. */
  readonly units: readonly PlanUnit[];
  /** Pixel spacing of the model's input, the finest where there are several. */
  readonly inputSpacingMm: number;
  /**
   * How the output alone of any unit becomes the labels of its slice, where that is possible and probabilities were not
   * asked for: then a graphics adapter may do it, and `accept` gets labels. The same object for the whole run.
   */
  readonly labelling?: SliceLabelling;
  /** Inputs of a unit: new arrays, which are read until its answer is accepted. */
  prepare(unit: PlanUnit): Tensors;
  /** Takes a unit's answer; gives the slices that it was the last one for. Each slice is given once. */
  accept(unit: PlanUnit, answer: UnitAnswer): readonly FinishedSlice[];
  /** Cleans up the whole label map as the manifest says, in place. */
  postprocess(voxels: Uint8Array): void;
}
