import type { GridAxis, Triple } from "../../regions/index.ts";

/** Calls `visit` with the offset of the first value and the stride of every line of a block along one axis. */
function forEachLine(
  size: Triple,
  axis: GridAxis,
  visit: (first: number, stride: number, count: number) => void,
): void {
  const strides = [1, size[0], size[0] * size[1]] as const;
  const [a, b] = axis === 0 ? [1, 2] : axis === 1 ? [0, 2] : [0, 1];
  for (let atB = 0; atB < size[b]!; atB++)
    for (let atA = 0; atA < size[a]!; atA++)
      visit(atA * strides[a]! + atB * strides[b]!, strides[axis], size[axis]);
}

/**
 * Replaces every value with the weighted sum of its neighbours along one axis, in place; `weights` has an odd length and is
 * centred. Values beyond the ends equal the outermost one.
 */
export function convolveLines(
  values: Float32Array,
  size: Triple,
  axis: GridAxis,
  weights: Float64Array,
): void {
  const radius = (weights.length - 1) / 2;
  if (radius === 0 && weights[0] === 1) return;
  const padded = new Float64Array(size[axis] + 2 * radius);
  forEachLine(size, axis, (first, stride, count) => {
    let any = false;
    for (let n = 0; n < count; n++) {
      const value = values[first + n * stride]!;
      padded[radius + n] = value;
      if (value !== 0) any = true;
    }
    if (!any) return;
    padded.fill(padded[radius]!, 0, radius);
    padded.fill(padded[radius + count - 1]!, radius + count);
    for (let n = 0; n < count; n++) {
      let sum = 0;
      for (let m = 0; m < weights.length; m++) sum += weights[m]! * padded[n + m]!;
      values[first + n * stride] = sum;
    }
  });
}

/**
 * Replaces every value with the sum of the `2 * radius + 1` values around it along one axis, in place; borders as in {@link
 * convolveLines}.
 */
export function sumLines(values: Float32Array, size: Triple, axis: GridAxis, radius: number): void {
  if (radius === 0) return;
  const padded = new Float64Array(size[axis] + 2 * radius);
  forEachLine(size, axis, (first, stride, count) => {
    for (let n = 0; n < count; n++) padded[radius + n] = values[first + n * stride]!;
    padded.fill(padded[radius]!, 0, radius);
    padded.fill(padded[radius + count - 1]!, radius + count);
    let sum = 0;
    for (let m = 0; m < 2 * radius; m++) sum += padded[m]!;
    for (let n = 0; n < count; n++) {
      sum += padded[n + 2 * radius]!;
      values[first + n * stride] = sum;
      sum -= padded[n]!;
    }
  });
}
