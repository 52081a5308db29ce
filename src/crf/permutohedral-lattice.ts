import type { Steps } from "../workers/index.ts";
import { instantiate } from "../workers/index.ts";
import { demand } from "./demand.ts";
import { latticeWasm } from "./lattice-wasm.ts";

/**
 * A Gaussian filter in feature space: to each point come the values of all, by the Gaussian of their distance. It is
 * normalised symmetrically: divided by the roots of its sums at both points.
 */
export interface KernelFilter {
  /** Filters several planes of values, one behind the other, each with a value for every point; in place. */
  apply(planes: Float32Array): Steps<undefined, void>;
}

/** Coordinates of points in standard deviations of the Gaussian: one array per dimension, at most four. */
export type Features = readonly Float32Array[];

/** What ./assembly/lattice.ts exports. */
interface LatticeModule {
  reserve(points: number, dimensions: number): number;
  place(first: number, end: number): number;
  link(): number;
  clear(): void;
  splat(first: number, end: number): void;
  blur(direction: number): void;
  gather(first: number, end: number): void;
  normalize(): void;
}

/** Points handled between two steps of work. */
const pointsAtOnce = 1 << 13;

/** Planes filtered at a time: the lanes of a vector. */
const lanes = 4;

/**
 * A Gaussian filter in up to four dimensions, in time and memory linear in the number of points: values are distributed to
 * the corners of the permutohedral lattice's simplices that contain the points, blurred along its d + 1 directions by 1/2, 1,
 * 1/2, and gathered again (Adams, Baek, Davis: Fast high-dimensional filtering using the permutohedral lattice, Computer
 * Graphics Forum 29, 2010).
 * @throws AutosegError `out-of-memory` if it needs more than 4 GB, or more than there is.
 */
export function* createLatticeFilter(features: Features): Steps<undefined, KernelFilter> {
  const count = features[0]!.length;
  const lattice = instantiate<LatticeModule>(latticeWasm);
  const ofPoints = function* (act: (first: number, end: number) => void): Steps<undefined, void> {
    for (let first = 0; first < count; first += pointsAtOnce) {
      act(first, Math.min(count, first + pointsAtOnce));
      yield;
    }
  };
  const start = demand(lattice.reserve(count, features.length), count);
  const rows = (length: number) => new Float32Array(lattice.memory.buffer, start, length);
  for (const [axis, feature] of features.entries()) rows(lanes * count).set(feature, axis * count);
  yield* ofPoints((first, end) => void demand(lattice.place(first, end), count));
  demand(lattice.link(), count);
  yield;
  const filter: KernelFilter = {
    *apply(planes) {
      for (let from = 0; from < planes.length; from += lanes * count) {
        const group = planes.subarray(from, from + lanes * count);
        rows(lanes * count).fill(0, group.length);
        rows(group.length).set(group);
        lattice.clear();
        yield* ofPoints(lattice.splat);
        for (let direction = 0; direction <= features.length; direction++) {
          lattice.blur(direction);
          yield;
        }
        yield* ofPoints(lattice.gather);
        group.set(rows(group.length));
      }
    },
  };
  yield* filter.apply(new Float32Array(count).fill(1));
  lattice.normalize();
  return filter;
}
