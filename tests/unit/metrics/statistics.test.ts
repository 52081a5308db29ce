import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adjustHolm,
  bootstrapMean,
  comparePaired,
  limitsOfAgreement,
  wilcoxonSignedRank,
} from "../../../src/metrics/index.ts";

describe("the bootstrap interval", () => {
  const values = [0.95, 0.97, 0.91, 0.88, 0.96, 0.93, 0.94];

  test("is the same for the same seed and another for another", () => {
    expect(bootstrapMean(values)).toEqual(bootstrapMean(values));
    expect(bootstrapMean(values, { seed: 2 }).interval).not.toEqual(bootstrapMean(values).interval);
  });

  test("holds the mean and lies within the values", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 20 }),
        (list) => {
          const { mean, interval } = bootstrapMean(list, { resamples: 2000 });
          const [lower, upper] = interval!;
          expect(lower).toBeLessThanOrEqual(mean + 1e-12);
          expect(upper).toBeGreaterThanOrEqual(mean - 1e-12);
          expect(lower).toBeGreaterThanOrEqual(Math.min(...list) - 1e-12);
          expect(upper).toBeLessThanOrEqual(Math.max(...list) + 1e-12);
        },
      ),
    );
  });

  test("grows with the confidence asked for", () => {
    const width = (confidence: number) => {
      const [lower, upper] = bootstrapMean(values, { confidence }).interval!;
      return upper - lower;
    };
    expect(width(0.99)).toBeGreaterThan(width(0.95));
    expect(width(0.95)).toBeGreaterThan(width(0.5));
  });

  test("is as wide as the standard error says, where there are many values", () => {
    const many = Array.from({ length: 400 }, (_, n) => (n % 20) / 20);
    const [lower, upper] = bootstrapMean(many).interval!;
    const deviation = Math.sqrt(many.reduce((sum, value) => sum + (value - 0.475) ** 2, 0) / 400);
    expect(upper - lower).toBeCloseTo((2 * 1.96 * deviation) / 20, 2);
  });

  test("of one value is none", () => {
    expect(bootstrapMean([0.5])).toEqual({ mean: 0.5, count: 1, interval: undefined });
  });

  test.each([[[]], [[1, Number.NaN]], [[Infinity]]])("of %j is refused", (list) => {
    expect(() => bootstrapMean(list)).toThrow("A mean needs at least one value");
  });
});

describe("Wilcoxon's signed-rank test", () => {
  test.each([
    { name: "five of one sign", differences: [1, 2, 3, 4, 5], p: 2 / 32 },
    { name: "six of one sign", differences: [-1, -2, -3, -4, -5, -6], p: 2 / 64 },
    { name: "no difference", differences: [0, 0], p: 1 },
    { name: "zeros are left out", differences: [0, 1, 2, 3, 4, 5, 0], p: 2 / 32 },
    // Ranks 1.5, 1.5, 3: of the 8 choices of signs, those with a sum up to 1.5 are {}, {1.5}, {1.5}.
    { name: "ties", differences: [-1, 1, 2], p: 6 / 8 },
  ])("$name", ({ differences, p }) => {
    expect(wilcoxonSignedRank(differences)).toBeCloseTo(p, 12);
  });
});

test("a paired comparison subtracts the second from the first", () => {
  const { difference, wilcoxonP } = comparePaired([0.9, 0.8, 0.7], [0.8, 0.6, 0.4]);
  expect(difference.mean).toBeCloseTo(0.2, 12);
  expect(difference.interval![0]).toBeGreaterThan(0);
  expect(wilcoxonP).toBeCloseTo(0.25, 12);
  expect(() => comparePaired([1], [1, 2])).toThrow("A paired test needs lists of equal length");
});

test("limits of agreement are 1.96 standard deviations of a sample around the mean difference", () => {
  // Differences 1, 3, 5, 7: mean 4, variance 20 / 3.
  const { bias, limits, count } = limitsOfAgreement([1, 3, 5, 7]);
  expect([bias, count]).toEqual([4, 4]);
  expect(limits[0]).toBeCloseTo(4 - 1.96 * 2.581988897471611, 12);
  expect(limits[1]).toBeCloseTo(4 + 1.96 * 2.581988897471611, 12);
  expect(() => limitsOfAgreement([1])).toThrow("Limits of agreement need at least two finite differences");
  expect(() => limitsOfAgreement([1, Number.NaN])).toThrow("at least two finite differences; found 1, NaN");
});

test("p values are corrected by Holm's method, in the order in which they came", () => {
  // Wright, Adjusted P-values for simultaneous inference, Biometrics 48, 1992: R's p.adjust gives the same.
  const found = adjustHolm([0.04, 0.01, 0.03, 0.005]);
  for (const [index, expected] of [0.06, 0.03, 0.06, 0.02].entries())
    expect(found[index]).toBeCloseTo(expected, 12);
  expect(adjustHolm([0.6, 0.7])).toEqual([1, 1]);
  expect(adjustHolm([])).toEqual([]);
});
