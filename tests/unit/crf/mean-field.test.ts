import { describe, expect, it } from "vitest";
import { createExactFilter } from "../../../src/crf/exact-filter.ts";
import { type CrfParameters, type CrfProblem, denseCrf } from "../../../src/crf/index.ts";
import { refineProbabilities } from "../../../src/crf/mean-field.ts";
import { createLatticeFilter, type Features } from "../../../src/crf/permutohedral-lattice.ts";
import { createSoftmax } from "../../../src/crf/softmax.ts";
import { intensityRangeOf, toUnitIntensities } from "../../../src/crf/unit-intensities.ts";
import { atOnce } from "../../../src/workers/index.ts";
import { createRandom } from "../../conformance/metrics/mask-pairs.ts";
import { noisyDiscs } from "./noisy-discs.ts";

const parameters: CrfParameters = {
  appearance: { weight: 3, distanceMm: 6, intensity: 0.1 },
  smoothness: { weight: 2, distanceMm: 2 },
  iterations: 5,
};

/** The mean field as the paper writes it: every pair of voxels, in double precision. */
function byBruteForce(
  { size, spacingMm, intensities, probabilities }: CrfProblem,
  { appearance, smoothness, iterations }: CrfParameters,
): Float64Array {
  const voxels = intensities.length;
  const classes = probabilities.length / voxels;
  const at = (n: number) => [
    (n % size[0]) * spacingMm[0],
    (Math.floor(n / size[0]) % size[1]) * spacingMm[1],
    Math.floor(n / (size[0] * size[1])) * spacingMm[2],
  ];
  const kernel = (similarity: (a: number, b: number) => number): number[][] => {
    const rows = Array.from({ length: voxels }, (_, a) =>
      Array.from({ length: voxels }, (_, b) => similarity(a, b)),
    );
    const sums = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
    return rows.map((row, a) => row.map((value, b) => value / Math.sqrt(sums[a]! * sums[b]!)));
  };
  const squared = (a: number, b: number) => at(a).reduce((sum, x, axis) => sum + (x - at(b)[axis]!) ** 2, 0);
  const bilateral = kernel((a, b) =>
    Math.exp(
      -squared(a, b) / (2 * appearance.distanceMm ** 2) -
        (intensities[a]! - intensities[b]!) ** 2 / (2 * appearance.intensity ** 2),
    ),
  );
  const spatial = kernel((a, b) => Math.exp(-squared(a, b) / (2 * smoothness.distanceMm ** 2)));
  let q = Float64Array.from(probabilities);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const next = new Float64Array(q.length);
    for (let a = 0; a < voxels; a++) {
      const scores = Array.from({ length: classes }, (_, c) => {
        let score = Math.log(probabilities[c * voxels + a]!);
        for (let b = 0; b < voxels; b++)
          score +=
            (appearance.weight * bilateral[a]![b]! + smoothness.weight * spatial[a]![b]!) *
            q[c * voxels + b]!;
        return score;
      });
      const highest = Math.max(...scores);
      const powers = scores.map((score) => Math.exp(score - highest));
      const sum = powers.reduce((total, power) => total + power, 0);
      powers.forEach((power, c) => {
        next[c * voxels + a] = power / sum;
      });
    }
    q = next;
  }
  return q;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let n = 0; n < a.length; n++) largest = Math.max(largest, Math.abs(a[n]! - b[n]!));
  return largest;
}

describe("refineProbabilities", () => {
  it.each([
    ["a slice of two classes", noisyDiscs([17, 14, 1], { classes: 2 })],
    [
      "a slice of four classes with oblong voxels",
      noisyDiscs([15, 12, 1], { classes: 4, spacingMm: [0.8, 1.6, 5] }),
    ],
    ["a box with thick slices", noisyDiscs([9, 8, 5], { spacingMm: [1, 1.2, 4] })],
    ["a sagittal slice", noisyDiscs([1, 14, 13], { spacingMm: [3, 0.7, 1.5] })],
  ])("is the mean field of every pair of voxels in %s", (_, problem) => {
    const refined = atOnce(refineProbabilities(problem, parameters));
    expect(largestDifference(refined, byBruteForce(problem, parameters))).toBeLessThan(1e-4);
  });

  it("takes a lattice for more voxels, and moves boundaries to the image's edges there", () => {
    const problem = noisyDiscs([60, 50, 1]);
    const voxels = 60 * 50;
    const refined = atOnce(refineProbabilities(problem, parameters));
    const labelAt = (values: Float32Array, n: number) =>
      [0, 1, 2].reduce((best, c) => (values[c * voxels + n]! > values[best * voxels + n]! ? c : best), 0);
    let [before, after] = [0, 0];
    for (let n = 0; n < voxels; n++) {
      const truth = Math.round(((problem.intensities[n]! - 0.1) * 3) / 0.7);
      if (labelAt(problem.probabilities, n) !== truth) before++;
      if (labelAt(refined, n) !== truth) after++;
      expect(refined[n]! + refined[voxels + n]! + refined[2 * voxels + n]!).toBeCloseTo(1, 5);
    }
    expect(before).toBeGreaterThan(300);
    expect(after).toBeLessThan(before / 20);
  });

  it("leaves everything where both kernels have no weight", () => {
    const problem = noisyDiscs([6, 5, 1]);
    const without = {
      ...parameters,
      appearance: { ...parameters.appearance, weight: 0 },
      smoothness: { ...parameters.smoothness, weight: 0 },
    };
    expect(atOnce(refineProbabilities(problem, without))).toEqual(problem.probabilities);
  });

  it("decides where the kernels outweigh everything, and leaves a voxel by itself as it is", () => {
    const problem = noisyDiscs([12, 12, 1]);
    const strong = { ...parameters, smoothness: { weight: 1e5, distanceMm: 3 } };
    const refined = atOnce(refineProbabilities(problem, strong));
    for (let n = 0; n < 144; n++) {
      const each = [0, 1, 2].map((c) => refined[c * 144 + n]!);
      expect(Math.max(...each)).toBeCloseTo(1, 5);
      expect(each.filter((value) => value === 0)).toHaveLength(2);
    }
    const alone = {
      size: [1, 1, 1] as const,
      spacingMm: [1, 1, 1] as const,
      intensities: Float32Array.of(0.5),
    };
    const given = Float32Array.of(0.25, 0.75);
    const left = atOnce(refineProbabilities({ ...alone, probabilities: given }, parameters));
    expect(left[0]! + left[1]!).toBeCloseTo(1, 6);
    expect(left[1]).toBeGreaterThan(0.5);
  });

  it("can be cancelled within a slice", async () => {
    const abort = new AbortController();
    const running = denseCrf(noisyDiscs([128, 128, 1]), { ...parameters, iterations: 100 }, abort);
    abort.abort();
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    const steps = refineProbabilities(noisyDiscs([128, 128, 1]), parameters);
    let count = 0;
    while (!steps.next().done) count++;
    expect(count).toBeGreaterThan(100);
  });

  it.each([
    ["probabilities", { probabilities: new Float32Array(30) }, {}],
    ["probabilities", { probabilities: new Float32Array(47) }, {}],
    ["intensities", { intensities: new Float32Array(29) }, {}],
    ["appearance.intensity", {}, { appearance: { weight: 1, distanceMm: 1, intensity: 0 } }],
    ["smoothness.distanceMm", {}, { smoothness: { weight: 1, distanceMm: Number.NaN } }],
    ["smoothness.weight", {}, { smoothness: { weight: -1, distanceMm: 1 } }],
    ["iterations", {}, { iterations: 0 }],
  ])("refuses wrong %s", (argument, problem, change) => {
    const steps = refineProbabilities({ ...noisyDiscs([6, 5, 1]), ...problem }, { ...parameters, ...change });
    expect(() => atOnce(steps)).toThrow(expect.objectContaining({ details: { argument } }));
  });
});

describe("createLatticeFilter", () => {
  it.each([2, 3, 4])("comes close to the exact Gaussian in %i dimensions", (dimensions) => {
    const random = createRandom(3);
    const features: Features = Array.from({ length: dimensions }, () =>
      Float32Array.from({ length: 600 }, () => 4 * random()),
    );
    const [exact, lattice] = [new Float32Array(600).fill(1), new Float32Array(600).fill(1)];
    atOnce(atOnce(createExactFilter(features)).apply(exact));
    atOnce(atOnce(createLatticeFilter(features)).apply(lattice));
    let [sumExact, sumLattice] = [0, 0];
    for (let n = 0; n < 600; n++) {
      sumExact += exact[n]!;
      sumLattice += lattice[n]!;
    }
    const scale = sumExact / sumLattice;
    const off = exact.map((value, n) => Math.abs(lattice[n]! * scale - value) / value);
    expect(off.reduce((sum, value) => sum + value, 0) / 600).toBeLessThan(0.1);
  });

  it("filters any number of planes as it does each by itself", () => {
    const random = createRandom(5);
    const values = (count: number) => Float32Array.from({ length: count }, () => random());
    const features: Features = [values(500).map((value) => 9 * value), values(500)];
    const planes = values(6 * 500);
    const expected = planes.slice();
    const filter = atOnce(createLatticeFilter(features));
    for (let start = 0; start < planes.length; start += 500)
      atOnce(filter.apply(expected.subarray(start, start + 500)));
    atOnce(filter.apply(planes));
    expect(planes).toEqual(expected);
    expect(planes[5 * 500]).not.toBe(0);
  });

  it("says so where a lattice takes more memory than there can be", () => {
    const features: Features = [{ length: 200_000_000 } as Float32Array];
    expect(() => atOnce(createLatticeFilter(features))).toThrow(
      expect.objectContaining({ code: "out-of-memory", details: { provider: "WebAssembly" } }),
    );
  });
});

describe("createSoftmax", () => {
  it("weighs probabilities by exponentials that are exact to single precision, of any number of voxels", () => {
    const [voxels, classes] = [16_391, 3];
    const random = createRandom(13);
    const probabilities = Float32Array.from({ length: voxels * classes }, () => random());
    const messages = Float32Array.from({ length: voxels * (classes - 1) }, () => 20 * random());
    const total = new Float32Array(voxels).fill(40);
    const found = new Float32Array(voxels * classes);
    atOnce(createSoftmax(voxels, classes)(probabilities, messages, total, found));
    for (let n = 0; n < voxels; n++) {
      const at = [0, 1, 2].map((c) => c * voxels + n);
      const [a, b] = [messages[n]!, messages[voxels + n]!];
      const powers = [a, b, 40 - a - b].map(
        (message, c) => Math.max(1e-6, probabilities[c * voxels + n]!) * Math.exp(message),
      );
      const sum = powers.reduce((total, power) => total + power, 0);
      for (const [c, index] of at.entries())
        expect(Math.abs(found[index]! / (powers[c]! / sum) - 1)).toBeLessThan(5e-6);
    }
  });
});

describe("unit intensities", () => {
  it("are 0 where there is no range, and for what is no number", () => {
    expect(intensityRangeOf([Number.NaN])).toEqual({ lower: 0, upper: 0 });
    expect([...toUnitIntensities([3, 3], intensityRangeOf([3, 3]))]).toEqual([0, 0]);
    expect([...toUnitIntensities([-5, 5, 20, Number.NaN], { lower: 0, upper: 10 })]).toEqual([0, 0.5, 1, 0]);
  });
});
