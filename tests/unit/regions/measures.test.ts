import { describe, expect, test } from "vitest";
import { createGrid, type Grid } from "../../../src/geometry/index.ts";
import { measureSegments } from "../../../src/regions/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { axialGrid, liver, tumour } from "../dicom-objects/phantom.ts";
import { ramp } from "../export/blobs.ts";

/** Voxels of a box, both corners inside. */
function box(grid: Grid, label: number, from: readonly number[], to: readonly number[], voxels: Uint8Array) {
  const [columns, rows] = grid.size;
  for (let k = from[2]!; k <= to[2]!; k++)
    for (let j = from[1]!; j <= to[1]!; j++)
      for (let i = from[0]!; i <= to[0]!; i++) voxels[i + columns * (j + rows * k)] = label;
}

const coronal = createGrid({
  ...axialGrid,
  directionsLps: [
    [1, 0, 0],
    [0, 0, -1],
    [0, 1, 0],
  ],
});

describe("measurements", () => {
  test("of a box are those of a box", () => {
    const labelMap = createLabelMap({ grid: axialGrid, segments: [liver] });
    box(axialGrid, 1, [2, 3, 1], [5, 5, 2], labelMap.voxels);
    const [measured] = measureSegments([labelMap], ramp(axialGrid));
    expect(measured!.volumeMl).toBeCloseTo((4 * 3 * 2 * 0.7 * 0.9 * 2.5) / 1000, 10);
    // From outer edge to outer edge of 4 x 3 voxels of 0.7 x 0.9 mm.
    expect(measured!.longestAxialDiameterMm).toBeCloseTo(Math.hypot(4 * 0.7, 3 * 0.9), 10);
    // Columns 2 to 5 less 100.
    expect(measured!.values!.mean).toBeCloseTo(-96.5, 10);
    expect(measured!.values!.standardDeviation).toBeCloseTo(Math.sqrt(1.25), 10);
  });

  test("of coronal images take the diameter across their slices, in the axial plane", () => {
    const labelMap = createLabelMap({ grid: coronal, segments: [liver] });
    // Long along the rows, which run down the patient, and two slices deep.
    box(coronal, 1, [2, 1, 1], [3, 9, 2], labelMap.voxels);
    const [measured] = measureSegments([labelMap], ramp(coronal));
    expect(measured!.longestAxialDiameterMm).toBeCloseTo(Math.hypot(2 * 0.7, 2 * 2.5), 10);
  });

  test("of lesions are told one by one, the largest first; of organs in pieces they are not", () => {
    const labelMap = createLabelMap({ grid: axialGrid, segments: [liver, tumour] });
    box(axialGrid, 1, [0, 0, 0], [0, 0, 0], labelMap.voxels);
    box(axialGrid, 1, [12, 0, 0], [12, 0, 0], labelMap.voxels);
    box(axialGrid, 7, [2, 2, 2], [2, 2, 2], labelMap.voxels);
    box(axialGrid, 7, [6, 6, 2], [8, 6, 2], labelMap.voxels);
    const measured = measureSegments([labelMap], ramp(axialGrid));
    const voxelMl = (0.7 * 0.9 * 2.5) / 1000;
    expect(measured.map(({ lesionNumber }) => lesionNumber)).toEqual([undefined, undefined, 1, 2]);
    expect(measured.map(({ volumeMl }) => Math.round(volumeMl / voxelMl))).toEqual([2, 4, 3, 1]);
    expect(measured[1]!.longestAxialDiameterMm).toBe(measured[2]!.longestAxialDiameterMm);
  });

  test("have the unit of the image, and are 0 without voxels", () => {
    const labelMap = createLabelMap({ grid: axialGrid, segments: [liver, tumour] });
    box(axialGrid, 1, [0, 0, 0], [1, 1, 1], labelMap.voxels);
    const [organ, empty] = measureSegments([labelMap], { ...ramp(axialGrid), unit: "arbitrary" });
    expect(organ!.values).toEqual({ mean: -99.5, standardDeviation: 0.5, unit: "arbitrary" });
    expect(empty).toEqual({ segment: tumour, voxels: 0, volumeMl: 0, longestAxialDiameterMm: 0 });
  });
});
