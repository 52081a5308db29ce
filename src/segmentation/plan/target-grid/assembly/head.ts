/*
 * The last layer of a network, in AssemblyScript with vector instructions: `npm run build:wasm` makes ../head-wasm.ts of it. Whoever
 * calls these functions says where everything lies.
 */

/** Where memory is free. */
export function start(): usize {
  return (__heap_base + 15) & ~15;
}

/**
 * Writes classes of pixels, four classes at a time: for each a weighted sum of the pixel's features, and a number.
 * @param features of `channels`, each of `pixels` pixels side by side, a multiple of eight.
 * @param weights for every four classes: the four numbers that are added, then the four weights of each channel.
 * @param logits of all classes, a multiple of four, each of `pixels` pixels.
 */
export function writeClasses(
  features: usize,
  channels: i32,
  pixels: i32,
  weights: usize,
  logits: usize,
  classes: i32,
): void {
  const row = (<usize>pixels) << 2;
  for (let first = 0; first < classes; first += 4) {
    for (let at: usize = 0; at < row; at += 32) {
      let a0 = v128.load32_splat(weights);
      let b0 = v128.load32_splat(weights, 4);
      let c0 = v128.load32_splat(weights, 8);
      let d0 = v128.load32_splat(weights, 12);
      let a1 = a0;
      let b1 = b0;
      let c1 = c0;
      let d1 = d0;
      let feature = features + at;
      let weight = weights + 16;
      for (let channel = 0; channel < channels; channel++) {
        const near = v128.load(feature);
        const far = v128.load(feature, 16);
        const a = v128.load32_splat(weight);
        a0 = f32x4.add(a0, f32x4.mul(a, near));
        a1 = f32x4.add(a1, f32x4.mul(a, far));
        const b = v128.load32_splat(weight, 4);
        b0 = f32x4.add(b0, f32x4.mul(b, near));
        b1 = f32x4.add(b1, f32x4.mul(b, far));
        const c = v128.load32_splat(weight, 8);
        c0 = f32x4.add(c0, f32x4.mul(c, near));
        c1 = f32x4.add(c1, f32x4.mul(c, far));
        const d = v128.load32_splat(weight, 12);
        d0 = f32x4.add(d0, f32x4.mul(d, near));
        d1 = f32x4.add(d1, f32x4.mul(d, far));
        feature += row;
        weight += 16;
      }
      const to = logits + at;
      v128.store(to, a0);
      v128.store(to, a1, 16);
      v128.store(to + row, b0);
      v128.store(to + row, b1, 16);
      v128.store(to + 2 * row, c0);
      v128.store(to + 2 * row, c1, 16);
      v128.store(to + 3 * row, d0);
      v128.store(to + 3 * row, d1, 16);
    }
    weights += (<usize>channels + 1) << 4;
    logits += 4 * row;
  }
}
