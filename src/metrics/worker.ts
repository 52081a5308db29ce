/** The worker that compares masks: distances between large surfaces take seconds. */
import * as Comlink from "comlink";
import { toMask } from "../regions/index.ts";
import { answer } from "../workers/index.ts";
import { compareMasks } from "./compare-masks.ts";
import type { ComparisonRequest } from "./in-worker.ts";

const comparisonWorker = {
  compare: ({ grid, found, reference, toleranceMm }: ComparisonRequest) =>
    answer(() => {
      const [first, second] = [found, reference].map(({ labels, label }) => toMask(labels, grid, [label]));
      return compareMasks(first!, second!, toleranceMm);
    }),
};

export type ComparisonWorker = typeof comparisonWorker;

Comlink.expose(comparisonWorker);
