/*
 * Sums in half precision (IEEE 754 binary16), in AssemblyScript with vector instructions: `npm run build:wasm` makes
 * ../half-sums-wasm.ts of it. The caller decides where everything lies in memory, and leaves room for 8 numbers after each
 * area.
 * Sums are rounded to single precision and then to half after every step, as ../half-precision.ts does for a single number.
 */

import { toHalves, toSingles } from "../../assembly/half-precision.ts";

/** Address of the first free byte. */
export function start(): usize {
  return (__heap_base + 15) & ~15;
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
 * Adds sums divided by weights to `means`, or writes them there if they are the first, and divides the result by `divisor`. Each
 * step is rounded to half precision; without weight the mean is 0.
 * @returns whether all quotients are finite in half precision.
 */
export function addMeans(
  sums: usize,
  weights: usize,
  means: usize,
  count: i32,
  isFirst: bool,
  divisor: f32,
): bool {
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
    // Added to 0, for the sign of what is 0.
    let sum = f32x4.add(isFirst ? f32x4.splat(0) : v128.load(into), toSingles(quotient));
    // What is halves already need not be rounded.
    if (!isFirst) sum = toSingles(toHalves(sum));
    if (divisor !== 1) sum = toSingles(toHalves(f32x4.div(sum, divisors)));
    v128.store(into, sum);
  }
  return !v128.any_true(tooLarge);
}
