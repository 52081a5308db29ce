/** The worker that compares masks: distances between large surfaces take seconds. */
import * as Comlink from "comlink";
import { type MaskGrid, toMask } from "../regions/index.ts";
import type { InstanceRule } from "../volume/index.ts";
import { answer } from "../workers/index.ts";
import { compareMasks, type MaskComparison } from "./compare-masks.ts";
import { type PanopticQuality, panopticQuality } from "./panoptic.ts";

/** The labels of a box, and the one that is compared. */
export interface ComparedLabels {
  readonly labels: Uint8Array;
  readonly label: number;
}

/** Both sides on the same grid; the labels are given away to the worker. */
export interface ComparisonRequest {
  readonly grid: MaskGrid;
  readonly found: ComparedLabels;
  readonly reference: ComparedLabels;
  readonly toleranceMm: number;
  /** Of a thing: how its instances are told apart, to be paired; null for connected parts. */
  readonly instances?: InstanceRule | "one" | null;
}

/** How two masks agree, and of a thing its instances too. */
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
