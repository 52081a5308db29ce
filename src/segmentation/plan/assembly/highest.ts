/*
 * Finds the highest of several classes at adjacent pixels, in AssemblyScript with vector instructions: `npm run build:wasm`
 * makes
 * ../highest-wasm.ts of it. The caller decides where everything lies in memory.
 */

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
export function markHighest(values: usize, classes: i32, stride: usize, count: i32, into: usize): u32 {
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
