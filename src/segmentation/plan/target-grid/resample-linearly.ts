import type { PerAxis } from "../model-grid.ts";
import { type LinearPlaces, linearPlaces } from "./axis-filter.ts";
import type { TargetAxis } from "./grid-axes.ts";

/**
 * Linear interpolation along all axes at once, in double precision and in the order in which `scipy.ndimage.zoom` adds up: what
 * is cut to whole numbers afterwards must be the same to the last bit.
 * @param readSlice writes a slice of the part, rows x columns, into `into`.
 * @returns values on the target grid, columns fastest, before they are rounded to single precision.
 */
export function resampleLinearly(
  axes: PerAxis<TargetAxis>,
  readSlice: (slice: number, into: Float32Array) => void,
  toStored: (value: number) => number,
): Float32Array {
  const [columns, rows, slices] = axes.map(({ source, positions }) =>
    linearPlaces(source.part.count, positions),
  ) as [LinearPlaces, LinearPlaces, LinearPlaces];
  const width = axes[0].source.part.count;
  const size = axes.map(({ count }) => count) as [number, number, number];
  const values = new Float32Array(size[0] * size[1] * size[2]);
  const read = createSlicePair(width * axes[1].source.part.count, readSlice);
  for (let s = 0, at = 0; s < size[2]; s++) {
    const [below, above] = read(slices.lower[s]!, slices.upper[s]!);
    const [w0, w1] = [1 - slices.weight[s]!, slices.weight[s]!];
    for (let r = 0; r < size[1]; r++) {
      const [near, far] = [width * rows.lower[r]!, width * rows.upper[r]!];
      const [v0, v1] = [1 - rows.weight[r]!, rows.weight[r]!];
      for (let c = 0; c < size[0]; c++, at++) {
        const [left, right] = [columns.lower[c]!, columns.upper[c]!];
        const u1 = columns.weight[c]!;
        const u0 = 1 - u1;
        values[at] = toStored(
          below[near + left]! * u0 * v0 * w0 +
            above[near + left]! * u0 * v0 * w1 +
            below[far + left]! * u0 * v1 * w0 +
            above[far + left]! * u0 * v1 * w1 +
            below[near + right]! * u1 * v0 * w0 +
            above[near + right]! * u1 * v0 * w1 +
            below[far + right]! * u1 * v1 * w0 +
            above[far + right]! * u1 * v1 * w1,
        );
      }
    }
  }
  return values;
}

/** Reads two slices at a time; one that was read before is not read again. */
function createSlicePair(pixels: number, readSlice: (slice: number, into: Float32Array) => void) {
  const known = [0, 1].map(() => ({ slice: -1, values: new Float32Array(pixels) }));
  const one = (slice: number, keep: number): Float32Array => {
    const found = known.find((entry) => entry.slice === slice);
    if (found) return found.values;
    const spare = known.find((entry) => entry.slice !== keep)!;
    spare.slice = slice;
    readSlice(slice, spare.values);
    return spare.values;
  };
  return (lower: number, upper: number): [Float32Array, Float32Array] => [
    one(lower, upper),
    one(upper, lower),
  ];
}
