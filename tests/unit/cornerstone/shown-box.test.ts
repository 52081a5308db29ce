import { expect, test } from "vitest";
import { facedPlane, mayShow } from "../../../src/cornerstone/shown-box.ts";
import { createGrid, ijkToLps, type Point } from "../../../src/geometry/index.ts";

/** Coronal slices, the columns to the patient's left and the rows to the feet. */
const grid = createGrid({
  size: [64, 48, 30],
  spacingMm: [0.5, 0.5, 3],
  originLps: [-20, 10, 60],
  directionsLps: [
    [1, 0, 0],
    [0, 0, -1],
    [0, 1, 0],
  ],
});

function viewport(axis: 0 | 1 | 2, index: number, { degrees = 0, slabMm = 0.05 } = {}) {
  const ijk: [number, number, number] = [30, 20, 15];
  ijk[axis] = index;
  const [normal, beside] = [grid.directionsLps[axis], grid.directionsLps[axis === 2 ? 0 : 2]];
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const turned = normal.map((along, n) => -(cos * along + sin * beside[n]!));
  return {
    getCamera: () => ({
      viewPlaneNormal: turned as [number, number, number],
      focalPoint: [...ijkToLps(grid, ijk as Point<"ijk">)] as [number, number, number],
    }),
    getSlabThickness: () => slabMm,
  };
}

const box = { from: [10, 4, 5], to: [12, 6, 8] } as const;

test.each([
  [0, 9, false],
  [0, 10, true],
  [0, 11, true],
  [0, 12, false],
  [1, 3, false],
  [1, 5, true],
  [2, 4, false],
  [2, 4.5, true],
  [2, 5, true],
  [2, 7, true],
  [2, 7.5, true],
  [2, 8, false],
] as const)("across axis %i at %d: %s", (axis, index, shows) => {
  expect(mayShow(viewport(axis, index), grid, box)).toBe(shows);
});

test("a slab that reaches the box shows it, and an oblique plane may, as may a viewport that tells of no slab", () => {
  const { getCamera } = viewport(2, 20);
  expect(mayShow({ getCamera }, grid, box)).toBe(true);
  expect(mayShow(viewport(2, 12, { slabMm: 3 }), grid, box)).toBe(false);
  expect(mayShow(viewport(2, 12, { slabMm: 15 }), grid, box)).toBe(true);
  expect(mayShow(viewport(2, 20, { degrees: 0.2 }), grid, box)).toBe(true);
  expect(mayShow(viewport(2, 20, { degrees: 30 }), grid, box)).toBe(true);
});

test("up to half a degree a viewport looks straight at a slice", () => {
  expect(facedPlane(viewport(2, 20, { degrees: 0.4 }), grid)).toMatchObject({ axis: 2 });
  expect(facedPlane(viewport(1, 7), grid)?.index).toBeCloseTo(7);
  expect(facedPlane(viewport(2, 20, { degrees: 1 }), grid)).toBeUndefined();
});
