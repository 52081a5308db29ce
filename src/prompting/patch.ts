import type { IntensityMap } from "../segmentation/index.ts";
import type { VoxelArray } from "../volume/index.ts";
import type { PromptPlane } from "./prompt-plane.ts";

/**
 * A square of a slice at a physical size: its centre in rows and columns of the slice, and the step in slice pixels per patch
 * pixel. Pixel r of the patch lies at row `centre.row + step.row * (r - (side - 1) / 2)`.
 */
export interface PatchPlace {
  readonly centre: { readonly row: number; readonly column: number };
  readonly step: { readonly row: number; readonly column: number };
  readonly side: number;
}

export function placePatch(
  view: Pick<PromptPlane, "rowMm" | "columnMm">,
  centre: PatchPlace["centre"],
  scaleMm: number,
  side: number,
): PatchPlace {
  return { centre, step: { row: scaleMm / view.rowMm, column: scaleMm / view.columnMm }, side };
}

/** Position in the patch of a point on the slice. */
export function toPatch({ centre, step, side }: PatchPlace, row: number, column: number) {
  return {
    row: (row - centre.row) / step.row + (side - 1) / 2,
    column: (column - centre.column) / step.column + (side - 1) / 2,
  };
}

/** Values of a part of a slice, row by row; 0 everywhere else. */
export interface SlicePart {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** For each of `count` samples the lower neighbour among `size` pixels, and the weight of the upper one. */
interface Samples {
  readonly lower: Int32Array;
  readonly weight: Float64Array;
}

function samplesAt(count: number, at: (n: number) => number): Samples {
  const lower = new Int32Array(count);
  const weight = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    const place = at(n);
    lower[n] = Math.floor(place);
    weight[n] = place - lower[n]!;
  }
  return { lower, weight };
}

/**
 * Bilinear interpolation of a plane that is 0 beyond its `rows` x `columns`, at all pairs of row and column samples.
 * @param valueAt the value of a pixel within the plane.
 */
function interpolate(
  size: { readonly rows: number; readonly columns: number },
  [down, across]: readonly [Samples, Samples],
  valueAt: (row: number, column: number) => number,
  into: Float32Array,
): void {
  const width = across.lower.length;
  const height = down.lower.length;
  const upper = new Float64Array(width);
  const lower = new Float64Array(width);
  let [upperRow, lowerRow] = [Number.NaN, Number.NaN];
  const fill = (line: Float64Array, row: number): void => {
    if (row < 0 || row >= size.rows) {
      line.fill(0);
      return;
    }
    for (let n = 0; n < width; n++) {
      const column = across.lower[n]!;
      const share = across.weight[n]!;
      const left = column >= 0 && column < size.columns ? valueAt(row, column) : 0;
      const right = share > 0 && column + 1 >= 0 && column + 1 < size.columns ? valueAt(row, column + 1) : 0;
      line[n] = left * (1 - share) + right * share;
    }
  };
  for (let r = 0, at = 0; r < height; r++) {
    const row = down.lower[r]!;
    if (row !== upperRow) {
      if (row === lowerRow) upper.set(lower);
      else fill(upper, row);
      upperRow = row;
    }
    if (row + 1 !== lowerRow) {
      fill(lower, row + 1);
      lowerRow = row + 1;
    }
    const share = down.weight[r]!;
    for (let n = 0; n < width; n++, at++) into[at] = upper[n]! * (1 - share) + lower[n]! * share;
  }
}

function patchSamples({ centre, step, side }: PatchPlace): readonly [Samples, Samples] {
  const middle = (side - 1) / 2;
  return [
    samplesAt(side, (n) => centre.row + step.row * (n - middle)),
    samplesAt(side, (n) => centre.column + step.column * (n - middle)),
  ];
}

/** A volume seen in one plane, and how its values are normalised for a network. */
export interface PlaneImage {
  readonly view: PromptPlane;
  readonly voxels: VoxelArray;
  readonly map: IntensityMap;
}

/** A slice of an image, normalised and cut to a patch `[side, side]`; 0 beyond the slice. */
export function cutImage(
  { view, voxels, map }: PlaneImage,
  slice: number,
  place: PatchPlace,
  into: Float32Array,
): void {
  interpolate(view, patchSamples(place), mappedPixels({ view, voxels, map }, slice), into);
}

/** The pixels of a slice, normalised. */
function mappedPixels(
  { view, voxels, map }: PlaneImage,
  slice: number,
): (row: number, column: number) => number {
  const { lower, upper, base, gain, outside } = map;
  const start = view.start + slice * view.sliceStride;
  const { rowStride, columnStride } = view;
  return (row, column) => {
    const value = voxels[start + row * rowStride + column * columnStride]!;
    const mapped = outside + gain * (Math.min(Math.max(value, lower), upper) - base);
    return Number.isNaN(mapped) ? outside : mapped;
  };
}

/** Fractional rows and columns at which a slice is sampled. */
export interface SampledPlaces {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/** A slice of an image, normalised, at all pairs of some rows and columns; border pixels are repeated beyond it. */
export function sampleSlice(
  { view, voxels, map }: PlaneImage,
  slice: number,
  { rows, columns }: SampledPlaces,
): Float32Array {
  const values = new Float32Array(rows.length * columns.length);
  interpolate(
    view,
    [samplesWithin(rows, view.rows), samplesWithin(columns, view.columns)],
    mappedPixels({ view, voxels, map }, slice),
    values,
  );
  return values;
}

/** A mask `[rows, columns]` at all pairs of some rows and columns; border pixels are repeated beyond it. */
export function sampleMask(
  mask: { readonly rows: number; readonly columns: number; readonly values: Float32Array },
  { rows, columns }: SampledPlaces,
): Float32Array {
  const values = new Float32Array(rows.length * columns.length);
  interpolate(
    mask,
    [samplesWithin(rows, mask.rows), samplesWithin(columns, mask.columns)],
    (row, column) => mask.values[row * mask.columns + column]!,
    values,
  );
  return values;
}

function samplesWithin(places: readonly number[], size: number): Samples {
  return samplesAt(places.length, (n) => Math.min(Math.max(places[n]!, 0), size - 1));
}

/** A part of a slice cut to a patch `[side, side]`; 0 beyond the part. */
export function cutPart(part: SlicePart, place: PatchPlace, into: Float32Array): void {
  const centre = { row: place.centre.row - part.row, column: place.centre.column - part.column };
  const { values, columns } = part;
  interpolate(
    part,
    patchSamples({ ...place, centre }),
    (row, column) => values[row * columns + column]!,
    into,
  );
}

/** A patch `[side, side]` resampled to the pixels of the slice that it covers; 0 beyond the patch. */
export function pastePatch(
  patch: Float32Array,
  place: PatchPlace,
  view: { readonly rows: number; readonly columns: number },
): SlicePart {
  const { centre, step, side } = place;
  const range = (middle: number, pixel: number, count: number) => {
    const reach = (pixel * (side + 1)) / 2;
    const first = Math.max(0, Math.ceil(middle - reach));
    return { first, count: Math.max(0, Math.min(count - 1, Math.floor(middle + reach)) - first + 1) };
  };
  const down = range(centre.row, step.row, view.rows);
  const across = range(centre.column, step.column, view.columns);
  const values = new Float32Array(down.count * across.count);
  interpolate(
    { rows: side, columns: side },
    [
      samplesAt(down.count, (n) => toPatch(place, down.first + n, 0).row),
      samplesAt(across.count, (n) => toPatch(place, 0, across.first + n).column),
    ],
    (row, column) => patch[row * side + column]!,
    values,
  );
  return { row: down.first, column: across.first, rows: down.count, columns: across.count, values };
}

/** The value of a pixel of the slice; 0 outside the part. */
export function valueAt(part: SlicePart | undefined, row: number, column: number): number {
  if (!part) return 0;
  const [r, c] = [row - part.row, column - part.column];
  if (r < 0 || r >= part.rows || c < 0 || c >= part.columns) return 0;
  return part.values[r * part.columns + c]!;
}
