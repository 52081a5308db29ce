import { expect, it } from "vitest";
import { findLesions, measureUptake } from "../../../src/review/index.ts";
import { gridOf, targetOf } from "../editing/targets.ts";

it("the peak is the largest mean of a millilitre about a voxel of the lesion, the maximum a single voxel", () => {
  // Radius of 1 ml is 6.2 mm: with voxels of 4 mm the centre, its 6 faces and its 12 edges.
  const grid = gridOf([9, 9, 9], [4, 4, 4]);
  const isHot = (i: number, j: number, k: number): boolean => i === 4 && j === 4 && k === 4;
  const target = targetOf(
    grid,
    (i, j, k) => Number(Math.max(Math.abs(i - 4), Math.abs(j - 4), Math.abs(k - 4)) <= 1),
    (i, j, k) => (isHot(i, j, k) ? 190 : 0),
  );
  const [lesion] = findLesions(target, 1);
  expect(measureUptake(target, lesion!)).toEqual({ max: 190, peak: 10 });
  const { image: _, ...blind } = target;
  expect(measureUptake(blind, lesion!)).toBeUndefined();
});
