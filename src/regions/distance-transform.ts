import type { Mask } from "./mask.ts";

/**
 * The squared Euclidean distance from every voxel of the mask's grid to the nearest voxel of the mask, in the squared unit of
 * the spacing; Infinity if the mask is empty. Exact up to rounding to single precision, for any spacing: the lower envelope
 * of parabolas, one axis after the other (Felzenszwalb and Huttenlocher, Distance transforms of sampled functions, Theory of
 * Computing 8, 2012).
 */
export function squaredDistances({ grid, voxels }: Mask): Float32Array {
  const { size, spacingMm } = grid;
  const squared = new Float32Array(voxels.length);
  for (let index = 0; index < voxels.length; index++)
    squared[index] = voxels[index] ? 0 : Number.POSITIVE_INFINITY;
  const strides = [1, size[0], size[0] * size[1]] as const;
  for (const axis of [0, 1, 2] as const) {
    const [other, another] = ([0, 1, 2] as const).filter((candidate) => candidate !== axis) as [0 | 1, 1 | 2];
    const transform = createLineTransform(size[axis], strides[axis], spacingMm[axis]);
    for (let b = 0; b < size[another]; b++) {
      for (let a = 0; a < size[other]; a++) transform(squared, a * strides[other] + b * strides[another]);
    }
  }
  return squared;
}

/** Transforms one line of `count` values, `stride` apart, in place: `f(p) = min over q of f(q) + (spacing (p - q))^2`. */
function createLineTransform(count: number, stride: number, spacing: number) {
  /** Where the parabolas of the envelope have their minimum, its height, and from where on each is the lowest. */
  const roots = new Int32Array(count);
  const heights = new Float64Array(count);
  const starts = new Float64Array(count + 1);
  const scale = spacing * spacing;
  return (values: Float32Array, first: number): void => {
    let parabolas = 0;
    for (let q = 0, at = first; q < count; q++, at += stride) {
      const height = values[at]!;
      if (height === Number.POSITIVE_INFINITY) continue;
      let start = Number.NEGATIVE_INFINITY;
      while (parabolas > 0) {
        const root = roots[parabolas - 1]!;
        start = (height - heights[parabolas - 1]!) / (2 * scale * (q - root)) + (q + root) / 2;
        if (start > starts[parabolas - 1]!) break;
        parabolas--;
      }
      roots[parabolas] = q;
      heights[parabolas] = height;
      starts[parabolas] = parabolas === 0 ? Number.NEGATIVE_INFINITY : start;
      parabolas++;
    }
    if (parabolas === 0) return;
    starts[parabolas] = Number.POSITIVE_INFINITY;
    for (let p = 0, at = first, lowest = 0; p < count; p++, at += stride) {
      while (starts[lowest + 1]! < p) lowest++;
      const steps = p - roots[lowest]!;
      values[at] = heights[lowest]! + scale * steps * steps;
    }
  };
}
