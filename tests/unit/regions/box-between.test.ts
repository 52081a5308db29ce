import { expect, it } from "vitest";
import { createGrid } from "../../../src/geometry/index.ts";
import { boxBetween } from "../../../src/regions/index.ts";

const spacingMm = [2, 1, 5] as const;
const straight = createGrid({
  size: [10, 20, 6],
  spacingMm,
  originLps: [100, -50, 0],
  directionsLps: [
    [-1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
});

it("holds the voxels whose centres lie between two corners, whichever comes first", () => {
  const box = { from: [2, 5, 1], to: [5, 11, 3] };
  expect(boxBetween(straight, [96, -45, 5], [92, -40, 10])).toEqual(box);
  expect(boxBetween(straight, [92, -40.5, 4.1], [96.9, -45.9, 12])).toEqual({ ...box, to: [5, 10, 3] });
});

it("ends with the grid, and is refused beyond it", () => {
  expect(boxBetween(straight, [1000, -45, 5], [99, 1000, 1000])).toEqual({ from: [0, 5, 1], to: [1, 20, 6] });
  expect(() => boxBetween(straight, [0, 0, 0], [10, 10, 10])).toThrow(
    "No voxel lies in the box from 0, 0, 0 to 10, 10, 10 mm. The image goes from 100, -50, 0 to 82, -31, 25 mm",
  );
});

it("is the smallest around the corners where the grid is oblique", () => {
  const oblique = createGrid({
    size: [20, 20, 1],
    spacingMm: [1, 1, 1],
    originLps: [0, 0, 0],
    directionsLps: [
      [0.8, 0.6, 0],
      [-0.6, 0.8, 0],
      [0, 0, 1],
    ],
  });
  expect(boxBetween(oblique, [0, 5, 0], [0, 10, 0])).toEqual({ from: [3, 4, 0], to: [7, 9, 1] });
});
