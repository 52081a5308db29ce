/** The worker that compares masks: distances between large surfaces take seconds. */
import { compareMasks } from "./compare-masks.ts";
import type { ComparisonAnswer, ComparisonRequest } from "./in-worker.ts";
import { toMask } from "./mask.ts";

self.addEventListener("message", ({ data }: MessageEvent<ComparisonRequest>) => {
  const { grid, found, reference, toleranceMm } = data;
  const masks = [found, reference].map(({ labels, label }) => toMask(labels, grid, [label]));
  const answer: ComparisonAnswer = compareMasks(masks[0]!, masks[1]!, toleranceMm);
  self.postMessage(answer);
});
