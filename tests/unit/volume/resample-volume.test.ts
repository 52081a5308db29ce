import { describe, expect, test } from "vitest";
import { type Grid, ijkToLps } from "../../../src/geometry/index.ts";
import { hasSameVoxels, isSameGrid, resampleVolume, type Volume } from "../../../src/volume/index.ts";

const grid: Grid = {
  size: [7, 6, 5],
  spacingMm: [2, 3, 4],
  originLps: [-5, 8, 20],
  directionsLps: [
    [0.8, 0.6, 0],
    [-0.6, 0.8, 0],
    [0, 0, 1],
  ],
};

/** A volume whose values are a function of where they lie. */
function volumeOn(on: Grid, value: (lps: readonly number[]) => number): Volume {
  const voxels = new Float32Array(on.size[0] * on.size[1] * on.size[2]);
  for (let k = 0, at = 0; k < on.size[2]; k++)
    for (let j = 0; j < on.size[1]; j++)
      for (let i = 0; i < on.size[0]; i++) voxels[at++] = value(ijkToLps(on, [i, j, k]));
  return { grid: on, voxels, unit: "arbitrary", modality: "MR" };
}

const plane = ([x, y, z]: readonly number[]) => 2 * x! - 3 * y! + 0.5 * z! + 100;

test("voxels are the same in another order, and the other way round", () => {
  const [along, across, up] = grid.directionsLps;
  const turned: Grid = {
    size: [6, 5, 7],
    spacingMm: [3, 4, 2],
    originLps: ijkToLps(grid, [0, 5, 4]),
    directionsLps: [[-across[0], -across[1], -across[2]], [-up[0], -up[1], -up[2]], along],
  };
  expect(hasSameVoxels(grid, turned)).toBe(true);
  expect(hasSameVoxels(turned, grid)).toBe(true);
  expect(isSameGrid(grid, turned)).toBe(false);
  expect(hasSameVoxels(grid, { ...turned, originLps: ijkToLps(grid, [1, 5, 4]) })).toBe(false);
  expect(hasSameVoxels(grid, { ...turned, size: [6, 5, 8] })).toBe(false);
});

describe("a volume on another grid", () => {
  test("a linear function of place is that function there, whichever way the axes run", () => {
    const other: Grid = {
      size: [44, 30, 50],
      spacingMm: [1.1, 1.3, 0.9],
      originLps: [30, -14, 12],
      directionsLps: [
        [-1, 0, 0],
        [0, 0, 1],
        [0, 1, 0],
      ],
    };
    const { volume, covered } = resampleVolume(volumeOn(other, plane), grid);
    expect(covered).toBe(1);
    const expected = volumeOn(grid, plane).voxels;
    for (const [at, value] of volume.voxels.entries()) expect(value).toBeCloseTo(expected[at]!, 3);
  });

  test("the same voxels in another order are the same values, to the bit", () => {
    const [columns, rows, slices] = grid.size;
    const turned: Grid = {
      size: [slices, columns, rows],
      spacingMm: [grid.spacingMm[2], grid.spacingMm[0], grid.spacingMm[1]],
      originLps: ijkToLps(grid, [columns - 1, 0, 0]),
      directionsLps: [
        grid.directionsLps[2],
        grid.directionsLps[0].map((part) => -part) as [number, number, number],
        grid.directionsLps[1],
      ],
    };
    const own = Float32Array.from({ length: columns * rows * slices }, (_, at) => (at * 37) % 101);
    const values = new Float32Array(own.length);
    for (let k = 0; k < slices; k++)
      for (let j = 0; j < rows; j++)
        for (let i = 0; i < columns; i++)
          values[k + slices * (columns - 1 - i + columns * j)] = own[i + columns * (j + rows * k)]!;
    const { volume } = resampleVolume(
      { grid: turned, voxels: values, unit: "arbitrary", modality: "MR" },
      grid,
    );
    expect(volume.voxels).toEqual(own);
  });

  test("where it has no image it is its lowest value; half a voxel beyond its ends these go on", () => {
    const part: Grid = { ...grid, size: [3, 6, 5], spacingMm: [4, 3, 4] };
    const { volume, covered } = resampleVolume(
      volumeOn(part, () => 7),
      grid,
    );
    // Columns end at 10 mm beyond the first voxel: those at 0, 2, ... 10 mm of 0 ... 12.
    expect(covered).toBeCloseTo(6 / 7, 6);
    const lower = resampleVolume(
      { ...volumeOn(part, () => 7), voxels: new Float32Array(90).fill(7).with(89, -3) },
      grid,
    );
    expect([...volume.voxels.slice(0, 7)]).toEqual([7, 7, 7, 7, 7, 7, 7]);
    expect([...lower.volume.voxels.slice(0, 7)]).toEqual([7, 7, 7, 7, 7, 7, -3]);
  });

  test("on its own grid, but for rounding of a header, it is not touched", () => {
    const given = volumeOn({ ...grid, originLps: [-5.0004, 8, 20] }, plane);
    expect(resampleVolume(given, grid)).toEqual({ volume: given, covered: 1 });
    expect(isSameGrid(given.grid, { ...grid, originLps: [-5.2, 8, 20] })).toBe(false);
  });
});
