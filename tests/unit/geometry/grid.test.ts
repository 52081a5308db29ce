import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createGrid,
  type Grid,
  gridDistanceMm,
  ijkToLps,
  lpsToIjk,
  type Point,
  voxelCount,
  voxelVolumeMl,
} from "../../../src/geometry/index.ts";
import { arbitraryGrid } from "./arbitrary-grid.ts";

const axial: Grid = {
  size: [4, 3, 2],
  spacingMm: [0.5, 0.75, 5],
  originLps: [-10, -20, 30],
  directionsLps: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

/** cos and sin of 30 degrees. */
const [c, s] = [Math.sqrt(3) / 2, 0.5];

function expectClose(found: readonly number[], expected: readonly number[], digits = 6): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index]!, digits);
  });
}

describe("ijkToLps", () => {
  test.each<{ name: string; grid: Grid; ijk: Point<"ijk">; lps: Point<"lps"> }>([
    { name: "the origin is the centre of voxel 0 0 0", grid: axial, ijk: [0, 0, 0], lps: [-10, -20, 30] },
    { name: "each axis has its own spacing", grid: axial, ijk: [2, 4, 3], lps: [-9, -17, 45] },
    {
      name: "half a voxel outwards is the corner",
      grid: axial,
      ijk: [-0.5, -0.5, -0.5],
      lps: [-10.25, -20.375, 27.5],
    },
    {
      name: "coronal: rows run down, slices to the back",
      grid: {
        ...axial,
        directionsLps: [
          [1, 0, 0],
          [0, 0, -1],
          [0, 1, 0],
        ],
      },
      ijk: [2, 4, 3],
      lps: [-9, -5, 27],
    },
    {
      name: "sagittal, left-handed",
      grid: {
        ...axial,
        directionsLps: [
          [0, 1, 0],
          [0, 0, -1],
          [1, 0, 0],
        ],
      },
      ijk: [2, 4, 3],
      lps: [5, -19, 27],
    },
    {
      name: "turned by 30 degrees about the patient's length",
      grid: {
        ...axial,
        directionsLps: [
          [c, s, 0],
          [-s, c, 0],
          [0, 0, 1],
        ],
      },
      ijk: [2, 4, 3],
      lps: [-10 + c - 3 * s, -20 + s + 3 * c, 45],
    },
  ])("$name", ({ grid, ijk, lps }) => {
    expectClose(ijkToLps(createGrid(grid), ijk), lps);
    expectClose(lpsToIjk(createGrid(grid), lps), ijk);
  });

  test("and lpsToIjk undo each other on any grid", () => {
    const index = fc.double({ min: -600, max: 600, noNaN: true });
    fc.assert(
      fc.property(arbitraryGrid, fc.tuple(index, index, index), (grid, ijk) => {
        expectClose(lpsToIjk(grid, ijkToLps(grid, ijk)), ijk);
      }),
    );
  });

  test("and lpsToIjk undo each other though the header rounded its directions", () => {
    const rounded = createGrid({
      ...axial,
      directionsLps: [
        [0.866, 0.5, 0],
        [-0.5, 0.866, 0],
        [0, 0, 1],
      ],
    });
    expectClose(lpsToIjk(rounded, ijkToLps(rounded, [511, 511, 200])), [511, 511, 200]);
  });
});

describe("createGrid refuses", () => {
  test.each<{ name: string; change: Partial<Grid>; message: RegExp }>([
    { name: "no slices", change: { size: [4, 3, 0] }, message: /4 x 3 x 0/ },
    { name: "a fraction of a row", change: { size: [4, 2.5, 2] }, message: /4 x 2.5 x 2/ },
    { name: "no spacing", change: { spacingMm: [0.5, 0, 5] }, message: /0.5 x 0 x 5 mm/ },
    { name: "a negative spacing", change: { spacingMm: [0.5, 0.75, -5] }, message: /positive/ },
    { name: "a spacing that is no number", change: { spacingMm: [Number.NaN, 1, 1] }, message: /positive/ },
    {
      name: "an endless spacing",
      change: { spacingMm: [Number.POSITIVE_INFINITY, 1, 1] },
      message: /positive/,
    },
    { name: "an origin that is no place", change: { originLps: [0, Number.NaN, 0] }, message: /origin/ },
    {
      name: "a direction that is not of length 1",
      change: {
        directionsLps: [
          [1, 0, 0],
          [0, 2, 0],
          [0, 0, 1],
        ],
      },
      message: /length 1; found \(0, 2, 0\)/,
    },
    {
      name: "axes that are not perpendicular",
      change: {
        directionsLps: [
          [1, 0, 0],
          [s, c, 0],
          [0, 0, 1],
        ],
      },
      message: /perpendicular/,
    },
    {
      name: "two axes along each other",
      change: {
        directionsLps: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 1, 0],
        ],
      },
      message: /perpendicular/,
    },
  ])("$name", ({ change, message }) => {
    const create = (): Grid => createGrid({ ...axial, ...change });
    expect(create).toThrow(expect.objectContaining({ code: "invalid-geometry" }));
    expect(create).toThrow(message);
  });
});

describe("sizes", () => {
  test("voxels and their volume", () => {
    expect(voxelCount(axial)).toBe(24);
    expect(voxelVolumeMl(axial)).toBeCloseTo(0.001875, 12);
  });
});

describe("gridDistanceMm", () => {
  test("is nothing from a grid to itself", () => {
    fc.assert(
      fc.property(arbitraryGrid, (grid) => {
        expect(gridDistanceMm(grid, grid)).toBe(0);
      }),
    );
  });

  test("is the way an origin has moved", () => {
    expect(gridDistanceMm(axial, { ...axial, originLps: [-10, -17, 34] })).toBeCloseTo(5, 9);
  });

  test("grows with the distance from the origin when the spacing differs", () => {
    expect(gridDistanceMm(axial, { ...axial, spacingMm: [0.6, 0.75, 5] })).toBeCloseTo(0.3, 9);
  });

  test("is without end between grids of other sizes", () => {
    expect(gridDistanceMm(axial, { ...axial, size: [3, 4, 2] })).toBe(Number.POSITIVE_INFINITY);
  });
});
