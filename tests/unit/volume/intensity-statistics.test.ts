import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIntensityStatistics } from "../../../src/volume/intensity-statistics.ts";

/** The definition, by sorting. */
function bySorting(
  values: Iterable<number>,
  percents: readonly number[],
  above = Number.NEGATIVE_INFINITY,
): number[] {
  const sorted = [...values].filter((value) => Number.isFinite(value) && value > above).sort((a, b) => a - b);
  return percents.map((percent) => {
    const place = ((sorted.length - 1) * percent) / 100;
    const lower = sorted[Math.floor(place)]!;
    const upper = sorted[Math.min(Math.floor(place) + 1, sorted.length - 1)]!;
    return lower + (upper - lower) * (place - Math.floor(place));
  });
}

const percents = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 3 });

describe("percentiles", () => {
  it.each([
    ["signed whole numbers", fc.int16Array({ minLength: 1, maxLength: 300 })],
    ["unsigned whole numbers", fc.uint16Array({ minLength: 1, maxLength: 300 })],
    [
      "few different values",
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1 }).map((list) => Int16Array.from(list)),
    ],
    ["fractions", fc.float32Array({ minLength: 1, maxLength: 300, noNaN: true, noDefaultInfinity: true })],
    [
      "fractions close to each other and to zero",
      fc
        .array(fc.constantFrom(0, -0, 1e-40, -1e-40, 1, 1.0000001, -1, -1.0000001), { minLength: 1 })
        .map((list) => Float32Array.from(list)),
    ],
  ])("gives what sorting gives, of %s", (_, lists) => {
    fc.assert(
      fc.property(lists, percents, (voxels, wanted) => {
        const found = createIntensityStatistics(voxels).percentiles(wanted);
        // Zeros of either sign are the same value.
        expect(found.map((value) => value + 0)).toEqual(bySorting(voxels, wanted).map((value) => value + 0));
      }),
    );
  });

  it("counts what lies above a value only", () => {
    fc.assert(
      fc.property(
        fc.int16Array({ min: -50, max: 50, minLength: 1 }),
        fc.integer({ min: -60, max: 60 }),
        fc.boolean(),
        percents,
        (list, above, asFloats, wanted) => {
          const voxels = asFloats ? Float32Array.from(list, (value) => value / 4) : list;
          expect(createIntensityStatistics(voxels).percentiles(wanted, { above })).toEqual(
            bySorting(voxels, wanted, above).map((value) => value ?? Number.NaN),
          );
        },
      ),
    );
  });

  it("passes over what is no number", () => {
    const voxels = Float32Array.of(Number.NaN, 3, Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY, 2);
    expect(createIntensityStatistics(voxels).percentiles([0, 50, 100])).toEqual([1, 2, 3]);
    expect(createIntensityStatistics(Float32Array.of(Number.NaN)).percentiles([50])).toEqual([Number.NaN]);
  });
});

describe("moments and extremes", () => {
  const lists = fc.int16Array({ min: -500, max: 500, minLength: 1, maxLength: 200 });

  it("of whole numbers are those of the same numbers as fractions", () => {
    fc.assert(
      fc.property(
        lists,
        fc.option(fc.double({ min: -600, max: 400, noNaN: true }), { nil: undefined }),
        (list, above) => {
          const [wholes, fractions] = [
            createIntensityStatistics(list),
            createIntensityStatistics(Float32Array.from(list)),
          ];
          const selection = above === undefined ? undefined : { above };
          const [found, expected] = [wholes.moments(selection), fractions.moments(selection)];
          for (const moment of ["mean", "deviation"] as const) {
            if (Number.isNaN(expected[moment])) expect(found[moment]).toBeNaN();
            else expect(found[moment]).toBeCloseTo(expected[moment], 9);
          }
          expect(wholes.extremes()).toEqual(fractions.extremes());
        },
      ),
    );
  });

  it("are those of the definition", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const { mean, deviation } = createIntensityStatistics(list).moments();
        const expected = list.reduce((sum, value) => sum + value, 0) / list.length;
        const squares = list.reduce((sum, value) => sum + (value - expected) ** 2, 0);
        expect(mean).toBeCloseTo(expected, 9);
        expect(deviation).toBeCloseTo(Math.sqrt(squares / list.length), 9);
        expect(createIntensityStatistics(list).extremes()).toEqual({
          lower: Math.min(...list),
          upper: Math.max(...list),
        });
      }),
    );
  });
});
