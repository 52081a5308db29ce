import type { Grid } from "../geometry/index.ts";

/**
 * Gives the background that a label encloses within a slice that label: what has no way over edges of pixels (4
 * neighbours) to the border of the slice without crossing it. Other labels inside it stay.
 * @param sliceAxis grid axis across the slices.
 * @returns the number of voxels that were filled.
 */
export function fillHoles(voxels: Uint8Array, { size }: Grid, value: number, sliceAxis: 0 | 1 | 2): number {
  const strides = [1, size[0], size[0] * size[1]] as const;
  const [across, down] = ([0, 1, 2] as const).filter((axis) => axis !== sliceAxis) as [0 | 1, 1 | 2];
  const [columns, rows] = [size[across], size[down]];
  const places = createPlaces(columns, rows);
  let filled = 0;
  for (let slice = 0; slice < size[sliceAxis]; slice++) {
    const start = slice * strides[sliceAxis];
    const at = (pixel: number): number =>
      start + (pixel % columns) * strides[across] + Math.floor(pixel / columns) * strides[down];
    if (!markValue(voxels, start, strides[across], strides[down], value, places)) continue;
    markOutside(places);
    for (let pixel = 0; pixel < places.state.length; pixel++) {
      if (places.state[pixel] !== enclosed || voxels[at(pixel)] !== 0) continue;
      voxels[at(pixel)] = value;
      filled++;
    }
  }
  return filled;
}

/** What a pixel of a slice is: of the label, or not, and then whether a way leads from it to the border. */
const [ofLabel, enclosed, outside] = [1, 0, 2];

/** The pixels of a slice, and those of them that a way was found to but not yet followed further. */
interface Places {
  readonly columns: number;
  readonly rows: number;
  readonly state: Uint8Array;
  readonly waiting: Int32Array;
}

function createPlaces(columns: number, rows: number): Places {
  const count = columns * rows;
  return { columns, rows, state: new Uint8Array(count), waiting: new Int32Array(count) };
}

/** @returns whether the label is in the slice at all. */
function markValue(
  voxels: Uint8Array,
  start: number,
  columnStride: number,
  rowStride: number,
  value: number,
  { columns, rows, state }: Places,
): boolean {
  let found = false;
  for (let row = 0, pixel = 0; row < rows; row++) {
    for (let column = 0, at = start + row * rowStride; column < columns; column++, at += columnStride) {
      const isLabel = voxels[at] === value;
      found ||= isLabel;
      state[pixel++] = isLabel ? ofLabel : enclosed;
    }
  }
  return found;
}

function markOutside({ columns, rows, state, waiting }: Places): void {
  let count = 0;
  const reach = (pixel: number): void => {
    if (state[pixel] !== enclosed) return;
    state[pixel] = outside;
    waiting[count++] = pixel;
  };
  for (let column = 0; column < columns; column++) {
    reach(column);
    reach((rows - 1) * columns + column);
  }
  for (let row = 0; row < rows; row++) {
    reach(row * columns);
    reach(row * columns + columns - 1);
  }
  while (count > 0) {
    const pixel = waiting[--count]!;
    const column = pixel % columns;
    if (column > 0) reach(pixel - 1);
    if (column < columns - 1) reach(pixel + 1);
    if (pixel >= columns) reach(pixel - columns);
    if (pixel < (rows - 1) * columns) reach(pixel + columns);
  }
}
