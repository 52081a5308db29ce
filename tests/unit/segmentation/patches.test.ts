import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { centredAxis, coveredSpan, ownAxis, usedSpan } from "../../../src/segmentation/plan/model-grid.ts";
import { createPatchAxis } from "../../../src/segmentation/plan/patches.ts";

describe("createPatchAxis", () => {
  it("covers every voxel, with weights that add up to 1, and overlaps as much as it is asked to", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 0, max: 150 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (size, more, overlap) => {
          const mapping = ownAxis(size + more, size);
          const { starts, weights } = createPatchAxis(mapping, usedSpan(mapping), size, overlap);
          const sums = new Float64Array(size + more);
          for (const [index, start] of starts.entries())
            for (const [at, weight] of weights[index]!.entries()) sums[start + at]! += weight;
          for (const sum of sums) expect(sum).toBeCloseTo(1, 12);
          for (const [index, start] of starts.slice(1).entries())
            expect(start - starts[index]!).toBeLessThanOrEqual(Math.max(1, Math.floor(size * (1 - overlap))));
        },
      ),
    );
  });

  it("begins patches where a network that pools by up to 32 pools the whole in the same groups", () => {
    const startsOf = (count: number, size: number, overlap: number) => {
      const mapping = ownAxis(count, size);
      return createPatchAxis(mapping, usedSpan(mapping), size, overlap).starts;
    };
    expect(startsOf(1024, 256, 0.25)).toEqual([0, 192, 384, 576, 768]);
    expect(startsOf(2048, 256, 0.25)).toEqual([0, 192, 384, 576, 768, 960, 1152, 1344, 1536, 1728, 1792]);
    expect(startsOf(700, 256, 0.5)).toEqual([0, 128, 256, 384, 444]);
    expect(startsOf(200, 64, 0.25)).toEqual([0, 48, 96, 136]);
    fc.assert(
      fc.property(
        fc.integer({ min: 256, max: 3000 }),
        fc.double({ min: 0, max: 0.8, noNaN: true }),
        (count, overlap) => {
          for (const start of startsOf(count, 256, overlap).slice(0, -1)) expect(start % 32).toBe(0);
        },
      ),
    );
  });

  it("is one patch where the axis is as long as that, and one a slice where it is one slice thick", () => {
    const mapping = ownAxis(5, 5);
    expect(createPatchAxis(mapping, usedSpan(mapping), 5, 0.5).starts).toEqual([0]);
    expect(createPatchAxis(mapping, usedSpan(mapping), 1, 0.5).starts).toEqual([0, 1, 2, 3, 4]);
    const padded = centredAxis(3, 7, 1);
    expect(createPatchAxis(padded, usedSpan(padded), 1, 0).starts).toEqual([2, 3, 4]);
  });

  it("weighs with a Gaussian of an eighth of the patch", () => {
    const mapping = ownAxis(24, 16);
    const { starts, weights } = createPatchAxis(mapping, usedSpan(mapping), 16, 0.5);
    expect(starts).toEqual([0, 8]);
    const bell = (at: number) => Math.exp(-(((at - 7.5) / 2) ** 2) / 2);
    expect(weights[0]![10]).toBeCloseTo(bell(10) / (bell(10) + bell(2)), 12);
    expect(weights[1]![2]).toBeCloseTo(bell(2) / (bell(10) + bell(2)), 12);
    expect(weights[0]![0]).toBe(1);
  });
});

describe("spans of an axis", () => {
  it("name the model's voxels that matter, and the series' that are covered", () => {
    expect(usedSpan(centredAxis(10, 40, 0.5))).toEqual({ first: 10, count: 20 });
    expect(coveredSpan(centredAxis(10, 40, 0.5))).toEqual({ first: 0, count: 10 });
    expect(coveredSpan(centredAxis(10, 4, 1))).toEqual({ first: 3, count: 4 });
    expect(usedSpan(ownAxis(5, 8))).toEqual({ first: 1, count: 5 });
  });
});
