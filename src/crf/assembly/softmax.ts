/*
 * The mean field's update of probabilities, in AssemblyScript with vector instructions: `npm run build:wasm` makes
 * ../softmax-wasm.ts of it.
 *
 * Memory, one after the other: probabilities of each class, then messages to each class, where the result is afterwards.
 */
import { dropAll, take } from "./memory.ts";

let rowBytes: usize = 0;
let classes: u32 = 0;
let given: usize = 0;
let messages: usize = 0;

/** Makes room for this many voxels (a multiple of 4) and classes. @returns where the probabilities go; 0 if memory is short. */
export function reserve(voxels: u32, classCount: u32): usize {
  dropAll();
  rowBytes = <usize>voxels * 4;
  classes = classCount;
  given = take(<u64>rowBytes * classCount);
  messages = take(<u64>rowBytes * classCount);
  return messages === 0 ? 0 : given;
}

/** Where the messages go; the result is in the same place. */
export function messagesAt(): usize {
  return messages;
}

/**
 * The exponential of numbers that are not positive, with a relative error of 2e-7; 0 where the result would be subnormal.
 * Computed as 2^n e^r with |r| <= ln 2 / 2 (Cody and Waite's reduction), e^r by Moshier's polynomial (Cephes).
 */
function exponential(x: v128): v128 {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(<f32>Math.LOG2E)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let sum = f32x4.splat(1.98756915e-4);
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.3981999507e-3));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(8.3334519073e-3));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(4.1665795894e-2));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.6666665459e-1));
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(5.0000001201e-1));
  sum = f32x4.add(f32x4.add(f32x4.mul(sum, f32x4.mul(r, r)), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return v128.and(f32x4.mul(sum, power), f32x4.gt(x, f32x4.splat(-87)));
}

/**
 * Replaces the sum of all messages by the last class's share of it. Then multiplies probabilities, at least `least`, by the
 * exponentials of the messages and normalises them, for the first `voxels` voxels.
 */
export function weigh(voxels: u32, least: f32): void {
  const leastOf = f32x4.splat(least);
  const bytes: usize = <usize>voxels * 4;
  for (let n: usize = 0; n < bytes; n += 16) {
    let highest = v128.load(messages + n);
    let at = messages + n + rowBytes;
    let told = highest;
    for (let c: u32 = 2; c < classes; c++, at += rowBytes) {
      const message = v128.load(at);
      highest = f32x4.max(highest, message);
      told = f32x4.add(told, message);
    }
    const last = f32x4.sub(v128.load(at), told);
    v128.store(at, last);
    highest = f32x4.max(highest, last);
    let sum = f32x4.splat(0);
    let from = given + n;
    at = messages + n;
    for (let c: u32 = 0; c < classes; c++, at += rowBytes, from += rowBytes) {
      const believed = f32x4.max(v128.load(from), leastOf);
      const value = f32x4.mul(believed, exponential(f32x4.sub(v128.load(at), highest)));
      v128.store(at, value);
      sum = f32x4.add(sum, value);
    }
    const part = f32x4.div(f32x4.splat(1), sum);
    at = messages + n;
    for (let c: u32 = 0; c < classes; c++, at += rowBytes) v128.store(at, f32x4.mul(v128.load(at), part));
  }
}
