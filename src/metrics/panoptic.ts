import { checkSameGrid, cropToBoth, findInstances, type Mask } from "../regions/index.ts";
import type { Segment } from "../volume/index.ts";

/** How well the instances of a class were found; measures are undefined if neither mask has any. */
export interface PanopticQuality {
  /** Instances matched with one of the reference, false ones, and missed ones. */
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /** Sums of the matched pairs' intersection over union and Dice: for means over several cases. */
  readonly sumIou: number;
  readonly sumDice: number;
  /** Panoptic quality: segmentation quality times recognition quality. */
  readonly pq: number | undefined;
  /** Segmentation quality: mean intersection over union of the matched pairs; 0 if there are none. */
  readonly sq: number | undefined;
  /** Recognition quality: the F1 score of the instances. */
  readonly rq: number | undefined;
  /** Mean Dice of the matched pairs; 0 if there are none. */
  readonly instanceDice: number | undefined;
}

export interface PanopticOptions {
  /**
   * Two instances match above this intersection over union. The definition's 0.5 makes matches unique; below it, pairs with
   * the largest overlap are matched first.
   */
  readonly minimumIou?: number;
  /** How instances are separated (26 neighbours): connected components by default, "one" for stuff. */
  readonly rule?: Segment["instances"] | undefined;
}

/**
 * Panoptic quality of one class (Kirillov, He, Girshick, Rother, Dollár: Panoptic segmentation, CVPR 2019). The instances of
 * both masks are separated by the same rule.
 * @throws AutosegError `invalid-geometry` for masks on different grids.
 */
export function panopticQuality(
  found: Mask,
  reference: Mask,
  { minimumIou, rule }: PanopticOptions = {},
): PanopticQuality {
  checkSameGrid(found, reference);
  const cropped = cropToBoth(found, reference);
  if (!cropped)
    return toPanopticQuality({
      truePositives: 0,
      falsePositives: 0,
      falseNegatives: 0,
      sumIou: 0,
      sumDice: 0,
    });
  const [numbers, inReference] = cropped.map(
    ({ voxels, grid }) => findInstances(voxels, grid, 26, rule).numbers,
  );
  return comparePanoptic(numbers!, inReference!, minimumIou);
}

/** As {@link panopticQuality}, for instances that are numbered already; 0 is background. */
export function comparePanoptic(
  found: ArrayLike<number>,
  reference: ArrayLike<number>,
  minimumIou = 0.5,
): PanopticQuality {
  const [sizes, referenceSizes] = [new Map<number, number>(), new Map<number, number>()];
  const common = new Map<number, Map<number, number>>();
  const count = (counts: Map<number, number>, number: number) =>
    counts.set(number, (counts.get(number) ?? 0) + 1);
  for (let n = 0; n < found.length; n++) {
    const [own, other] = [found[n]!, reference[n]!];
    if (own) count(sizes, own);
    if (other) count(referenceSizes, other);
    if (!own || !other) continue;
    const row = common.get(own) ?? new Map<number, number>();
    common.set(own, row);
    count(row, other);
  }
  const pairs = [...common].flatMap(([own, row]) =>
    [...row].map(([other, voxels]) => {
      const sum = sizes.get(own)! + referenceSizes.get(other)!;
      return { own, other, iou: voxels / (sum - voxels), dice: (2 * voxels) / sum };
    }),
  );
  const [taken, takenOfReference] = [new Set<number>(), new Set<number>()];
  let [sumIou, sumDice] = [0, 0];
  for (const { own, other, iou, dice } of pairs.sort((a, b) => b.iou - a.iou)) {
    if (!(iou > minimumIou) || taken.has(own) || takenOfReference.has(other)) continue;
    taken.add(own);
    takenOfReference.add(other);
    sumIou += iou;
    sumDice += dice;
  }
  return toPanopticQuality({
    truePositives: taken.size,
    falsePositives: sizes.size - taken.size,
    falseNegatives: referenceSizes.size - taken.size,
    sumIou,
    sumDice,
  });
}

type Counts = Pick<
  PanopticQuality,
  "truePositives" | "falsePositives" | "falseNegatives" | "sumIou" | "sumDice"
>;

/** The quality over several cases, with all their instances pooled. */
export function poolPanoptic(cases: readonly Counts[]): PanopticQuality {
  const sum = (key: keyof Counts) => cases.reduce((total, one) => total + one[key], 0);
  return toPanopticQuality({
    truePositives: sum("truePositives"),
    falsePositives: sum("falsePositives"),
    falseNegatives: sum("falseNegatives"),
    sumIou: sum("sumIou"),
    sumDice: sum("sumDice"),
  });
}

/** The mean over classes, each with the same weight, as PQ is defined; undefined if no class has instances. */
export function meanPanoptic(
  classes: readonly PanopticQuality[],
): Pick<PanopticQuality, "pq" | "sq" | "rq" | "instanceDice"> {
  const there = classes.filter(({ pq }) => pq !== undefined);
  const mean = (key: "pq" | "sq" | "rq" | "instanceDice") =>
    there.length === 0 ? undefined : there.reduce((sum, one) => sum + one[key]!, 0) / there.length;
  return { pq: mean("pq"), sq: mean("sq"), rq: mean("rq"), instanceDice: mean("instanceDice") };
}

function toPanopticQuality(counts: Counts): PanopticQuality {
  const { truePositives, falsePositives, falseNegatives, sumIou, sumDice } = counts;
  const instances = truePositives + (falsePositives + falseNegatives) / 2;
  if (instances === 0)
    return { ...counts, pq: undefined, sq: undefined, rq: undefined, instanceDice: undefined };
  const ofPairs = (sum: number) => (truePositives === 0 ? 0 : sum / truePositives);
  return {
    ...counts,
    pq: sumIou / instances,
    sq: ofPairs(sumIou),
    rq: truePositives / instances,
    instanceDice: ofPairs(sumDice),
  };
}
