/*
 * Cubic splines along lines of voxels, in AssemblyScript with vector instructions: `npm run build:wasm` makes
 * ../spline-wasm.ts of
 * it. Four lines are filtered at once, in double precision and in the order of summation written here, so that results are
 * the same
 * on every machine and for any grouping of lines.
 */

/** Address of the first free byte. */
export function start(): usize {
  return (__heap_base + 15) & ~15;
}

/** Bytes of four lines at one position. */
const four: usize = 32;

/** Writes one voxel of four lines, `lane` bytes apart and multiplied by `gain`, `times` times in a row. */
function write(values: usize, lane: usize, gain: v128, into: usize, times: i32): usize {
  let found = v128.load32_zero(values);
  found = v128.load32_lane(values + lane, found, 1);
  found = v128.load32_lane(values + 2 * lane, found, 2);
  found = v128.load32_lane(values + 3 * lane, found, 3);
  const low = f64x2.mul(gain, f64x2.promote_low_f32x4(found));
  const high = f64x2.mul(gain, f64x2.promote_low_f32x4(i64x2.shuffle(found, found, 1, 1)));
  for (let n = 0; n < times; n++, into += four) {
    v128.store(into, low);
    v128.store(into, high, 16);
  }
  return into;
}

/** Turns samples of two lines into coefficients, in place: a forward and a backward recursion, mirrored at the ends. */
function findCoefficients(first: usize, last: usize, pole: f64, far: f64): void {
  const poles = f64x2.splat(pole);
  const fars = f64x2.splat(far);
  // Voxels before the first mirror those after it; as the padding is constant, their sum is a power series.
  let sum = f64x2.add(v128.load(first), f64x2.mul(fars, v128.load(last)));
  let power = pole;
  let back = last - four;
  for (let at = first + four; at < last && Math.abs(power) > 1e-18; at += four, back -= four, power *= pole) {
    const both = f64x2.add(v128.load(at), f64x2.mul(fars, v128.load(back)));
    sum = f64x2.add(sum, f64x2.mul(f64x2.splat(power), both));
  }
  let value = f64x2.div(sum, f64x2.splat(1 - far * far));
  v128.store(first, value);
  for (let at = first + four; at <= last; at += four) {
    value = f64x2.add(v128.load(at), f64x2.mul(poles, value));
    v128.store(at, value);
  }
  const end = f64x2.splat(pole / (pole * pole - 1));
  value = f64x2.mul(end, f64x2.add(value, f64x2.mul(poles, v128.load(last - four))));
  v128.store(last, value);
  for (let at = last - four; at >= first; at -= four) {
    value = f64x2.mul(poles, f64x2.sub(value, v128.load(at)));
    v128.store(at, value);
  }
}

/** Two lines at one position, from the four coefficients starting there. */
function blend(at: usize, a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f64x2.add(f64x2.mul(a, v128.load(at)), f64x2.mul(b, v128.load(at, 32)));
  const abc = f64x2.add(ab, f64x2.mul(c, v128.load(at, 64)));
  return f64x2.add(abc, f64x2.mul(d, v128.load(at, 96)));
}

/**
 * Filters four lines, `lane` bytes apart in `values` and `intoLane` in `into`.
 * @param step bytes from one voxel of a line to the next; `intoStep` for the output.
 * @param margin voxels added at each end before the coefficients are computed, which go to `coefficients`.
 * @param places for each of `positions` positions, the offset of the first coefficient in bytes; then four weights each.
 */
function filterFour(
  values: usize,
  step: usize,
  lane: usize,
  count: i32,
  margin: i32,
  pole: f64,
  far: f64,
  coefficients: usize,
  places: usize,
  weights: usize,
  positions: i32,
  into: usize,
  intoStep: usize,
  intoLane: usize,
): void {
  const gain = f64x2.splat((1 - pole) * (1 - 1 / pole));
  let end = coefficients;
  for (let n = 0; n < count; n++)
    end = write(values + <usize>n * step, lane, gain, end, n === 0 ? margin + 1 : 1);
  end = write(values + <usize>(count - 1) * step, lane, gain, end, margin);
  findCoefficients(coefficients, end - four, pole, far);
  findCoefficients(coefficients + 16, end - four + 16, pole, far);
  for (let u = 0; u < positions; u++, weights += 32, into += intoStep) {
    const at = coefficients + load<u32>(places + ((<usize>u) << 2));
    const a = v128.load64_splat(weights);
    const b = v128.load64_splat(weights, 8);
    const c = v128.load64_splat(weights, 16);
    const d = v128.load64_splat(weights, 24);
    const low = f32x4.demote_f64x2_zero(blend(at, a, b, c, d));
    const high = f32x4.demote_f64x2_zero(blend(at + 16, a, b, c, d));
    v128.store32_lane(into, low, 0);
    v128.store32_lane(into + intoLane, low, 1);
    v128.store32_lane(into + 2 * intoLane, high, 0);
    v128.store32_lane(into + 3 * intoLane, high, 1);
  }
}

/**
 * Filters `lines` lines, four at once, the last of which may overlap the previous ones; if there are fewer than four, each is
 * filtered four times. All else is as in `filterFour`.
 */
export function filterLines(
  lines: i32,
  values: usize,
  step: usize,
  lane: usize,
  count: i32,
  margin: i32,
  pole: f64,
  far: f64,
  coefficients: usize,
  places: usize,
  weights: usize,
  positions: i32,
  into: usize,
  intoStep: usize,
  intoLane: usize,
): void {
  const isFew = lines < 4;
  const ownLane = isFew ? 0 : lane;
  const ownIntoLane = isFew ? 0 : intoLane;
  for (let n = 0; n < lines; n += isFew ? 1 : 4) {
    const line = <usize>(isFew ? n : min(n, lines - 4));
    const from = values + line * lane;
    const to = into + line * intoLane;
    filterFour(
      from,
      step,
      ownLane,
      count,
      margin,
      pole,
      far,
      coefficients,
      places,
      weights,
      positions,
      to,
      intoStep,
      ownIntoLane,
    );
  }
}
