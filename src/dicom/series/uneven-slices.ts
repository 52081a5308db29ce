/** Maximum number of slices of the even grid per image: a single narrow gap must not multiply the volume. */
const mostSlicesEach = 8;

/** Positions of unevenly spaced images on an even grid along k. */
export interface EvenGrid {
  readonly spacingMm: number;
  readonly slices: number;
  /** For each image its position in slices, ascending from 0 to `slices - 1`. */
  readonly places: readonly number[];
}

/**
 * An even grid over unevenly spaced images, as fine as the narrowest gap, so that each image has its own slice.
 * @param depthsMm ascending, with at least two different values.
 */
export function toEvenGrid(depthsMm: readonly number[]): EvenGrid {
  const first = depthsMm[0]!;
  const lengthMm = depthsMm[depthsMm.length - 1]! - first;
  let narrowestMm = lengthMm;
  for (let index = 1; index < depthsMm.length; index++)
    narrowestMm = Math.min(narrowestMm, depthsMm[index]! - depthsMm[index - 1]!);
  // A gap that is narrower only by rounding of positions must not add a slice.
  const wanted = Math.ceil(lengthMm / narrowestMm - 1e-3);
  const steps = Math.min(wanted, mostSlicesEach * depthsMm.length);
  const spacingMm = lengthMm / steps;
  return { spacingMm, slices: steps + 1, places: depthsMm.map((depth) => (depth - first) / spacingMm) };
}

/** Slices of the even grid, interpolated linearly between the two nearest images. */
export function resampleSlices<Voxels extends Int16Array | Float32Array>(
  images: Voxels,
  sliceLength: number,
  { slices, places }: EvenGrid,
  target: Voxels,
): Voxels {
  const isWhole = target instanceof Int16Array;
  let below = 0;
  for (let k = 0; k < slices; k++) {
    while (below < places.length - 2 && places[below + 1]! <= k) below++;
    const width = places[below + 1]! - places[below]!;
    const weight = Math.min(Math.max((k - places[below]!) / width, 0), 1);
    const [lower, upper] = [below * sliceLength, (below + 1) * sliceLength];
    for (let index = 0; index < sliceLength; index++) {
      const value = images[lower + index]! * (1 - weight) + images[upper + index]! * weight;
      target[k * sliceLength + index] = isWhole ? Math.round(value) : value;
    }
  }
  return target;
}
