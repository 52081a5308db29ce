/* Numbers of half precision (IEEE 754 binary16) in vectors, rounded as ../target-grid/half-precision.ts rounds a single one. */

/** Four half-precision numbers, in the lower halves of the words, as single precision. */
export function toSingles(halves: v128): v128 {
  const bits = i32x4.shl(v128.and(halves, i32x4.splat(0x7fff)), 13);
  // Of subnormal numbers, too, without one in single precision, with which processors are slow: what lies above the smallest normal one.
  const usual = i32x4.add(bits, i32x4.splat(0x38000000));
  const small = f32x4.sub(i32x4.add(bits, i32x4.splat(0x38800000)), i32x4.splat(0x38800000));
  const sizes = v128.bitselect(small, usual, i32x4.lt_s(bits, i32x4.splat(0x00800000)));
  const endless = v128.and(i32x4.ge_s(bits, i32x4.splat(0x0f800000)), i32x4.splat(0x7f800000));
  const signs = i32x4.shl(v128.and(halves, i32x4.splat(0x8000)), 16);
  return v128.or(v128.or(sizes, endless), signs);
}

/** The bits of the half-precision numbers nearest to four values, ties to even. */
export function toHalves(values: v128): v128 {
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
