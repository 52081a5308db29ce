/** Draws an axial slice and its labels on a canvas: all that a page needs which has no viewer. */
import type { GridSlice, SourceSeries } from "cornerstone-autoseg";

/** A window for abdominal CT, in HU. */
const [lowerHu, upperHu] = [-160, 240];
const colors: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [230, 159, 0],
  [86, 60, 220],
];

/** @param slice whose labels are as long as columns times rows of the volume. */
export function drawSlice(canvas: HTMLCanvasElement, { volume }: SourceSeries, slice: GridSlice): void {
  const [columns, rows] = volume.grid.size;
  const image = new ImageData(columns, rows);
  for (let pixel = 0; pixel < columns * rows; pixel++) {
    const hu = volume.voxels[pixel + slice.sliceIndex * columns * rows]!;
    const grey = (255 * (hu - lowerHu)) / (upperHu - lowerHu);
    const label = slice.labels[pixel]!;
    const color = colors[Math.min(label, colors.length - 1)]!;
    const mixed = label === 0 ? [grey, grey, grey] : color.map((part) => (part + grey) / 2);
    image.data.set([...mixed, 255], 4 * pixel);
  }
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext("2d")!.putImageData(image, 0, 0);
}
