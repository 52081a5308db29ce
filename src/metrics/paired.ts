import { AutosegError } from "../errors.ts";
import { type BootstrapOptions, bootstrapMean, type MeanEstimate } from "./bootstrap.ts";

export interface PairedComparison {
  /** Mean of `a - b` over the pairs, with its bootstrap interval. */
  readonly difference: MeanEstimate;
  /** Two-sided p-value of Wilcoxon's signed-rank test; 1 if no pair differs. */
  readonly wilcoxonP: number;
}

/**
 * Compares two measurements of the same cases: `a[n]` and `b[n]` belong to case n.
 * @throws AutosegError `invalid-argument` for lists of unequal length, without pairs, or with a value that is not a finite
 * number.
 */
export function comparePaired(
  a: readonly number[],
  b: readonly number[],
  options: BootstrapOptions = {},
): PairedComparison {
  if (a.length !== b.length) {
    throw new AutosegError(
      "invalid-argument",
      `A paired test needs lists of equal length; found ${a.length} and ${b.length} values.`,
      { argument: "b" },
    );
  }
  const differences = a.map((value, index) => value - b[index]!);
  return { difference: bootstrapMean(differences, options), wilcoxonP: wilcoxonSignedRank(differences) };
}

export interface LimitsOfAgreement {
  /** Mean difference. */
  readonly bias: number;
  /** Bias minus and plus 1.96 standard deviations of the differences; holds 95 % of them if they are normally distributed. */
  readonly limits: readonly [lower: number, upper: number];
  readonly count: number;
}

/**
 * Bias and limits of agreement of two measurements of the same cases, from the difference in each case (Bland and Altman,
 * Lancet 327, 1986, 307-310), with the sample standard deviation (n - 1).
 * @throws AutosegError `invalid-argument` for fewer than two differences, or one that is not a finite number.
 */
export function limitsOfAgreement(differences: readonly number[]): LimitsOfAgreement {
  if (differences.length < 2 || !differences.every(Number.isFinite)) {
    throw new AutosegError(
      "invalid-argument",
      `Limits of agreement need at least two finite differences; found ${differences.length === 0 ? "none" : differences.join(", ")}.`,
      { argument: "differences" },
    );
  }
  const count = differences.length;
  const bias = differences.reduce((sum, value) => sum + value, 0) / count;
  const variance = differences.reduce((sum, value) => sum + (value - bias) ** 2, 0) / (count - 1);
  const reach = 1.96 * Math.sqrt(variance);
  return { bias, limits: [bias - reach, bias + reach], count };
}

/**
 * Two-sided p-value of Wilcoxon's signed-rank test (Individual comparisons by ranking methods, 1945). Pairs without a
 * difference are omitted and ties share their mean rank. Given the ranks the distribution is exact for any number of pairs:
 * all
 * 2^n choices of signs are counted, none sampled. With five pairs the smallest possible p is 0.0625.
 */
export function wilcoxonSignedRank(differences: readonly number[]): number {
  const nonZero = differences.filter((difference) => difference !== 0);
  if (nonZero.length === 0) return 1;
  const doubledRanks = toDoubledRanks(nonZero.map(Math.abs));
  const total = doubledRanks.reduce((sum, rank) => sum + rank, 0);
  /** Probability of each sum of the doubled ranks with a positive sign. */
  const probabilities = new Float64Array(total + 1);
  probabilities[0] = 1;
  for (const rank of doubledRanks) {
    for (let sum = total; sum >= 0; sum--)
      probabilities[sum] = (probabilities[sum]! + (sum >= rank ? probabilities[sum - rank]! : 0)) / 2;
  }
  const positive = doubledRanks.reduce((sum, rank, index) => sum + (nonZero[index]! > 0 ? rank : 0), 0);
  const smaller = Math.min(positive, total - positive);
  const tail = probabilities.subarray(0, smaller + 1).reduce((sum, probability) => sum + probability, 0);
  return Math.min(1, 2 * tail);
}

/**
 * P-values of several tests, in their order, corrected for multiple testing (Holm, A simple sequentially rejective multiple
 * test procedure, Scandinavian Journal of Statistics 6, 1979): the smallest times n, the next times n - 1 but not below the
 * previous one, and so on.
 */
export function adjustHolm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((x, y) => pValues[x]! - pValues[y]!);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[index]!));
    adjusted[index] = largest;
  }
  return adjusted;
}

/** Twice the rank of each value, ties at their mean rank: always integers. */
function toDoubledRanks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((x, y) => values[x]! - values[y]!);
  const ranks = new Array<number>(values.length);
  for (let first = 0; first < order.length; ) {
    let next = first + 1;
    while (next < order.length && values[order[next]!] === values[order[first]!]) next++;
    for (const index of order.slice(first, next)) ranks[index] = first + 1 + next;
    first = next;
  }
  return ranks;
}
