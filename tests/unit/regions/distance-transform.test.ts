import fc from "fast-check";
import { expect, test } from "vitest";
import { squaredDistances } from "../../../src/regions/distance-transform.ts";
import { arbitraryMasks, draw, pointAt, pointsOf } from "../metrics/masks.ts";

test("every voxel has the distance to the nearest one of the mask, as trying them all gives it", () => {
  fc.assert(
    fc.property(arbitraryMasks, ([mask]) => {
      const points = pointsOf(mask);
      for (const [index, squared] of squaredDistances(mask).entries()) {
        const [x, y, z] = pointAt(mask.grid, index);
        const nearest = Math.min(...points.map(([a, b, c]) => (x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2));
        expect(squared === nearest || Math.abs(squared - nearest) <= 1e-5 * nearest).toBe(true);
      }
    }),
  );
});

test("each axis has its own spacing", () => {
  const distances = squaredDistances(
    draw(
      [
        ["#..", "..."],
        ["...", "..."],
      ],
      [2, 3, 5],
    ),
  );
  expect([...distances].map(Math.sqrt)).toEqual(
    [
      0,
      2,
      4,
      3,
      Math.sqrt(13),
      5,
      5,
      Math.sqrt(29),
      Math.sqrt(41),
      Math.sqrt(34),
      Math.sqrt(38),
      Math.sqrt(50),
    ].map((distance) => expect.closeTo(distance, 5)),
  );
});
