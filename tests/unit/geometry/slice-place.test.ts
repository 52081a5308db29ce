import { expect, test } from "vitest";
import { createGrid, type Grid, toSlicePlace } from "../../../src/geometry/index.ts";

const size: Grid["size"] = [5, 4, 3];
const spacingMm: Grid["spacingMm"] = [0.5, 0.75, 2];
const straight = createGrid({
  size,
  spacingMm,
  originLps: [-10, -20, -3],
  directionsLps: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
});

test.each([
  [2, 0, "I", 3],
  [2, 1, "I", 1],
  [2, 2, "S", 1],
  [0, 0, "R", 10],
  [0, 4, "R", 8],
  [1, 3, "A", 17.75],
] as const)("a slice across axis %d, number %d: %s %d", (axis, index, letters, distanceMm) => {
  expect(toSlicePlace(straight, axis, index)).toEqual({ letters, distanceMm });
});

test("it does not depend on the order in which the slices lie", () => {
  const upsideDown = createGrid({
    size,
    spacingMm,
    originLps: [-10, -20, 1],
    directionsLps: [
      [1, 0, 0],
      [0, -1, 0],
      [0, 0, -1],
    ],
  });
  for (const index of [0, 1, 2])
    expect(toSlicePlace(upsideDown, 2, index)).toEqual(toSlicePlace(straight, 2, 2 - index));
});

test("an oblique slice has the distance along its normal, and the letters of that direction", () => {
  const [c, s] = [Math.cos(0.5), Math.sin(0.5)];
  const tilted = createGrid({
    size,
    spacingMm,
    originLps: [0, 0, 100],
    directionsLps: [
      [1, 0, 0],
      [0, c, s],
      [0, -s, c],
    ],
  });
  const { letters, distanceMm } = toSlicePlace(tilted, 2, 1);
  expect(letters).toBe("SA");
  expect(distanceMm).toBeCloseTo(100 * c + 2, 9);
});
