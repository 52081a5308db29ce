import type { Steps } from "../workers/index.ts";
import type { Features, KernelFilter } from "./permutohedral-lattice.ts";

/** More points would take more memory (a number per pair) and more time than the lattice. */
export const mostExactPoints = 2048;

/** The Gaussian filter over every pair of points, for few points: the lattice has an error of up to 1 % there. */
export function* createExactFilter(features: Features): Steps<undefined, KernelFilter> {
  const count = features[0]!.length;
  const kernel = new Float32Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      let squared = 0;
      for (const values of features) squared += (values[a]! - values[b]!) ** 2;
      kernel[a * count + b] = kernel[b * count + a] = Math.exp(-squared / 2);
    }
    if (a % 256 === 0) yield;
  }
  const norm = new Float32Array(count);
  for (let a = 0, at = 0; a < count; a++) {
    let sum = 0;
    for (let b = 0; b < count; b++, at++) sum += kernel[at]!;
    norm[a] = 1 / Math.sqrt(sum);
  }
  for (let a = 0, at = 0; a < count; a++)
    for (let b = 0; b < count; b++, at++) kernel[at]! *= norm[a]! * norm[b]!;
  yield;
  return {
    *apply(planes) {
      const sums = new Float32Array(count);
      for (let start = 0; start < planes.length; start += count) {
        const plane = planes.subarray(start, start + count);
        for (let a = 0; a < count; a++) {
          let sum = 0;
          for (let b = 0, at = a * count; b < count; b++, at++) sum += kernel[at]! * plane[b]!;
          sums[a] = sum;
          if (a % 256 === 0) yield;
        }
        plane.set(sums);
      }
    },
  };
}
