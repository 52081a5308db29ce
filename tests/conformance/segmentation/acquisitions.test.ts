import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findInputFiles } from "../../../src/cli/input-files.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { type Grid, ijkToLps, lpsToIjk, voxelCount } from "../../../src/geometry/index.ts";
import { loadModel } from "../../../src/model/index.ts";
import { createSegmenter, type Segmenter } from "../../../src/segmentation/index.ts";
import type { LabelMap, Volume } from "../../../src/volume/index.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const series = join(root, "..", "shared", "data", "dicom", "ct-abdomen");
const isThere = existsSync(series);

type Triple = readonly [number, number, number];

/** How another scanner, or another day, would have shown the same patient. */
interface Acquisition {
  readonly name: string;
  readonly acquire: (volume: Volume) => Volume;
  /** Least Dice of the liver and its tumours with that of the series as it is. */
  readonly leastDice: number;
}

const acquisitions: readonly Acquisition[] = [
  { name: "slices of 0.8 mm", acquire: (volume) => interpolate(middle(volume)), leastDice: 0.98 },
  { name: "slices of 5 mm", acquire: (volume) => average(volume, [1, 1, 3]), leastDice: 0.975 },
  { name: "slices of 10 mm", acquire: (volume) => average(volume, [1, 1, 6]), leastDice: 0.95 },
  { name: "pixels of 1.1 mm", acquire: (volume) => average(middle(volume), [2, 2, 1]), leastDice: 0.985 },
  { name: "a prone patient's rows and columns", acquire: turnOver, leastDice: 0.999 },
  { name: "slices tilted by 15 degrees", acquire: (volume) => tilt(volume, 15), leastDice: 0.96 },
  { name: "a field of view through the liver", acquire: cutOff, leastDice: 0.97 },
  { name: "noise of 25 HU", acquire: (volume) => addNoise(middle(volume), 25), leastDice: 0.98 },
];

/** The values of a function of the index, on a grid. */
function fill(volume: Volume, grid: Grid, valueAt: (i: number, j: number, k: number) => number): Volume {
  const voxels = new Int16Array(voxelCount(grid));
  const [columns, rows, slices] = grid.size;
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, at++) voxels[at] = Math.round(valueAt(i, j, k));
  return { ...volume, grid, voxels };
}

/** Means of blocks of so many voxels, as thicker slices and larger pixels have them. */
function average(volume: Volume, block: Triple): Volume {
  const { grid, voxels } = volume;
  const [columns, rows] = grid.size;
  const each = <T>(make: (axis: 0 | 1 | 2) => T): [T, T, T] => [make(0), make(1), make(2)];
  const coarse: Grid = {
    ...grid,
    size: each((axis) => Math.floor(grid.size[axis] / block[axis])),
    spacingMm: each((axis) => grid.spacingMm[axis] * block[axis]),
    originLps: ijkToLps(
      grid,
      each((axis) => (block[axis] - 1) / 2),
    ),
  };
  return fill(volume, coarse, (i, j, k) => {
    let sum = 0;
    for (let w = 0; w < block[2]; w++)
      for (let v = 0; v < block[1]; v++)
        for (let u = 0; u < block[0]; u++)
          sum += voxels[i * block[0] + u + columns * (j * block[1] + v + rows * (k * block[2] + w))]!;
    return sum / (block[0] * block[1] * block[2]);
  });
}

/** A slice more between every two. */
function interpolate(volume: Volume): Volume {
  const { grid, voxels } = volume;
  const [columns, rows, slices] = grid.size;
  const fine: Grid = {
    ...grid,
    size: [columns, rows, 2 * slices - 1],
    spacingMm: [grid.spacingMm[0], grid.spacingMm[1], grid.spacingMm[2] / 2],
  };
  return fill(volume, fine, (i, j, k) => {
    const at = i + columns * (j + rows * (k >> 1));
    return k % 2 === 0 ? voxels[at]! : (voxels[at]! + voxels[at + columns * rows]!) / 2;
  });
}

/** Rows and columns run the other way, as they do in a patient who lies on the belly. */
function turnOver(volume: Volume): Volume {
  const { grid, voxels } = volume;
  const [columns, rows] = grid.size;
  const [along, down, across] = grid.directionsLps;
  const turned: Grid = {
    ...grid,
    originLps: ijkToLps(grid, [columns - 1, rows - 1, 0]),
    directionsLps: [[-along[0], -along[1], -along[2]], [-down[0], -down[1], -down[2]], across],
  };
  return fill(volume, turned, (i, j, k) => voxels[columns - 1 - i + columns * (rows - 1 - j + rows * k)]!);
}

/** Oblique slices: turned about the direction of the rows, pixels twice as large and slices three times as thick. */
function tilt(volume: Volume, degrees: number): Volume {
  const { grid, voxels } = volume;
  const [columns, rows, slices] = grid.size;
  const [along, down, across] = grid.directionsLps;
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const mix = (a: Triple, p: number, b: Triple, q: number): Triple => [
    a[0] * p + b[0] * q,
    a[1] * p + b[1] * q,
    a[2] * p + b[2] * q,
  ];
  const tilted: Grid = {
    size: [Math.floor(columns / 2), Math.floor(rows / 2), Math.floor(slices / 3)],
    spacingMm: [2 * grid.spacingMm[0], 2 * grid.spacingMm[1], 3 * grid.spacingMm[2]],
    originLps: [0, 0, 0],
    directionsLps: [along, mix(down, cos, across, sin), mix(down, -sin, across, cos)],
  };
  const centre = (size: Triple): Triple => [(size[0] - 1) / 2, (size[1] - 1) / 2, (size[2] - 1) / 2];
  const shift = mix(ijkToLps(grid, centre(grid.size)), 1, ijkToLps(tilted, centre(tilted.size)), -1);
  const placed = { ...tilted, originLps: shift };
  return fill(volume, placed, (i, j, k) => {
    const place = lpsToIjk(grid, ijkToLps(placed, [i, j, k]));
    // Nearest within the slice, linear between slices: pixels are a third as far apart.
    const [column, row, below] = [Math.round(place[0]), Math.round(place[1]), Math.floor(place[2])];
    const part = place[2] - below;
    const isInside = column >= 0 && row >= 0 && column < columns && row < rows && below >= 0;
    if (!isInside || below + (part > 0 ? 1 : 0) >= slices) return -1000;
    const at = column + columns * (row + rows * below);
    return voxels[at]! * (1 - part) + (part > 0 ? voxels[at + columns * rows]! * part : 0);
  });
}

/** Some of the slices. */
function cropSlices(volume: Volume, first: number, count: number): Volume {
  const { grid, voxels } = volume;
  const [columns, rows] = grid.size;
  const cropped: Grid = { ...grid, size: [columns, rows, count], originLps: ijkToLps(grid, [0, 0, first]) };
  return fill(volume, cropped, (i, j, k) => voxels[i + columns * (j + rows * (first + k))]!);
}

/** Half of the slices, for what takes long with all of them. The outer ones have other neighbours then. */
function middle(volume: Volume): Volume {
  const slices = volume.grid.size[2];
  return cropSlices(volume, Math.floor(slices / 4), Math.floor(slices / 2));
}

/** Without the columns on the patient's right, up to the middle of the liver. */
function cutOff(volume: Volume): Volume {
  const { grid, voxels } = volume;
  const [columns, rows, slices] = grid.size;
  const first = 150;
  const cut: Grid = {
    ...grid,
    size: [columns - first, rows, slices],
    originLps: ijkToLps(grid, [first, 0, 0]),
  };
  return fill(volume, cut, (i, j, k) => voxels[first + i + columns * (j + rows * k)]!);
}

/** Noise that looks random and is the same every time: a sum of twelve evenly spread numbers is nearly Gaussian. */
function addNoise(volume: Volume, deviationHu: number): Volume {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const noise = Float32Array.from({ length: 65_537 }, () => {
    let sum = -6;
    for (let term = 0; term < 12; term++) sum += random();
    return sum * deviationHu;
  });
  const [columns, rows] = volume.grid.size;
  return fill(volume, volume.grid, (i, j, k) => {
    const at = i + columns * (j + rows * k);
    return volume.voxels[at]! + noise[at % noise.length]!;
  });
}

/** Dice of what is labelled in two label maps, on every second pixel of the first one's grid. */
function diceOf(found: LabelMap, expected: LabelMap): number {
  const [columns, rows, slices] = found.grid.size;
  const [sourceColumns, sourceRows, sourceSlices] = expected.grid.size;
  let [both, sum] = [0, 0];
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j += 2)
      for (let i = 0; i < columns; i += 2) {
        const [u, v, w] = lpsToIjk(expected.grid, ijkToLps(found.grid, [i, j, k])).map(Math.round) as [
          number,
          number,
          number,
        ];
        if (u < 0 || v < 0 || w < 0 || u >= sourceColumns || v >= sourceRows || w >= sourceSlices) continue;
        const a = found.voxels[i + columns * (j + rows * k)]! > 0 ? 1 : 0;
        const b = expected.voxels[u + sourceColumns * (v + sourceRows * w)]! > 0 ? 1 : 0;
        both += a * b;
        sum += a + b;
      }
  return (2 * both) / sum;
}

describe.skipIf(!isThere)(
  `the liver of a real CT, acquired otherwise${isThere ? "" : " (skipped: no ../shared/data)"}`,
  () => {
    let segmenter: Segmenter;
    let volume: Volume;
    let expected: LabelMap;

    beforeAll(async () => {
      segmenter = await createSegmenter(await loadModel(join(root, "models", "ct-liver-tumour")));
      const whole = (await readSeries(await findInputFiles([series]))).volume;
      // The middle of the liver, in a sixth of the time.
      volume = cropSlices(whole, 66, 24);
      ({ labelMap: expected } = await segmenter.run(volume));
    });

    afterAll(() => segmenter?.[Symbol.asyncDispose]());

    test.each(acquisitions)("$name", async ({ acquire, leastDice }) => {
      const { labelMap } = await segmenter.run(acquire(volume));
      const dice = diceOf(labelMap, expected);
      console.log(`Dice ${dice.toFixed(4)}`);
      expect(dice).toBeGreaterThan(leastDice);
    });
  },
);
