import { ProbabilityMap } from "../../../src/controller/probability-map.ts";
import { readLogits, type SoftCase, soften } from "./soft-case.ts";

/** Number of slices examined; in a case with few labelled slices, a third of them. */
const firstShown = 10;
/** A slice is wrong if the Dice of all its labels is below this. */
const lowDice = 0.8;

/** Orders in which to examine the slices of a case. */
export const sliceOrders = ["uncertain", "calibrated", "area", "slices"] as const;
type SliceOrder = (typeof sliceOrders)[number];

/** How many wrong slices are among the first ones in each order. */
export interface OrderCounts {
  /** Slices examined in all cases. */
  shown: number;
  /**
   * The slices with the most wrongly labelled voxels, as many per case as are examined; and how many of them come first
   * in each order.
   */
  worst: number;
  readonly worstShown: Record<SliceOrder, number>;
  /** Slices with a Dice below 0.8; and how many of them come first in each order. */
  low: number;
  readonly lowShown: Record<SliceOrder, number>;
}

const zeros = () => ({ uncertain: 0, calibrated: 0, area: 0, slices: 0 });
export const emptyCounts = (): OrderCounts => ({
  shown: 0,
  worst: 0,
  worstShown: zeros(),
  low: 0,
  lowShown: zeros(),
});

/**
 * Adds a case: compares the slices most uncertain in the viewer, with and without temperatures, with those that have the most
 * labelled voxels, and with the labelled ones in order from the lowest.
 */
export function countWrongSlices(soft: SoftCase, temperatures: readonly number[], counts: OrderCounts): void {
  const slices = measureSlices(soft);
  const labelled = slices.filter(({ labelled: voxels }) => voxels > 0);
  const shown = Math.min(firstShown, Math.ceil(labelled.length / 3));
  const indices = (list: typeof slices) => list.map(({ index }) => index);
  const uncertain = (at: readonly number[]) =>
    uncertaintyMap(soft, at)
      .uncertainSlices(2)
      .map(({ sliceIndex }) => sliceIndex);
  const orders: Record<SliceOrder, number[]> = {
    uncertain: uncertain(temperatures.map(() => 1)),
    calibrated: uncertain(temperatures),
    area: indices(labelled.toSorted((a, b) => b.labelled - a.labelled)),
    slices: indices(labelled),
  };
  const wrong = slices.filter((slice) => slice.wrong > 0).sort((a, b) => b.wrong - a.wrong);
  const worst = new Set(indices(wrong.slice(0, shown)));
  const low = new Set(indices(slices.filter(({ dice }) => dice < lowDice)));
  counts.shown += shown;
  counts.worst += worst.size;
  counts.low += low.size;
  for (const order of sliceOrders) {
    const first = orders[order].slice(0, shown);
    counts.worstShown[order] += first.filter((index) => worst.has(index)).length;
    counts.lowShown[order] += first.filter((index) => low.has(index)).length;
  }
}

/** For every slice across the third axis: number of labelled voxels, of wrongly labelled ones, and the Dice of all labels. */
function measureSlices({ grid, labels, reference }: SoftCase) {
  const [columns, rows, count] = grid.size;
  return Array.from({ length: count }, (_, index) => {
    let [labelled, marked, agreeing, wrong] = [0, 0, 0, 0];
    for (let at = index * columns * rows; at < (index + 1) * columns * rows; at++) {
      const [label, expected] = [labels[at]!, reference[at]!];
      if (label !== 0) labelled++;
      if (expected !== 0) marked++;
      if (label !== expected) wrong++;
      else if (label !== 0) agreeing++;
    }
    const dice = labelled + marked === 0 ? 1 : (2 * agreeing) / (labelled + marked);
    return { index, labelled, wrong, dice };
  });
}

/** The uncertainty map as in the viewer, at the given temperatures. */
function uncertaintyMap(soft: SoftCase, temperatures: readonly number[]): ProbabilityMap {
  const map = new ProbabilityMap(soft.grid);
  const logits = new Float64Array(soft.values.length + 1);
  const scale = 255 / Math.log(logits.length);
  for (let voxel = 0; voxel < soft.labels.length; voxel++) {
    const likeliest = readLogits(soft, voxel, logits);
    if (likeliest < 0) continue;
    soften(logits, temperatures[likeliest]!);
    let entropy = 0;
    for (const probability of logits) if (probability > 0) entropy -= probability * Math.log(probability);
    map.entropy[voxel] = Math.round(scale * entropy);
  }
  return map;
}
