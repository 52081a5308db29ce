/*
 * Maps and resamples rows of a slice, and blends slices, in AssemblyScript with vector instructions: `npm run build:wasm` makes
 * ../resample-wasm.ts
 * of it. The caller decides where everything lies in memory. Numbers are double precision, and sums are computed in the order
 * written here, so that results are the same on every machine.
 */

/** Address of the first free byte. */
export function start(): usize {
  return (__heap_base + 15) & ~15;
}

/** Index of the first of `count` voxels above `floor`, or `count`. 8 more voxels must be readable after the last. */
export function firstAbove(voxels: usize, count: i32, floor: i32): i32 {
  const floors = i16x8.splat(<i16>floor);
  let at = 0;
  while (at < count && !v128.any_true(i16x8.gt_s(v128.load(voxels + ((<usize>at) << 1)), floors))) at += 8;
  while (at < count && <i32>load<i16>(voxels + ((<usize>at) << 1)) <= floor) at++;
  return min(at, count);
}

/** The index after the last voxel above `floor`; there must be one. */
export function endAbove(voxels: usize, count: i32, floor: i32): i32 {
  const floors = i16x8.splat(<i16>floor);
  let end = count;
  while (end >= 8 && !v128.any_true(i16x8.gt_s(v128.load(voxels + ((<usize>end) << 1) - 16), floors)))
    end -= 8;
  while (end > 0 && <i32>load<i16>(voxels + ((<usize>end) << 1) - 2) <= floor) end--;
  return end;
}

/**
 * Writes voxels `first` to `end - 1`, relative to the map's base, into a row of `length` numbers (a multiple of 4), and 0
 * elsewhere; may write up to 3 more voxels on either side.
 */
export function mapRow(
  voxels: usize,
  row: usize,
  first: i32,
  end: i32,
  length: i32,
  lower: f64,
  upper: f64,
  base: f64,
): void {
  const lowest = f64x2.splat(lower);
  const highest = f64x2.splat(upper);
  const bases = f64x2.splat(base);
  const from = first & ~3;
  const to = max(from, (end + 3) & ~3);
  memory.fill(row, 0, (<usize>from) << 3);
  memory.fill(row + ((<usize>to) << 3), 0, (<usize>(length - to)) << 3);
  for (let column = from; column < to; column += 4) {
    const four = v128.load16x4_s(voxels + ((<usize>column) << 1));
    const low = f64x2.convert_low_i32x4_s(four);
    const high = f64x2.convert_low_i32x4_s(
      i8x16.shuffle(four, four, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15),
    );
    const at = row + ((<usize>column) << 3);
    v128.store(at, f64x2.sub(f64x2.min(f64x2.max(low, lowest), highest), bases));
    v128.store(at, f64x2.sub(f64x2.min(f64x2.max(high, lowest), highest), bases), 16);
  }
}

/** Adds columns `first` to `end - 1` of four weighted rows to a sum; may include one more column on either side. */
export function addFour(
  sum: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  weights: usize,
  first: i32,
  end: i32,
): void {
  const one = v128.load64_splat(weights);
  const two = v128.load64_splat(weights, 8);
  const three = v128.load64_splat(weights, 16);
  const four = v128.load64_splat(weights, 24);
  const stop = (<usize>end) << 3;
  for (let at = (<usize>(first & ~1)) << 3; at < stop; at += 16) {
    const ab = f64x2.add(f64x2.mul(one, v128.load(a + at)), f64x2.mul(two, v128.load(b + at)));
    const abc = f64x2.add(ab, f64x2.mul(three, v128.load(c + at)));
    const all = f64x2.add(abc, f64x2.mul(four, v128.load(d + at)));
    v128.store(sum + at, f64x2.add(v128.load(sum + at), all));
  }
}

/**
 * Writes columns `from` to `last` of the model's grid: each is the weighted sum of `taps` numbers (a multiple of 4) of a row.
 * @param indices of the row's numbers, in bytes from its start.
 */
export function narrow(
  row: usize,
  indices: usize,
  weights: usize,
  taps: i32,
  from: i32,
  last: i32,
  outside: f64,
  gain: f64,
  into: usize,
): void {
  let index = indices + ((<usize>(from * taps)) << 2);
  let weight = weights + ((<usize>(from * taps)) << 3);
  for (let u = from; u <= last; u++) {
    let sum: f64 = 0;
    for (let tap = 0; tap < taps; tap += 4, index += 16, weight += 32) {
      sum +=
        load<f64>(weight) * load<f64>(row + load<u32>(index)) +
        load<f64>(weight, 8) * load<f64>(row + load<u32>(index, 4)) +
        load<f64>(weight, 16) * load<f64>(row + load<u32>(index, 8)) +
        load<f64>(weight, 24) * load<f64>(row + load<u32>(index, 12));
    }
    store<f32>(into + ((<usize>u) << 2), <f32>(outside + gain * sum));
  }
}

/** Adds `near` of each of `count` numbers, four bytes each, to `far` of another; may read and write up to 3 more. */
export function blend(one: usize, other: usize, count: i32, near: f64, far: f64, into: usize): void {
  const nears = f64x2.splat(near);
  const fars = f64x2.splat(far);
  for (let n = 0; n < count; n += 4) {
    const at = (<usize>n) << 2;
    const a = v128.load(one + at);
    const b = v128.load(other + at);
    const low = f64x2.add(
      f64x2.mul(f64x2.promote_low_f32x4(a), nears),
      f64x2.mul(f64x2.promote_low_f32x4(b), fars),
    );
    const high = f64x2.add(
      f64x2.mul(f64x2.promote_low_f32x4(i64x2.shuffle(a, a, 1, 1)), nears),
      f64x2.mul(f64x2.promote_low_f32x4(i64x2.shuffle(b, b, 1, 1)), fars),
    );
    v128.store(into + at, i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2));
  }
}
