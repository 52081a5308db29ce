import type { Grid } from "../geometry/index.ts";
import { createLabelSearch } from "../volume/index.ts";

type Axis = 0 | 1 | 2;
type Triple = readonly [number, number, number];

/**
 * Gives the background that a label encloses within a slice that label: what has no way over edges of pixels (4
 * neighbours) to the border of the slice without crossing it. Other labels inside it stay.
 * @param sliceAxis grid axis across the slices.
 * @returns the number of voxels that were filled.
 */
export function fillHoles(voxels: Uint8Array, { size }: Grid, value: number, sliceAxis: Axis): number {
  const box = findBox(voxels, size, value);
  if (!box) return 0;
  const strides: Triple = [1, size[0], size[0] * size[1]];
  const [across, down] = ([0, 1, 2] as const).filter((axis) => axis !== sliceAxis) as [Axis, Axis];
  const count = (axis: Axis): number => box.end[axis] - box.first[axis];
  // Beyond the box there is nothing of the label, so every pixel at its border has a way out.
  const places = createPlaces(count(across), count(down), strides[across], strides[down]);
  let start = box.first[0] + box.first[1] * strides[1] + box.first[2] * strides[2];
  let filled = 0;
  for (let slice = 0; slice < count(sliceAxis); slice++, start += strides[sliceAxis]) {
    markLabel(voxels, start, value, places);
    markOutside(places);
    filled += fillEnclosed(voxels, start, value, places);
  }
  return filled;
}

/** Where a label lies: from `first` to before `end` along each axis; undefined when it is nowhere. */
function findBox(
  voxels: Uint8Array,
  [columns, rows, slices]: Triple,
  value: number,
): { first: Triple; end: Triple } | undefined {
  const nextLabelled = createLabelSearch(voxels);
  const first: [number, number, number] = [columns, rows, slices];
  const end: [number, number, number] = [0, 0, 0];
  for (let row = 0; row < rows * slices; row++) {
    const start = row * columns;
    for (let at = start; ; at++) {
      at = nextLabelled(at, start + columns);
      if (at === start + columns) break;
      if (voxels[at] !== value) continue;
      const place: Triple = [at - start, row % rows, Math.floor(row / rows)];
      for (const axis of [0, 1, 2] as const) {
        first[axis] = Math.min(first[axis], place[axis]);
        end[axis] = Math.max(end[axis], place[axis] + 1);
      }
    }
  }
  return end[0] === 0 ? undefined : { first, end };
}

/** What a pixel is: enclosed until a way from it to the border was found, which the label bars. */
const [enclosed, ofLabel, outside] = [0, 1, 2];

/** The pixels of a slice's box, and room for those of them from which a way out goes on. */
interface Places {
  readonly columns: number;
  readonly rows: number;
  /** How far each pixel's voxel lies from the first one's. */
  readonly offsets: Int32Array;
  readonly state: Uint8Array;
  readonly waiting: Int32Array;
}

function createPlaces(columns: number, rows: number, columnStride: number, rowStride: number): Places {
  const count = columns * rows;
  const offsets = new Int32Array(count);
  for (let row = 0, pixel = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, pixel++)
      offsets[pixel] = row * rowStride + column * columnStride;
  return { columns, rows, offsets, state: new Uint8Array(count), waiting: new Int32Array(count) };
}

function markLabel(voxels: Uint8Array, start: number, value: number, { offsets, state }: Places): void {
  for (let pixel = 0; pixel < state.length; pixel++)
    state[pixel] = voxels[start + offsets[pixel]!] === value ? ofLabel : enclosed;
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

function fillEnclosed(voxels: Uint8Array, start: number, value: number, { offsets, state }: Places): number {
  let filled = 0;
  for (let pixel = 0; pixel < state.length; pixel++) {
    const at = start + offsets[pixel]!;
    if (state[pixel] !== enclosed || voxels[at] !== 0) continue;
    voxels[at] = value;
    filled++;
  }
  return filled;
}
