import { readLogits, type SoftCase } from "./soft-case.ts";

/** Candidate temperatures, in steps of 5 %. */
const tried = Array.from({ length: 48 }, (_, n) => 0.5 * 1.05 ** n);
/** Approximate maximum number of voxels used for a segment in one case. */
const mostVoxels = 40_000;
/** Logit of a class with negligible probability, relative to the certain one. */
const unlikely = -28;
/** Voxels whose true class leads by this much are not informative about the temperature. */
const sure = 20;

/**
 * Mean negative log likelihood of a case's reference, by segment and candidate temperature; undefined if no voxel
 * is informative.
 */
export type LossCurves = readonly (Float64Array | undefined)[];

/**
 * How well each temperature of each segment fits a case: the mean negative log likelihood of the reference over the voxels for
 * which it is the most likely segment, without those of which the model is certain and right.
 */
export function lossCurves(soft: SoftCase): LossCurves {
  const counts = soft.values.map(() => 0);
  forEachTelling(soft, (segment) => void counts[segment]!++);
  const curves = counts.map((count) => (count > 0 ? new Float64Array(tried.length) : undefined));
  const [seen, taken] = [counts.map(() => 0), counts.map(() => 0)];
  forEachTelling(soft, (segment, channel, logits) => {
    if (seen[segment]!++ % Math.ceil(counts[segment]! / mostVoxels) !== 0) return;
    taken[segment]!++;
    const [curve, own] = [curves[segment]!, logits[channel]!];
    for (let n = 0; n < tried.length; n++) {
      let sum = 0;
      for (let k = 0; k < logits.length; k++) sum += Math.exp((logits[k]! - own) / tried[n]!);
      curve[n]! += Math.log(sum);
    }
  });
  return curves.map((curve, segment) => curve?.map((sum) => sum / taken[segment]!));
}

/**
 * Visits informative voxels with the index of their most likely segment, the channel of the reference, and the logits of
 * all channels.
 */
function forEachTelling(
  soft: SoftCase,
  visit: (segment: number, channel: number, logits: Float64Array) => void,
): void {
  const { reference, values } = soft;
  const logits = new Float64Array(values.length + 1);
  for (let voxel = 0; voxel < reference.length; voxel++) {
    const channel = values.indexOf(reference[voxel]!) + 1;
    let segment = readLogits(soft, voxel, logits);
    if (segment < 0) {
      if (channel === 0) continue;
      // A voxel missed with certainty.
      segment = channel - 1;
      logits.fill(unlikely);
      logits[0] = 0;
    }
    let next = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < logits.length; k++) if (k !== channel && logits[k]! > next) next = logits[k]!;
    if (logits[channel]! - next < sure) visit(segment, channel, logits);
  }
}

/**
 * The temperature of each segment with the highest likelihood, with equal weight for each case; 1 for a segment without cases.
 */
export function fitTemperatures(cases: readonly LossCurves[]): number[] {
  return cases[0]!.map((_, segment) => {
    const curves = cases.flatMap((curve) => curve[segment] ?? []);
    if (curves.length === 0) return 1;
    const sums = tried.map((_, n) => curves.reduce((sum, curve) => sum + curve[n]!, 0));
    const best = sums.indexOf(Math.min(...sums));
    if (best === 0 || best === tried.length - 1) return tried[best]!;
    // The minimum of the parabola through the lowest three points, in logarithmic steps.
    const [before, at, after] = [sums[best - 1]!, sums[best]!, sums[best + 1]!];
    return tried[best]! * 1.05 ** ((before - after) / (2 * (before - 2 * at + after)));
  });
}
