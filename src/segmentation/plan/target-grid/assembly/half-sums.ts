/*
 * Sums in half precision (IEEE 754 binary16), in AssemblyScript with vector instructions: `npm run build:wasm` makes
 * ../half-sums-wasm.ts of it. The caller decides where everything lies in memory, and leaves room for 8 numbers after each
 * area.
 * Sums are rounded to single precision and then to half after every step, as ../half-precision.ts does for a single number.
 */

/** Address of the first free byte. */
export function start(): usize {
  return (__heap_base + 15) & ~15;
}

/** Four half-precision numbers, in the lower halves of the words, as single precision. */
function toSingles(halves: v128): v128 {
  const bits = i32x4.shl(v128.and(halves, i32x4.splat(0x7fff)), 13);
  // The exponent biases differ by 112, even for subnormal numbers.
  const sizes = f32x4.mul(bits, f32x4.splat(reinterpret<f32>(0x77800000)));
  const endless = v128.and(i32x4.ge_s(bits, i32x4.splat(0x0f800000)), i32x4.splat(0x7f800000));
  const signs = i32x4.shl(v128.and(halves, i32x4.splat(0x8000)), 16);
  return v128.or(v128.or(sizes, endless), signs);
}

/** The bits of the half-precision numbers nearest to four values, ties to even. */
function toHalves(values: v128): v128 {
  const sizes = v128.and(values, i32x4.splat(0x7fffffff));
  const odd = v128.and(i32x4.shr_u(sizes, 13), i32x4.splat(1));
  const usual = i32x4.shr_u(i32x4.add(i32x4.sub(sizes, i32x4.splat(0x38000000 - 0xfff)), odd), 13);
  // Around 0.5, single-precision numbers have the spacing of half-precision subnormals.
  const small = i32x4.sub(f32x4.add(sizes, f32x4.splat(0.5)), i32x4.splat(0x3f000000));
  let halves = v128.bitselect(small, usual, i32x4.lt_s(sizes, i32x4.splat(0x38800000)));
  halves = v128.bitselect(i32x4.splat(0x7c00), halves, i32x4.ge_s(sizes, i32x4.splat(0x477ff000)));
  halves = v128.or(halves, v128.and(i32x4.shr_u(values, 16), i32x4.splat(0x8000)));
  return v128.bitselect(i32x4.splat(0x7e00), halves, i32x4.gt_s(sizes, i32x4.splat(0x7f800000)));
}

/** Adds a value to each of eight sums, and writes the first `count`. */
function addEight(sums: usize, low: v128, high: v128, count: i32): void {
  const before = v128.load(sums);
  const first = toHalves(f32x4.add(toSingles(i32x4.extend_low_i16x8_u(before)), low));
  const second = toHalves(f32x4.add(toSingles(i32x4.extend_high_i16x8_u(before)), high));
  const isWanted = i16x8.lt_s(i16x8(0, 1, 2, 3, 4, 5, 6, 7), i16x8.splat(<i16>count));
  v128.store(sums, v128.bitselect(i16x8.narrow_i32x4_u(first, second), before, isWanted));
}

/** Adds rows of adjacent values, each times its weight, to sums whose rows are `sumsStep` apart. */
export function addRows(
  values: usize,
  weights: usize,
  weightsStep: i32,
  sums: usize,
  sumsStep: i32,
  columns: i32,
  rows: i32,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column += 8) {
      const at = (<usize>column) << 2;
      const low = f32x4.mul(v128.load(values + at), v128.load(weights + at));
      const high = f32x4.mul(v128.load(values + at, 16), v128.load(weights + at, 16));
      addEight(sums + ((<usize>column) << 1), low, high, columns - column);
    }
    values += (<usize>columns) << 2;
    weights += (<usize>weightsStep) << 2;
    sums += (<usize>sumsStep) << 1;
  }
}

/** Adds rows of weights to their sums. */
export function addWeights(
  weights: usize,
  weightsStep: i32,
  sums: usize,
  sumsStep: i32,
  columns: i32,
  rows: i32,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column += 8) {
      const at = weights + ((<usize>column) << 2);
      addEight(sums + ((<usize>column) << 1), v128.load(at), v128.load(at, 16), columns - column);
    }
    weights += (<usize>weightsStep) << 2;
    sums += (<usize>sumsStep) << 1;
  }
}

/**
 * Adds sums divided by weights to `means`, and divides the result by `divisor`. Each step is rounded to half precision;
 * without
 * weight the mean is 0.
 * @returns whether all quotients are finite in half precision.
 */
export function addMeans(sums: usize, weights: usize, means: usize, count: i32, divisor: f32): bool {
  const divisors = f32x4.splat(divisor);
  let tooLarge = i32x4.splat(0);
  for (let at = 0; at < count; at += 4) {
    const from = (<usize>at) << 1;
    const weight = toSingles(v128.load16x4_u(weights + from));
    const isNone = f32x4.eq(weight, f32x4.splat(0));
    const divided = f32x4.div(
      toSingles(v128.load16x4_u(sums + from)),
      v128.bitselect(f32x4.splat(1), weight, isNone),
    );
    const quotient = toHalves(divided);
    const isTooLarge = i32x4.ge_s(v128.and(quotient, i32x4.splat(0x7fff)), i32x4.splat(0x7c00));
    const isWanted = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count - at));
    tooLarge = v128.or(tooLarge, v128.and(isTooLarge, isWanted));
    const into = means + ((<usize>at) << 2);
    const sum = toSingles(toHalves(f32x4.add(v128.load(into), toSingles(quotient))));
    v128.store(into, toSingles(toHalves(f32x4.div(sum, divisors))));
  }
  return !v128.any_true(tooLarge);
}
