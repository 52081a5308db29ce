import { createGrid, type Grid, voxelCount } from "../../../src/geometry/index.ts";
import { createLabelMap, type LabelMap, type Volume } from "../../../src/volume/index.ts";
import { liver, tumour } from "../dicom-objects/phantom.ts";

const cosine = Math.cos(0.3);
const sine = Math.sin(0.3);

/** A tilted grid of unequal spacings. */
export const tilted: Grid = createGrid({
  size: [40, 36, 24],
  spacingMm: [0.8, 1.1, 2.5],
  originLps: [-31.25, 17.5, -212.75],
  directionsLps: [
    [cosine, sine, 0],
    [-sine, cosine, 0],
    [0, 0, 1],
  ],
});

/** The same with slices that run downwards: left-handed. */
export const downwards: Grid = createGrid({
  ...tilted,
  directionsLps: [tilted.directionsLps[0], tilted.directionsLps[1], [0, 0, -1]],
});

/** Coronal slices. */
export const coronal: Grid = createGrid({
  ...tilted,
  directionsLps: [
    [1, 0, 0],
    [0, 0, -1],
    [0, 1, 0],
  ],
});

/**
 * Segments 1: an ellipsoid with a hole through it and a hollow in it; 7: two lesions, one of them two voxels that touch at a
 * corner only; 9: none.
 */
export function blobs(grid: Grid): LabelMap {
  const labelMap = createLabelMap({
    grid,
    segments: [liver, tumour, { ...liver, segmentNumber: 9, label: "Nothing" }],
  });
  const [columns, rows, slices] = grid.size;
  const inside = (point: readonly number[], centre: readonly number[], radius: readonly number[]) =>
    point.reduce((sum, value, axis) => sum + ((value - centre[axis]!) / radius[axis]!) ** 2, 0) <= 1;
  let index = 0;
  for (let k = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, index++) {
        const point = [i, j, k];
        const isHole = inside(point, [12, 14, k], [3, 2, 1]) || inside(point, [20, 16, 10], [2, 2, 2]);
        if (inside(point, [16, 15, 11], [13, 10, 8]) && !isHole) labelMap.voxels[index] = 1;
        if (inside(point, [32, 28, 12], [5, 4, 3])) labelMap.voxels[index] = 7;
      }
    }
  }
  labelMap.voxels[38 + columns * (2 + rows * 2)] = 7;
  labelMap.voxels[37 + columns * (3 + rows * 2)] = 7;
  return labelMap;
}

/** An image in which each voxel's value is its column minus 100. */
export function ramp(grid: Grid): Volume<"HU"> {
  const voxels = new Int16Array(voxelCount(grid));
  for (let index = 0; index < voxels.length; index++) voxels[index] = (index % grid.size[0]) - 100;
  return { grid, voxels, unit: "HU", modality: "CT" };
}
