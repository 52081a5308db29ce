/*
 * The permutohedral lattice of up to 4 dimensions (Adams, Baek, Davis: Fast high-dimensional filtering using the
 * permutohedral lattice, Computer Graphics Forum 29, 2010), in AssemblyScript with vector instructions: `npm run build:wasm`
 * makes ../lattice-wasm.ts of it. One instance of the module holds one lattice.
 *
 * Memory, one after the other: the values of the points that are filtered, 4 planes, where their features are at first; the
 * corners of each point's simplex and its weights; the norms; the hash table; the keys of the lattice points; their neighbours; their
 * values, twice. The table and the keys are laid out anew, behind, when they are full.
 */

import { dropAll, take } from "./memory.ts";

/** A lattice point's coordinates, and its values: 4 lanes each. */
const laneBytes = 16;

let count: u32 = 0;
let dimensions: u32 = 0;
let corners: u32 = 0;

let planes: usize = 0;
let cornerOf: usize = 0;
let weightOf: usize = 0;
/** Factors applied before and after filtering: the reciprocal square root of the kernel's sum at each point. */
let norms: usize = 0;
/** Numbers of lattice points; 0 where there is none. `slots` is a power of two, at least twice the number of points. */
let table: usize = 0;
let slots: u32 = 0;
let keys: usize = 0;
let points: u32 = 0;
let neighbours: usize = 0;
let source: usize = 0;
let target: usize = 0;

/** Scratch space for placing a point, one item per axis of the lattice. */
const elevated = memory.data(8 * 5, 16);
const nearest = memory.data(4 * 5, 16);
const rank = memory.data(4 * 5, 16);
const nearestBefore = memory.data(4 * 5, 16);
const rankBefore = memory.data(4 * 5, 16);
const barycentric = memory.data(8 * 6, 16);
const scales = memory.data(8 * 4, 16);
const key = memory.data(16, 16);

/** Makes room for the points. @returns where their features go, axis by axis; 0 if memory is short. */
export function reserve(pointCount: u32, featureCount: u32): usize {
  count = pointCount;
  dimensions = featureCount;
  corners = featureCount + 1;
  dropAll();
  planes = take(<u64>count * laneBytes);
  const bytes = <u64>count * corners * 4;
  cornerOf = take(bytes);
  weightOf = take(bytes);
  norms = take(<u64>count * 4);
  points = 0;
  slots = 1 << 12;
  if (planes === 0 || norms === 0 || cornerOf === 0 || weightOf === 0 || !layOut()) return 0;
  for (let axis: u32 = 0; axis < dimensions; axis++) {
    // Blurring by 1/2, 1, 1/2 along all directions has the standard deviation (d + 1) sqrt(2 / 3) on the lattice.
    const scale = (<f64>corners * Math.sqrt(2.0 / 3.0)) / Math.sqrt(<f64>(axis + 1) * (axis + 2));
    store<f64>(scales + axis * 8, scale);
  }
  for (let n: u32 = 0; n < count; n++) store<f32>(norms + n * 4, 1);
  memory.fill(rankBefore, 0xff, 4 * 5);
  v128.store(key, i32x4.splat(0));
  return planes;
}

/** Lays out a new table with `slots` slots, and room for keys. */
function layOut(): bool {
  table = take(<u64>slots * 4);
  keys = take(<u64>(slots / 2 + 1) * laneBytes);
  if (table === 0 || keys === 0) return false;
  memory.fill(table, 0, slots * 4);
  return true;
}

function isAt(point: u32, wanted: v128): bool {
  return v128.all_true<i32>(v128.eq<i32>(v128.load(keys + point * laneBytes), wanted));
}

/** The slot of the lattice point in the table, or the free slot where it belongs. */
function slotOf(wanted: v128): usize {
  const mask = slots - 1;
  let hash: u32 = <u32>v128.extract_lane<i32>(wanted, 0) * 0x9e3779b1;
  hash = (hash + <u32>v128.extract_lane<i32>(wanted, 1)) * 0x9e3779b1;
  hash = (hash + <u32>v128.extract_lane<i32>(wanted, 2)) * 0x9e3779b1;
  hash = (hash + <u32>v128.extract_lane<i32>(wanted, 3)) * 0x9e3779b1;
  let slot = (hash ^ (hash >> 15)) & mask;
  let point = load<u32>(table + slot * 4);
  while (point !== 0 && !isAt(point, wanted)) {
    slot = (slot + 1) & mask;
    point = load<u32>(table + slot * 4);
  }
  return table + slot * 4;
}

/** The number of the lattice point, counted from 1; 0 if memory is too short to add it. */
function findOrAdd(wanted: v128): u32 {
  const at = slotOf(wanted);
  const found = load<u32>(at);
  if (found > 0) return found;
  points++;
  store<u32>(at, points);
  v128.store(keys + points * laneBytes, wanted);
  const point = points;
  return points + 1 <= slots / 2 || grow() ? point : 0;
}

function grow(): bool {
  const before = keys;
  slots *= 2;
  if (!layOut()) return false;
  memory.copy(keys, before, (points + 1) * laneBytes);
  for (let point: u32 = 1; point <= points; point++)
    store<u32>(slotOf(v128.load(keys + point * laneBytes)), point);
  return true;
}

/**
 * Finds the simplex of each point from `first` up to, but not including, `stop`: the lattice points at its corners, and the
 * point's barycentric coordinates.
 * @returns false if memory is short.
 */
export function place(first: u32, stop: u32): bool {
  const inverse = 1 / <f64>corners;
  for (let n = first; n < stop; n++) {
    // Project onto the plane of d + 1 coordinates that add up to 0.
    let sum: f64 = 0;
    for (let axis = dimensions; axis > 0; axis--) {
      const feature = <f64>load<f32>(planes + ((axis - 1) * count + n) * 4);
      const scaled = feature * load<f64>(scales + (axis - 1) * 8);
      store<f64>(elevated + axis * 8, sum - <f64>axis * scaled);
      sum += scaled;
    }
    store<f64>(elevated, sum);
    // Find the nearest lattice point of remainder 0, and rank the coordinates by their distance to it.
    let excess: i32 = 0;
    for (let axis: u32 = 0; axis < corners; axis++) {
      const value = load<f64>(elevated + axis * 8);
      const rounded = <i32>Math.floor(value * inverse + 0.5);
      store<i32>(nearest + axis * 4, rounded * <i32>corners);
      store<f64>(elevated + axis * 8, value - <f64>(rounded * <i32>corners));
      excess += rounded;
    }
    for (let axis: u32 = 0; axis < corners; axis++) {
      store<i32>(rank + axis * 4, excess);
      store<f64>(barycentric + axis * 8, 0);
    }
    store<f64>(barycentric + corners * 8, 0);
    for (let a: u32 = 0; a < dimensions; a++) {
      const distance = load<f64>(elevated + a * 8);
      let rankOfA = load<i32>(rank + a * 4);
      for (let b = a + 1; b < corners; b++) {
        // No branch: the outcome is unpredictable.
        const isLess = <i32>(distance < load<f64>(elevated + b * 8));
        rankOfA += isLess;
        store<i32>(rank + b * 4, load<i32>(rank + b * 4) + 1 - isLess);
      }
      store<i32>(rank + a * 4, rankOfA);
    }
    let isSame = true;
    for (let axis: u32 = 0; axis < corners; axis++) {
      let position = load<i32>(rank + axis * 4);
      const shift = position < 0 ? <i32>corners : position > <i32>dimensions ? -(<i32>corners) : 0;
      position += shift;
      const to = load<i32>(nearest + axis * 4) + shift;
      const part = (load<f64>(elevated + axis * 8) - <f64>shift) * inverse;
      const at = barycentric + (<i32>dimensions - position) * 8;
      store<f64>(at, load<f64>(at) + part);
      store<f64>(at, load<f64>(at, 8) - part, 8);
      if (load<i32>(rankBefore + axis * 4) !== position || load<i32>(nearestBefore + axis * 4) !== to)
        isSame = false;
      store<i32>(rankBefore + axis * 4, position);
      store<i32>(nearestBefore + axis * 4, to);
    }
    store<f64>(barycentric, load<f64>(barycentric) + 1 + load<f64>(barycentric + corners * 8));
    const start = n * corners * 4;
    for (let remainder: u32 = 0; remainder < corners; remainder++)
      store<f32>(weightOf + start + remainder * 4, <f32>load<f64>(barycentric + remainder * 8));
    const cornersBefore = cornerOf + start - corners * 4;
    // Consecutive points often lie in the same simplex, or share corners.
    if (isSame) {
      memory.copy(cornerOf + start, cornersBefore, corners * 4);
      continue;
    }
    for (let remainder: u32 = 0; remainder < corners; remainder++) {
      for (let axis: u32 = 0; axis < dimensions; axis++) {
        const isBelow = load<i32>(rankBefore + axis * 4) <= <i32>(dimensions - remainder);
        store<i32>(
          key + axis * 4,
          load<i32>(nearestBefore + axis * 4) + <i32>remainder - (isBelow ? 0 : <i32>corners),
        );
      }
      const wanted = v128.load(key);
      let point = n > 0 ? load<u32>(cornersBefore + remainder * 4) : 0;
      if (point === 0 || !isAt(point, wanted)) {
        point = findOrAdd(wanted);
        if (point === 0) return false;
      }
      store<u32>(cornerOf + start + remainder * 4, point);
    }
  }
  return true;
}

/**
 * Finds the two neighbours of every lattice point in each of the d + 1 directions, 0 where there is none. To be called when
 * all points have been placed.
 * @returns false if memory is short.
 */
export function link(): bool {
  const bytes = <u64>(points + 1) * 8;
  neighbours = take(bytes * corners);
  source = take(<u64>(points + 1) * laneBytes);
  target = take(<u64>(points + 1) * laneBytes);
  if (neighbours === 0 || source === 0 || target === 0) return false;
  for (let direction: u32 = 0; direction < corners; direction++) {
    for (let axis: u32 = 0; axis < dimensions; axis++)
      store<i32>(key + axis * 4, axis === direction ? -(<i32>dimensions) : 1);
    const step = v128.load(key);
    const pairs = neighbours + direction * <u32>bytes;
    for (let point: u32 = 1; point <= points; point++) {
      const here = v128.load(keys + point * laneBytes);
      store<u32>(pairs + point * 8, load<u32>(slotOf(i32x4.sub(here, step))));
      store<u32>(pairs + point * 8, load<u32>(slotOf(i32x4.add(here, step))), 4);
    }
  }
  return true;
}

/** Begins a filter: all lattice points have value 0. Point 0 stands for missing neighbours. */
export function clear(): void {
  memory.fill(source, 0, (points + 1) * laneBytes);
  v128.store(target, f32x4.splat(0));
}

/** Distributes the values of points to the corners of their simplices. */
export function splat(first: u32, stop: u32): void {
  const plane: usize = count * 4;
  let corner = cornerOf + first * corners * 4;
  let weight = weightOf + first * corners * 4;
  for (let n = first; n < stop; n++) {
    const at = planes + n * 4;
    let values = f32x4.splat(load<f32>(at));
    values = f32x4.replace_lane(values, 1, load<f32>(at + plane));
    values = f32x4.replace_lane(values, 2, load<f32>(at + 2 * plane));
    values = f32x4.replace_lane(values, 3, load<f32>(at + 3 * plane));
    values = f32x4.mul(values, v128.load32_splat(norms + n * 4));
    for (let remainder: u32 = 0; remainder < corners; remainder++, corner += 4, weight += 4) {
      const to = source + load<u32>(corner) * laneBytes;
      v128.store(to, f32x4.add(v128.load(to), f32x4.mul(values, f32x4.splat(load<f32>(weight)))));
    }
  }
}

/** Blurs along a direction by 1/2, 1, 1/2. */
export function blur(direction: u32): void {
  const half = f32x4.splat(0.5);
  let pair = neighbours + (direction * (points + 1) + 1) * 8;
  for (let point: u32 = 1; point <= points; point++, pair += 8) {
    const a = v128.load(source + load<u32>(pair) * laneBytes);
    const b = v128.load(source + load<u32>(pair, 4) * laneBytes);
    const here = v128.load(source + point * laneBytes);
    v128.store(target + point * laneBytes, f32x4.add(here, f32x4.mul(half, f32x4.add(a, b))));
  }
  const other = source;
  source = target;
  target = other;
}

/** Gathers the values of points from the corners of their simplices. */
export function gather(first: u32, stop: u32): void {
  const plane: usize = count * 4;
  const scale = f32x4.splat(<f32>(1 / (1 + 1 / <f64>(1 << dimensions))));
  let corner = cornerOf + first * corners * 4;
  let weight = weightOf + first * corners * 4;
  for (let n = first; n < stop; n++) {
    let sum = f32x4.splat(0);
    for (let remainder: u32 = 0; remainder < corners; remainder++, corner += 4, weight += 4) {
      const values = v128.load(source + load<u32>(corner) * laneBytes);
      sum = f32x4.add(sum, f32x4.mul(values, f32x4.splat(load<f32>(weight))));
    }
    sum = f32x4.mul(sum, f32x4.mul(scale, v128.load32_splat(norms + n * 4)));
    const at = planes + n * 4;
    store<f32>(at, f32x4.extract_lane(sum, 0));
    store<f32>(at + plane, f32x4.extract_lane(sum, 1));
    store<f32>(at + 2 * plane, f32x4.extract_lane(sum, 2));
    store<f32>(at + 3 * plane, f32x4.extract_lane(sum, 3));
  }
}

/** Normalises the filter symmetrically by its sums in the first plane, made by filtering ones. */
export function normalize(): void {
  for (let n: u32 = 0; n < count; n++)
    store<f32>(norms + n * 4, <f32>(1 / Math.sqrt(<f64>load<f32>(planes + n * 4) + 1e-20)));
}
