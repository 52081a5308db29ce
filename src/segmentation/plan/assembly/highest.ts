/*
 * Labels a slice by the highest of several classes at each voxel, which lie at and between adjacent pixels, in AssemblyScript
 * with vector instructions: `npm run build:wasm` makes ../highest-wasm.ts of it. The caller decides where everything lies in
 * memory.
 */

import { toHalves, toSingles } from "./half-precision.ts";

/** Address of the first free byte. */
export function start(): usize {
  return (__heap_base + 15) & ~15;
}

/**
 * Writes the highest class at each of `count` pixels, one byte each, the lowest class on a tie; may write up to 15 bytes
 * beyond.
 * @param values of the first class, four bytes each; 15 more values must be readable after the last class.
 * @param stride bytes from one class to the next.
 * @returns the range of pixels with classes other than the first: its first pixel, and in the lower 16 bits the one after its
 * last.
 */
function markHighest(values: usize, classes: i32, stride: usize, count: i32, into: usize): u32 {
  let first = count;
  let end = 0;
  for (let pixel = 0; pixel < count; pixel += 16) {
    const at = values + ((<usize>pixel) << 2);
    let best0 = v128.load(at);
    let best1 = v128.load(at, 16);
    let best2 = v128.load(at, 32);
    let best3 = v128.load(at, 48);
    let class0 = i32x4.splat(0);
    let class1 = class0;
    let class2 = class0;
    let class3 = class0;
    let next = at;
    for (let candidate = 1; candidate < classes; candidate++) {
      next += stride;
      const number = i32x4.splat(candidate);
      const value0 = v128.load(next);
      const value1 = v128.load(next, 16);
      const value2 = v128.load(next, 32);
      const value3 = v128.load(next, 48);
      const higher0 = f32x4.gt(value0, best0);
      const higher1 = f32x4.gt(value1, best1);
      const higher2 = f32x4.gt(value2, best2);
      const higher3 = f32x4.gt(value3, best3);
      best0 = v128.bitselect(value0, best0, higher0);
      best1 = v128.bitselect(value1, best1, higher1);
      best2 = v128.bitselect(value2, best2, higher2);
      best3 = v128.bitselect(value3, best3, higher3);
      class0 = v128.bitselect(number, class0, higher0);
      class1 = v128.bitselect(number, class1, higher1);
      class2 = v128.bitselect(number, class2, higher2);
      class3 = v128.bitselect(number, class3, higher3);
    }
    const found = i8x16.narrow_i16x8_u(
      i16x8.narrow_i32x4_s(class0, class1),
      i16x8.narrow_i32x4_s(class2, class3),
    );
    v128.store(into + pixel, found);
    if (!v128.any_true(found)) continue;
    const others = ~i8x16.bitmask(i8x16.eq(found, i8x16.splat(0))) & 0xffff;
    if (end === 0) first = pixel + ctz(others);
    end = pixel + 32 - clz(others);
  }
  // Ignore what was found beyond the last pixel.
  return ((<u32>min(first, count)) << 16) | <u32>min(end, count);
}

/**
 * Compares the four pixels around each of voxels `from` to `to - 1` of a row: writes the class that they have in common, one byte
 * each, and lists the voxels where they differ in `borders`, four bytes each.
 * @param near classes of the pixels of the line on one side of the row, one byte each; `far` on the other.
 * @param pixels of the row's `length` voxels: the pixels on either side, `lower` and then `upper`, four bytes each.
 * @returns how many voxels are listed.
 */
function compareLines(
  near: usize,
  far: usize,
  pixels: usize,
  length: i32,
  from: i32,
  to: i32,
  classes: usize,
  borders: usize,
): i32 {
  const uppers = pixels + ((<usize>length) << 2);
  let count = 0;
  for (let voxel = from; voxel < to; voxel++) {
    const left = <usize>load<u32>(pixels + ((<usize>voxel) << 2));
    const right = <usize>load<u32>(uppers + ((<usize>voxel) << 2));
    const found = <i32>load<u8>(near + left);
    store<u8>(classes + voxel, <u8>found);
    const others =
      (found ^ load<u8>(near + right)) | (found ^ load<u8>(far + left)) | (found ^ load<u8>(far + right));
    // Without a branch, which nothing could foresee at ragged borders: what is no border is overwritten by the next one.
    store<i32>(borders + ((<usize>count) << 2), voxel);
    count += <i32>(others !== 0);
  }
  return count;
}

/** Two values, one of four bytes at each address, in double precision. */
function loadTwo(one: usize, other: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load32_lane(other, v128.load32_zero(one), 1));
}

/** Two values in double precision, rounded to single and then to half. */
function roundTwo(values: v128): v128 {
  return f64x2.promote_low_f32x4(toSingles(toHalves(f32x4.demote_f64x2_zero(values))));
}

/** Which of two values, higher than those below, are still higher when both are rounded to half precision. */
function higherInHalf(values: v128, below: v128, higher: v128): v128 {
  // Adjacent half-precision numbers differ by at most a thousandth, the smallest ones by 6e-8.
  const sizes = f64x2.max(f64x2.abs(values), f64x2.abs(below));
  const apart = f64x2.add(f64x2.mul(f64x2.splat(0.001953125), sizes), f64x2.splat(1.1920928955078125e-7));
  const far = f64x2.gt(f64x2.sub(values, below), apart);
  if (!v128.any_true(v128.andnot(higher, far))) return higher;
  return v128.and(higher, v128.or(far, f64x2.gt(roundTwo(values), roundTwo(below))));
}

/**
 * Interpolates all classes at `count` voxels of a row, two at a time and along the columns first, and writes the highest class at
 * each, one byte each by its place along the row, the lowest class on a tie.
 * @param borders the voxels' places along the row, four bytes each.
 * @param table of the row's `length` voxels: the offsets of the pixels on either side, `lower` and then `upper`, four bytes each;
 * then the weight of the upper one, eight bytes each.
 * @param values of the first class; from one class to the next are `stride` bytes.
 * @param near offset of the line on one side of the row, in bytes; `far` on the other, whose weight is `weight`.
 * @param isHalf whether what was interpolated is rounded to half precision before it is compared.
 */
function interpolateHighest(
  borders: usize,
  count: i32,
  table: usize,
  length: i32,
  values: usize,
  classes: i32,
  stride: usize,
  near: usize,
  far: usize,
  weight: f64,
  columnsAreFast: bool,
  isHalf: bool,
  into: usize,
): void {
  const uppers = table + ((<usize>length) << 2);
  const weights = uppers + ((<usize>length) << 2);
  const slowWeights = f64x2.splat(weight);
  const ones = f64x2.splat(1);
  for (let n = 0; n < count; n += 2) {
    const a = <usize>load<u32>(borders + ((<usize>n) << 2));
    const b = <usize>load<u32>(borders + ((<usize>min(n + 1, count - 1)) << 2));
    const fastWeights = v128.load64_lane(weights + (b << 3), v128.load64_zero(weights + (a << 3)), 1);
    const across = columnsAreFast ? fastWeights : slowWeights;
    const down = columnsAreFast ? slowWeights : fastWeights;
    const acrossRest = f64x2.sub(ones, across);
    const downRest = f64x2.sub(ones, down);
    const lowerA = values + ((<usize>load<u32>(table + (a << 2))) << 2);
    const upperA = values + ((<usize>load<u32>(uppers + (a << 2))) << 2);
    const lowerB = values + ((<usize>load<u32>(table + (b << 2))) << 2);
    const upperB = values + ((<usize>load<u32>(uppers + (b << 2))) << 2);
    let topLeftA = lowerA + near;
    let topLeftB = lowerB + near;
    let topRightA = columnsAreFast ? upperA + near : lowerA + far;
    let topRightB = columnsAreFast ? upperB + near : lowerB + far;
    let bottomLeftA = columnsAreFast ? lowerA + far : upperA + near;
    let bottomLeftB = columnsAreFast ? lowerB + far : upperB + near;
    let bottomRightA = upperA + far;
    let bottomRightB = upperB + far;
    let best = f64x2.splat(-Infinity);
    let found = i64x2.splat(0);
    for (let candidate = 0; candidate < classes; candidate++) {
      const top = f64x2.add(
        f64x2.mul(loadTwo(topLeftA, topLeftB), acrossRest),
        f64x2.mul(loadTwo(topRightA, topRightB), across),
      );
      const bottom = f64x2.add(
        f64x2.mul(loadTwo(bottomLeftA, bottomLeftB), acrossRest),
        f64x2.mul(loadTwo(bottomRightA, bottomRightB), across),
      );
      const value = f64x2.add(f64x2.mul(top, downRest), f64x2.mul(bottom, down));
      let higher = f64x2.gt(value, best);
      if (isHalf && candidate > 0) higher = higherInHalf(value, best, higher);
      best = v128.bitselect(value, best, higher);
      found = v128.bitselect(i64x2.splat(candidate), found, higher);
      topLeftA += stride;
      topLeftB += stride;
      topRightA += stride;
      topRightB += stride;
      bottomLeftA += stride;
      bottomLeftB += stride;
      bottomRightA += stride;
      bottomRightB += stride;
    }
    store<u8>(into + a, <u8>i64x2.extract_lane(found, 0));
    store<u8>(into + b, <u8>i64x2.extract_lane(found, 1));
  }
}

/**
 * Writes the labels of a slice, one byte each: of all voxels, or only of those beside a pixel of a class other than the first.
 * Where one class is the highest at all four pixels around a voxel, it is also the highest in between, so only voxels at
 * borders are interpolated.
 * @param values of the first class; from one class to the next are `stride` bytes.
 * @param count pixels of a line, the first of which lies `first` bytes after the line's offset.
 * @param lines room for the classes of two lines, `lineLength` bytes each.
 * @param pixels of a row's `length` voxels: the pixels on either side, `lower` and then `upper`, four bytes each.
 * @param table of the same voxels, see `interpolateHighest`.
 * @param beside the first voxel next to each pixel, and then the one after the last, four bytes each; 0 to label all voxels.
 * @param slow of the `rows` rows: the offsets of the lines on either side in bytes, `lower` and then `upper`, four bytes each;
 * then the weight of the upper one, eight bytes each.
 * @param found room for the classes of a row; `borders` for the places of its voxels, four bytes each.
 * @param labels of the classes, one byte each.
 */
export function labelSlice(
  values: usize,
  classes: i32,
  stride: usize,
  first: usize,
  count: i32,
  lines: usize,
  lineLength: usize,
  pixels: usize,
  table: usize,
  beside: usize,
  length: i32,
  slow: usize,
  rows: i32,
  columnsAreFast: bool,
  isHalf: bool,
  found: usize,
  borders: usize,
  labels: usize,
  into: usize,
): void {
  const slowUppers = slow + ((<usize>rows) << 2);
  const slowWeights = slowUppers + ((<usize>rows) << 2);
  const besideEnds = beside + ((<usize>count) << 2);
  let near = lines;
  let far = lines + lineLength;
  // No line begins at the highest address.
  let nearOffset: u32 = u32.MAX_VALUE;
  let farOffset: u32 = u32.MAX_VALUE;
  let nearRange: u32 = 0;
  let farRange: u32 = 0;
  let from = 0;
  let to = length;
  let borderCount = 0;
  for (let row = 0; row < rows; row++) {
    const lower = load<u32>(slow + ((<usize>row) << 2));
    const upper = load<u32>(slowUppers + ((<usize>row) << 2));
    // If the series is finer than the model's grid, several rows of voxels lie between the same lines.
    if (nearOffset !== lower || farOffset !== upper) {
      if (farOffset === lower || nearOffset === upper) {
        const line = near;
        const offset = nearOffset;
        const range = nearRange;
        near = far;
        nearOffset = farOffset;
        nearRange = farRange;
        far = line;
        farOffset = offset;
        farRange = range;
      }
      if (nearOffset !== lower) {
        nearOffset = lower;
        nearRange = markHighest(values + lower + first, classes, stride, count, near);
      }
      if (farOffset !== upper) {
        farOffset = upper;
        farRange = markHighest(values + upper + first, classes, stride, count, far);
      }
      if (beside !== 0) {
        const lowest = <i32>min(nearRange >>> 16, farRange >>> 16);
        const last = <i32>max(nearRange & 0xffff, farRange & 0xffff) - 1;
        from = 0;
        to = 0;
        if (lowest <= last) {
          // Voxels in memory order may run through the pixels backwards.
          const a = (<usize>lowest) << 2;
          const b = (<usize>last) << 2;
          from = min(load<i32>(beside + a), load<i32>(beside + b));
          to = max(load<i32>(besideEnds + a), load<i32>(besideEnds + b));
        }
      }
      borderCount = compareLines(near, far, pixels, length, from, to, found, borders);
    }
    if (from >= to) continue;
    if (borderCount > 0) {
      const weight = load<f64>(slowWeights + ((<usize>row) << 3));
      // biome-ignore format: as the function names them
      interpolateHighest(
        borders, borderCount, table, length, values, classes, stride, lower, upper, weight, columnsAreFast, isHalf, found,
      );
    }
    const rowAt = into + <usize>row * <usize>length;
    for (let voxel = from; voxel < to; voxel++)
      store<u8>(rowAt + voxel, load<u8>(labels + <usize>load<u8>(found + voxel)));
  }
}
