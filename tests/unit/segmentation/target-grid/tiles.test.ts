import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  halfValues,
  roundAllToHalf,
  roundToHalf,
  toHalf,
} from "../../../../src/segmentation/plan/target-grid/half-precision.ts";
import { createHalfSums } from "../../../../src/segmentation/plan/target-grid/half-sums.ts";
import { createSingleSums, type PatchPart } from "../../../../src/segmentation/plan/target-grid/sums.ts";
import { tileStarts, tileWeights } from "../../../../src/segmentation/plan/target-grid/tiles.ts";
import recorded from "./recorded.json" with { type: "json" };

describe("tiles", () => {
  it.each([
    // compute_steps_for_sliding_window of nnU-Net 2.8.1.
    ["spread", 111, 40, 0.5, [0, 18, 36, 53, 71]],
    ["spread", 274, 96, 0.5, [0, 44, 89, 134, 178]],
    ["spread", 5, 4, 0.5, [0, 1]],
    ["spread", 40, 40, 0.5, [0]],
    // dense_patch_slices of MONAI 1.6.1.
    ["stepped", 111, 40, 0.25, [0, 30, 60, 71]],
    ["stepped", 90, 40, 0.5, [0, 20, 40, 50]],
  ] as const)("are %s over %i voxels, %i each", (placement, count, size, overlap, starts) => {
    expect(tileStarts(count, size, { placement, overlap })).toEqual(starts);
  });

  it("weigh as nnU-Net's do, to the last bit", () => {
    const weights = tileWeights([6, 5, 3], {
      kind: "gaussian",
      sigma: 0.125,
      centre: "voxel",
      peak: 10,
      precision: "float16",
      floor: "lowest",
    });
    expect([...weights]).toEqual(recorded.gaussian);
  });

  it("weigh the same all over, or no less than a number", () => {
    expect(new Set(tileWeights([3, 4, 5], { kind: "constant" }))).toEqual(new Set([1]));
    const least = tileWeights([9, 9, 9], { kind: "gaussian", sigma: 0.1, centre: "middle", floor: 0.25 });
    expect(Math.min(...least)).toBe(0.25);
    expect(least[4 + 9 * (4 + 9 * 4)]).toBe(1);
  });
});

describe("half precision", () => {
  it("holds every number of its own", () => {
    for (const [bits, value] of halfValues().entries())
      if (Number.isFinite(value)) expect(toHalf(value)).toBe(bits);
  });

  it("rounds many values as each of them", () => {
    const values = fc.float({ min: 0, max: 70_000, noNaN: true });
    const special = fc.constantFrom(
      0,
      2 ** -24,
      2 ** -25,
      3 * 2 ** -25,
      2 ** -14,
      65_519,
      65_520,
      Number.POSITIVE_INFINITY,
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(values, special, fc.float({ min: 0, max: 2 ** -10, noNaN: true }))),
        (given) => {
          const rounded = Float32Array.from(given);
          roundAllToHalf(rounded);
          expect([...rounded]).toEqual([...Float32Array.from(given)].map(roundToHalf));
        },
      ),
    );
  });

  it("rounds to the nearest, of two to the even one", () => {
    expect(roundToHalf(1 + 2 ** -11)).toBe(1);
    expect(roundToHalf(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9);
    expect(roundToHalf(2 ** -25)).toBe(0);
    expect(roundToHalf(-3 * 2 ** -25)).toBe(-(2 ** -23));
    expect(roundToHalf(65519)).toBe(65504);
    expect(roundToHalf(65520)).toBe(Number.POSITIVE_INFINITY);
    expect(roundToHalf(Number.NaN)).toBeNaN();
    fc.assert(
      fc.property(fc.double({ min: -65000, max: 65000, noNaN: true }), (value) => {
        const unit = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -14) - 10);
        expect(Math.abs(roundToHalf(value) - value)).toBeLessThanOrEqual(
          unit / 2 + Math.abs(value) * 2 ** -24,
        );
      }),
    );
  });
});

/** As many columns of one row as there are weights, of values that lie two to a channel. */
function partOf(values: number[], weights: number[], to: number): PatchPart {
  return {
    columns: weights.length,
    rows: 1,
    values: Float32Array.from(values),
    from: 0,
    rowStep: 0,
    columnStep: 1,
    channelStep: 2,
    weights: Float32Array.from(weights),
    weightsFrom: 0,
    weightsRowStep: 0,
    to,
    toRowStep: 0,
  };
}

describe("sums over tiles", () => {
  it("round every sum as one number alone is rounded, rows and columns in any order", () => {
    const random = Float32Array.from({ length: 24 }, (_, n) => Math.sin(n * 12.9898) * 10 ** ((n % 7) - 3));
    const weights = Float32Array.from({ length: 6 }, (_, n) => roundToHalf(0.1 + n / 3));
    const sums = createHalfSums(2, 8);
    // Three columns that run backwards, two rows, in a slice of four columns.
    const part = {
      columns: 3,
      rows: 2,
      values: random,
      from: 2,
      rowStep: 3,
      columnStep: -1,
      channelStep: 12,
      weights,
      weightsFrom: 0,
      weightsRowStep: 3,
      to: 1,
      toRowStep: 4,
    };
    sums.add(part);
    sums.add({ ...part, from: 8 });
    const whole = { ...part, columns: 8, rows: 1, from: 0, columnStep: 1, channelStep: 0, to: 0 };
    sums.add({ ...whole, values: new Float32Array(16), weights: new Float32Array(8).fill(1) });
    const means = new Float32Array(16);
    sums.addMeansTo(means, { index: 0, count: 1 });
    for (const [k, r, c] of [0, 1].flatMap((k) => [0, 1].flatMap((r) => [0, 1, 2].map((c) => [k, r, c])))) {
      const at = 12 * k! + 3 * r! + 2 - c!;
      const weight = weights[3 * r! + c!]!;
      const first = roundToHalf(Math.fround(random[at]! * weight));
      const sum = roundToHalf(first + Math.fround(random[at + 6]! * weight));
      const weighed = roundToHalf(roundToHalf(roundToHalf(weight) + weight) + 1);
      expect(means[8 * k! + 1 + 4 * r! + c!]).toBe(roundToHalf(sum / weighed));
    }
  });

  it("round the smallest and the largest numbers, and those between two, as one number alone is rounded", () => {
    const small = [0, -0, 1, -1 / 3, 2 ** -14, 1.7 * 2 ** -15, -3 * 2 ** -25, 2 ** -26];
    const values = [...small, 65503, 65519, -65519, 2049, 2051];
    const sums = createHalfSums(1, values.length);
    sums.add(partOf(values, new Array(values.length).fill(1), 0));
    const means = new Float32Array(values.length);
    sums.addMeansTo(means, { index: 0, count: 1 });
    for (const [at, value] of values.entries()) expect(means[at]! + 0).toBe(roundToHalf(value) + 0);
  });

  it("stop at what half precision cannot hold", () => {
    for (const strange of [Number.NaN, Number.NEGATIVE_INFINITY, 65520]) {
      const sums = createHalfSums(1, 5);
      sums.add(partOf([1, 1, 1, 1, strange], [1, 1, 1, 1, 1], 0));
      expect(() => sums.addMeansTo(new Float32Array(5), { index: 0, count: 1 })).toThrow("too large");
    }
    const sums = createHalfSums(1, 1);
    sums.add(partOf([9000], [10], 0));
    expect(() => sums.addMeansTo(new Float32Array(1), { index: 0, count: 1 })).toThrow("too large");
  });

  it.each(["float32", "float16"] as const)(
    "are weighted means, then means of the graphs: %s",
    (precision) => {
      const means = new Float32Array(4);
      for (const [index, factor] of [1, 3].entries()) {
        const sums = (precision === "float16" ? createHalfSums : createSingleSums)(2, 2);
        const times = (...values: number[]) => values.map((value) => value * factor);
        sums.add(partOf(times(1, 2, 3, 4), [1, 3], 0));
        sums.add(partOf(times(5, 5, 7, 7), [1], 1));
        sums.addMeansTo(means, { index, count: 2 });
      }
      for (const [at, mean] of [2, 5.5, 6, 9.5].entries())
        expect(means[at]).toBeCloseTo(mean, precision === "float32" ? 5 : 1);
    },
  );
});
