import type { Steps } from "../workers/index.ts";
import { LatticePoints } from "./lattice-points.ts";

/** A Gaussian filter in feature space: to each point come the values of all, by the Gaussian of their distance. */
export interface KernelFilter {
  /** Filters several planes of values, one behind the other, each with a value for every point; in place. */
  apply(planes: Float32Array): Steps<undefined, void>;
}

/** Coordinates of points, one array for each dimension, in standard deviations of the Gaussian. */
export type Features = readonly Float32Array[];

/** Points that are handled between two steps. */
const pointsAtOnce = 1 << 16;

/**
 * A Gaussian filter in d dimensions, in time and memory linear in the number of points: values are distributed to the
 * corners of the simplices of the permutohedral lattice that the points lie in, blurred along its d + 1 directions by
 * 1/2, 1, 1/2, and gathered again (Adams, Baek, Davis: Fast high-dimensional filtering using the permutohedral lattice,
 * Computer Graphics Forum 29, 2010).
 */
export function* createLatticeFilter(features: Features): Steps<undefined, KernelFilter> {
  const dimensions = features.length;
  const corners = dimensions + 1;
  const count = features[0]!.length;
  const points = new LatticePoints(dimensions);
  const cornerOf = new Int32Array(count * corners);
  const weightOf = new Float32Array(count * corners);
  const place = createPlacement(features, points, cornerOf, weightOf);
  for (let first = 0; first < count; first += pointsAtOnce) {
    place(first, Math.min(count, first + pointsAtOnce));
    yield;
  }
  const neighbours = points.findNeighbours();
  yield;
  const scale = 1 / (1 + 2 ** -dimensions);
  return {
    *apply(planes) {
      const channels = planes.length / count;
      // The values of a lattice point lie together. Point 0 is always 0: it stands for neighbours that are not there.
      let source = new Float32Array((points.count + 1) * channels);
      for (let first = 0; first < count; first += pointsAtOnce) {
        const end = Math.min(count, first + pointsAtOnce);
        for (let n = first, at = first * corners; n < end; n++) {
          for (const stop = at + corners; at < stop; at++) {
            const weight = weightOf[at]!;
            const corner = cornerOf[at]! * channels;
            for (let channel = 0, from = n; channel < channels; channel++, from += count)
              source[corner + channel]! += planes[from]! * weight;
          }
        }
        yield;
      }
      let target = new Float32Array(source.length);
      for (const pairs of neighbours) {
        for (let point = 1, to = channels; point <= points.count; point++) {
          const [a, b] = [pairs[2 * point]! * channels, pairs[2 * point + 1]! * channels];
          for (let channel = 0; channel < channels; channel++, to++)
            target[to] = source[to]! + 0.5 * (source[a + channel]! + source[b + channel]!);
        }
        [source, target] = [target, source];
        yield;
      }
      for (let first = 0; first < count; first += pointsAtOnce) {
        const end = Math.min(count, first + pointsAtOnce);
        for (let channel = 0, to = 0; channel < channels; channel++) {
          to = channel * count + first;
          for (let n = first, at = first * corners; n < end; n++, to++) {
            let sum = 0;
            for (const stop = at + corners; at < stop; at++)
              sum += source[cornerOf[at]! * channels + channel]! * weightOf[at]!;
            planes[to] = scale * sum;
          }
        }
        yield;
      }
    },
  };
}

/**
 * Finds the simplex of each point: writes the lattice points at its corners, and the point's barycentric coordinates.
 * @returns a function for the points from `first` up to, but not including, `end`.
 */
function createPlacement(
  features: Features,
  points: LatticePoints,
  cornerOf: Int32Array,
  weightOf: Float32Array,
): (first: number, end: number) => void {
  const dimensions = features.length;
  const corners = dimensions + 1;
  // Blurring by 1/2, 1, 1/2 along all directions has the standard deviation (d + 1) sqrt(2 / 3) on the lattice.
  const scales = features.map((_, axis) => (corners * Math.sqrt(2 / 3)) / Math.sqrt((axis + 1) * (axis + 2)));
  const inverse = 1 / corners;
  const elevated = new Float64Array(corners);
  const nearest = new Int32Array(corners);
  const rank = new Int32Array(corners);
  const nearestBefore = new Int32Array(corners);
  const rankBefore = new Int32Array(corners).fill(-1);
  const barycentric = new Float64Array(corners + 1);
  const key = new Int32Array(dimensions);
  return (first, end) => {
    for (let n = first; n < end; n++) {
      // Onto the plane of d + 1 coordinates that add up to 0.
      let sum = 0;
      for (let axis = dimensions; axis > 0; axis--) {
        const scaled = features[axis - 1]![n]! * scales[axis - 1]!;
        elevated[axis] = sum - axis * scaled;
        sum += scaled;
      }
      elevated[0] = sum;
      // The nearest lattice point of remainder 0, and the order of the coordinates' distances to it.
      let excess = 0;
      for (let axis = 0; axis < corners; axis++) {
        const rounded = Math.floor(elevated[axis]! * inverse + 0.5);
        nearest[axis] = rounded * corners;
        elevated[axis]! -= rounded * corners;
        excess += rounded;
      }
      for (let axis = 0; axis < corners; axis++) {
        rank[axis] = excess;
        barycentric[axis] = 0;
      }
      barycentric[corners] = 0;
      for (let a = 0; a < dimensions; a++) {
        const distance = elevated[a]!;
        for (let b = a + 1; b < corners; b++) {
          // Without a branch: which it is cannot be predicted.
          const isLess = +(distance < elevated[b]!);
          rank[a]! += isLess;
          rank[b]! += 1 - isLess;
        }
      }
      let isSame = true;
      for (let axis = 0; axis < corners; axis++) {
        let place = rank[axis]!;
        let shift = 0;
        if (place < 0) shift = corners;
        else if (place > dimensions) shift = -corners;
        place += shift;
        const to = nearest[axis]! + shift;
        const part = (elevated[axis]! - shift) * inverse;
        barycentric[dimensions - place]! += part;
        barycentric[corners - place]! -= part;
        if (rankBefore[axis] !== place || nearestBefore[axis] !== to) isSame = false;
        rankBefore[axis] = place;
        nearestBefore[axis] = to;
      }
      barycentric[0]! += 1 + barycentric[corners]!;
      const start = n * corners;
      for (let remainder = 0; remainder < corners; remainder++)
        weightOf[start + remainder] = barycentric[remainder]!;
      // Points that follow each other often lie in the same simplex, or share corners.
      if (isSame) {
        for (let at = start; at < start + corners; at++) cornerOf[at] = cornerOf[at - corners]!;
        continue;
      }
      for (let remainder = 0, at = start; remainder < corners; remainder++, at++) {
        for (let axis = 0; axis < dimensions; axis++)
          key[axis] =
            nearestBefore[axis]! +
            (rankBefore[axis]! <= dimensions - remainder ? remainder : remainder - corners);
        const before = n > 0 ? cornerOf[at - corners]! : 0;
        cornerOf[at] = before > 0 && points.isAt(before, key) ? before : points.findOrAdd(key);
      }
    }
  };
}
