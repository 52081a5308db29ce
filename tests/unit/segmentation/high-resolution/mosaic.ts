import { createVolume, type Volume } from "../../../../src/volume/index.ts";

interface MosaicSize {
  readonly side: number;
  readonly rows?: number | undefined;
  readonly cell: number;
  readonly slices: number;
}

/**
 * A series of few slices of many pixels: different places of a study side by side, each with its slices above and below.
 * @param side of a slice, in pixels, and its rows where they are fewer. @param cell rows and columns of a place, which is the whole field of view of the study.
 */
export function mosaicOf(
  { grid, voxels }: Volume,
  { side, rows: lines = side, cell, slices }: MosaicSize,
): Volume {
  const [columns, rows, depth] = grid.size;
  const [across, down] = [side / cell, lines / cell];
  const result = new Int16Array(side * lines * slices);
  for (let k = 0, at = 0; k < slices; k++) {
    for (let y = 0; y < lines; y++) {
      const row = Math.floor((((y % cell) + 0.5) * rows) / cell);
      for (let x = 0; x < side; x++, at++) {
        const place = Math.floor(x / cell) + across * Math.floor(y / cell);
        const slice = (Math.floor(((place + 0.5) * depth) / (across * down)) + k) % depth;
        const column = Math.floor((((x % cell) + 0.5) * columns) / cell);
        result[at] = voxels[column + columns * (row + rows * slice)]!;
      }
    }
  }
  const pixelMm = (grid.spacingMm[0] * columns) / cell;
  return createVolume({
    grid: { ...grid, size: [side, lines, slices], spacingMm: [pixelMm, pixelMm, grid.spacingMm[2]] },
    voxels: result,
    unit: "HU",
    modality: "CT",
  });
}
