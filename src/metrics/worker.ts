/** The worker that compares masks: distances between large surfaces take seconds. */
import * as Comlink from "comlink";
import { type MaskGrid, toMask } from "../regions/index.ts";
import type { InstanceRule } from "../volume/index.ts";
import { answer } from "../workers/index.ts";
import { compareMasks, type MaskComparison } from "./compare-masks.ts";
import { type PanopticQuality, panopticQuality } from "./panoptic.ts";

/** The labels in a box, and the label to compare. */
export interface ComparedLabels {
  readonly labels: Uint8Array;
  readonly label: number;
}

/** Both sides, on the same grid; their labels are transferred to the worker. */
export interface ComparisonRequest {
  readonly grid: MaskGrid;
  readonly found: ComparedLabels;
  readonly reference: ComparedLabels;
  readonly toleranceMm: number;
  /** How instances of a thing are separated; null for connected components, undefined to compare no instances. */
  readonly instances?: InstanceRule | "one" | null;
}

/** The agreement of two masks and, for a thing, of its instances. */
export interface ComparedMasks extends MaskComparison {
  readonly panoptic?: PanopticQuality;
}

const comparisonWorker = {
  compare: ({ grid, found, reference, toleranceMm, instances }: ComparisonRequest) =>
    answer((): ComparedMasks => {
      const [first, second] = [found, reference].map(({ labels, label }) => toMask(labels, grid, [label]));
      const comparison = compareMasks(first!, second!, toleranceMm);
      if (instances === undefined) return comparison;
      return { ...comparison, panoptic: panopticQuality(first!, second!, { rule: instances ?? undefined }) };
    }),
};

export type ComparisonWorker = typeof comparisonWorker;

Comlink.expose(comparisonWorker);
