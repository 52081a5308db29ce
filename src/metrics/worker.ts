/** The worker that compares masks: distances between large surfaces take seconds. */
import * as Comlink from "comlink";
import { type MaskGrid, toMask } from "../regions/index.ts";
import { answer } from "../workers/index.ts";
import { compareMasks } from "./compare-masks.ts";

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
}

const comparisonWorker = {
  compare: ({ grid, found, reference, toleranceMm }: ComparisonRequest) =>
    answer(() => {
      const [first, second] = [found, reference].map(({ labels, label }) => toMask(labels, grid, [label]));
      return compareMasks(first!, second!, toleranceMm);
    }),
};

export type ComparisonWorker = typeof comparisonWorker;

Comlink.expose(comparisonWorker);
